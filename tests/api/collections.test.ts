import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensurePartitions } from '../../api/database/partitions.ts'
import type { Database } from '../../api/database/connect.ts'
import { engines } from '../database/scene.ts'
import { startTestServer, testCity, type TestServer, type Visit } from './server.ts'

interface Collection {
  type: string
  features: {
    id: number
    geometry: { type: string; coordinates: unknown } | null
    properties: Record<string, unknown>
  }[]
  nextCursor: string | null
}

const codes = (collection: Collection) => collection.features.map((feature) => feature.properties['code'])

async function unitId(database: Database, code: string): Promise<number> {
  const { id } = await database.write
    .selectFrom('orgUnits')
    .select('id')
    .where('code', '=', code)
    .executeTakeFirstOrThrow()
  return id
}

const point = (longitude: number, latitude: number) => `SRID=4490;POINT(${longitude} ${latitude})`

/** Four facilities, west to east; the second stands exactly on the border of the first two grids. */
async function addPlaces(database: Database): Promise<void> {
  const owner = await unitId(database, testCity.district)
  const db = database.write
  await db
    .insertInto('facilities')
    .values(
      [
        ['F1', 126.505],
        ['F2', 126.51],
        ['F3', 126.515],
        ['F4', 126.525],
      ].map(([code, longitude]) => ({
        code: String(code),
        name: `岗亭${String(code)}`,
        kind: code === 'F4' ? 'camera' : 'workstation',
        orgUnitId: owner,
        geom: point(Number(longitude), 43.805),
      })),
    )
    .execute()
  await db
    .insertInto('roads')
    .values({
      code: 'R1',
      name: '光明路',
      kind: 'primary',
      geom: 'SRID=4490;LINESTRING(126.501 43.805, 126.509 43.805)',
    })
    .execute()
}

const patrolStart = new Date('2026-11-20T14:00:00Z')

/** One unit per station; the northern one patrols in uniform, in plain clothes, and two days before. */
async function addPatrols(database: Database): Promise<void> {
  const db = database.write
  const units = await db
    .insertInto('patrolUnits')
    .values([
      { code: 'N1', forceType: 'police', orgUnitId: await unitId(database, testCity.station), strength: 4 },
      {
        code: 'S1',
        forceType: 'security',
        orgUnitId: await unitId(database, testCity.otherStation),
        strength: 5,
      },
    ])
    .returning(['id', 'code'])
    .execute()
  const [north, south] = units.map((unit) => unit.id)
  const hours = (count: number) => new Date(patrolStart.getTime() + count * 3_600_000)
  await db.transaction().execute(async (trx) => {
    for (const table of ['patrols', 'tracks'] as const)
      await ensurePartitions(trx, table, hours(-72), hours(24))
    const patrols = await trx
      .insertInto('patrols')
      .values(
        [
          { unitId: north!, attire: 'uniform', startedAt: hours(-48) },
          { unitId: north!, attire: 'uniform', startedAt: hours(0) },
          { unitId: north!, attire: 'plain', startedAt: hours(1) },
          { unitId: south!, attire: 'uniform', startedAt: hours(2) },
        ].map((patrol) => ({
          ...patrol,
          districtCode: testCity.districtCode,
          mode: 'foot',
          endedAt: new Date(patrol.startedAt.getTime() + 3_600_000),
        })),
      )
      .returning(['id', 'unitId', 'startedAt', 'endedAt'])
      .execute()
    await trx
      .insertInto('tracks')
      .values(
        patrols.map((patrol) => ({
          districtCode: testCity.districtCode,
          patrolId: patrol.id,
          unitId: patrol.unitId,
          startedAt: patrol.startedAt,
          endedAt: patrol.endedAt,
          fixCount: 2,
          observedSeconds: 100,
          unobservedSeconds: 0,
          lengthMeters: 161,
          geom: 'SRID=4490;MULTILINESTRINGM((126.501 43.805 0, 126.503 43.805 100))',
        })),
      )
      .execute()
  })
}

describe.each(engines)('collections on %s', (engine) => {
  let server: TestServer
  let branch: Visit
  let planner: Visit
  let leader: Visit
  beforeAll(async () => {
    server = await startTestServer(engine)
    await addPlaces(server.database)
    await addPatrols(server.database)
    branch = await server.signIn('branch')
    planner = await server.signIn('planner')
    leader = await server.signIn('leader')
  })
  afterAll(() => server.close())

  it('answers nobody without a session', async () => {
    expect((await server.visit('/api/v1/grids')).status).toBe(401)
  })

  it('pages in the order of ids and ends with a null cursor', async () => {
    const first = await leader<Collection>('/api/v1/facilities?limit=3')
    expect(codes(first.body)).toEqual(['F1', 'F2', 'F3'])
    const second = await leader<Collection>(`/api/v1/facilities?limit=3&cursor=${first.body.nextCursor}`)
    expect(codes(second.body)).toEqual(['F4'])
    expect(second.body.nextCursor).toBeNull()
    const wrong = await leader('/api/v1/facilities?cursor=nonsense')
    expect(wrong.status).toBe(400)
    expect(wrong.body['field']).toBe('cursor')
  })

  it('cuts half open by the box: what stands on the east edge belongs to the next one', async () => {
    const west = await leader<Collection>('/api/v1/facilities?bbox=126.50,43.80,126.51,43.81')
    const east = await leader<Collection>('/api/v1/facilities?bbox=126.51,43.80,126.52,43.81')
    expect(codes(west.body)).toEqual(['F1'])
    expect(codes(east.body)).toEqual(['F2', 'F3'])
    const wrong = await leader('/api/v1/facilities?bbox=126.52,43.80,126.51,43.81')
    expect(wrong.status).toBe(400)
    expect(wrong.body['field']).toBe('bbox')
  })

  it('filters by grid, kind and time of the last change', async () => {
    const inGrid = await leader<Collection>(`/api/v1/facilities?grid=${testCity.neighbourGrid}`)
    expect(codes(inGrid.body)).toEqual(['F2', 'F3'])
    expect(codes((await leader<Collection>('/api/v1/facilities?kind=camera,alarm')).body)).toEqual(['F4'])
    const since = encodeURIComponent('2100-01-01T00:00:00+08:00')
    expect(codes((await leader<Collection>(`/api/v1/facilities?updatedSince=${since}`)).body)).toEqual([])
  })

  it('shows each viewer the places that touch the grids in scope', async () => {
    expect(codes((await branch<Collection>('/api/v1/facilities')).body)).toEqual(['F1', 'F2'])
    expect(codes((await planner<Collection>('/api/v1/facilities')).body)).toEqual(['F1', 'F2', 'F3'])
    const all = await leader<Collection>('/api/v1/facilities')
    expect(codes(all.body)).toEqual(['F1', 'F2', 'F3', 'F4'])
    const outside = all.body.features[3]!.id
    expect((await branch(`/api/v1/facilities/${outside}`)).status).toBe(404)
    expect((await leader(`/api/v1/facilities/${outside}`)).status).toBe(200)
  })

  it('describes a place with grid, unit and last change', async () => {
    const { body } = await branch<Collection>('/api/v1/facilities')
    expect(body.features[0]).toMatchObject({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [126.505, 43.805] },
      properties: {
        code: 'F1',
        name: '岗亭F1',
        kind: 'workstation',
        alwaysOpen: false,
        gridCode: testCity.grid,
        gridName: '第一网格',
        orgUnit: { code: testCity.district, name: '测试区' },
        version: 1,
        confirmedAt: null,
        confirmedBy: null,
      },
    })
    expect(body.features[0]!.properties['updatedAt']).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
    expect(body.features[0]!.geometry).not.toHaveProperty('crs')
  })

  it('shows every grid to a branch and says which is its own', async () => {
    const { body } = await branch<Collection>('/api/v1/grids')
    expect(codes(body)).toEqual([testCity.grid, testCity.neighbourGrid, testCity.otherGrid])
    expect(body.features.map((feature) => feature.properties['inScope'])).toEqual([true, false, false])
    expect(body.features[0]!.properties).toMatchObject({
      orgUnit: { code: testCity.grid },
      community: { code: testCity.community },
      householdCount: 400,
    })
  })

  it('sums households over the tree of units and filters by level and parent', async () => {
    const { body } = await leader<Collection>('/api/v1/org-units?level=street')
    expect(codes(body)).toEqual([testCity.station, testCity.otherStation])
    expect(body.features.map((unit) => unit.properties['householdCount'])).toEqual([800, 400])
    expect(body.features.map((unit) => unit.properties['gridCount'])).toEqual([2, 1])
    const children = await leader<Collection>(`/api/v1/org-units?parent=${body.features[0]!.id}`)
    expect(codes(children.body)).toEqual([testCity.community])
    const above = await leader<Collection>(`/api/v1/org-units?grid=${testCity.otherGrid}`)
    expect(codes(above.body)).toEqual([
      testCity.district,
      testCity.otherStation,
      testCity.otherCommunity,
      testCity.otherGrid,
    ])
  })

  it('gives streets their length and grid', async () => {
    const { body } = await branch<Collection>(`/api/v1/roads?grid=${testCity.grid}`)
    expect(body.features).toHaveLength(1)
    expect(body.features[0]!.properties).toMatchObject({
      name: '光明路',
      gridCode: testCity.grid,
      orgUnit: null,
    })
    expect(body.features[0]!.properties['lengthMeters']).toBeCloseTo(644, -1)
  })

  it('takes the last 24 hours of patrols without a window, and half open ones with it', async () => {
    const latest = await leader<Collection>('/api/v1/patrols')
    expect(latest.body.features).toHaveLength(3)
    expect(latest.body.features[0]).toMatchObject({ geometry: null, properties: { unit: { code: 'N1' } } })
    const window = await leader<Collection>(
      '/api/v1/patrols?from=2026-11-20T14:00:00Z&to=2026-11-20T16:00:00Z',
    )
    expect(window.body.features).toHaveLength(2)
    const wrong = await leader('/api/v1/patrols?from=2026-11-20T14:00:00Z&to=2026-11-20T14:00:00Z')
    expect(wrong.status).toBe(400)
    expect(wrong.body['field']).toBe('to')
  })

  it('keeps plain clothes from a branch and other stations from everybody but leadership', async () => {
    const own = await branch<Collection>('/api/v1/tracks')
    expect(own.body.features.map((track) => track.properties['attire'])).toEqual(['uniform'])
    expect(own.body.features[0]).toMatchObject({
      geometry: {
        type: 'MultiLineString',
        coordinates: [
          [
            [126.501, 43.805],
            [126.503, 43.805],
          ],
        ],
      },
      properties: { fixCount: 2, mode: 'foot' },
    })
    const station = await planner<Collection>('/api/v1/tracks')
    expect(station.body.features.map((track) => track.properties['attire'])).toEqual(['uniform', 'plain'])
    const district = await leader<Collection>('/api/v1/tracks?unit=S1')
    expect(district.body.features).toHaveLength(1)
    const other = district.body.features[0]!.id
    expect((await planner(`/api/v1/tracks/${other}`)).status).toBe(404)
    expect((await planner(`/api/v1/patrols/${other}`)).status).toBe(404)
    expect(codes((await branch<Collection>('/api/v1/patrol-units')).body)).toEqual(['N1'])
  })

  it('does not tell a branch of plain clothes by the time that data reaches to', async () => {
    const through = async (visit: Visit) =>
      (await visit<{ district: { dataThrough: string } }>('/api/v1/me')).body.district.dataThrough
    const hour = (count: number) => new Date(patrolStart.getTime() + count * 3_600_000).toISOString()
    expect(await through(branch)).toBe(hour(1))
    expect(await through(planner)).toBe(hour(2))
    expect(await through(leader)).toBe(hour(3))
  })

  it('keeps tracks from the administrator', async () => {
    const admin = await server.signIn('admin')
    expect((await admin('/api/v1/tracks')).status).toBe(403)
    expect((await admin('/api/v1/patrols')).status).toBe(403)
  })

  it('hides restricted categories from all but leadership and the administrator', async () => {
    await sql`INSERT INTO case_categories (code, name, name_en, path, restricted)
      VALUES ('criminal', '刑事', 'Criminal', '', false), ('minors', '涉未成年人', 'Minors', '', true)`.execute(
      server.database.write,
    )
    expect(codes((await planner<Collection>('/api/v1/case-categories')).body)).toEqual(['criminal'])
    expect(codes((await leader<Collection>('/api/v1/case-categories')).body)).toEqual(['criminal', 'minors'])
  })

  it('documents every operation', async () => {
    const { body } = await leader<{ paths: Record<string, object> }>('/api/v1/openapi.json')
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/courtyards/{id}/confirmation', '/requirements', '/search', '/tracks/{id}']),
    )
  })
})
