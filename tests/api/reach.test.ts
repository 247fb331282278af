import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReachAnswer, TypicalReach } from '../../api/reach/contract.ts'
import { ensurePartitions } from '../../api/database/partitions.ts'
import { engines } from '../database/scene.ts'
import { addCases, makeCategoriesAndStreet } from './cases-scene.ts'
import { addPatrolUnit, startTestServer, testCity, type TestServer, type Visit } from './server.ts'

/**
 * The first street, 322 m long, in the first grid of the station; another of the same length in the other station's grid. On 5 November, 10:00 to
 * 10:30, A1 stands in the middle of the first on foot and P1, in plain clothes, at its west end; B1 drives on the other. A2 with two people is out
 * from 11:00 to 11:30.
 */
const middle = { lon: 126.504, lat: 43.802 }
const other = { lon: 126.524, lat: 43.802 }
const streetMeters = 321.6
const at = (clock: string) => `2026-11-05T${clock}:00+08:00`
const reachAt = (clock: string, more = '') => `/api/v1/reach?at=${encodeURIComponent(at(clock))}${more}`
const typicalOf = (from: string, to: string, more = '') =>
  `/api/v1/reach/typical?from=${encodeURIComponent(at(from))}&to=${encodeURIComponent(at(to))}${more}`

interface Outing {
  unitId: number
  from: string
  to: string
  place: { lon: number; lat: number }
  mode?: string
  attire?: string
}

async function addOuting(
  server: TestServer,
  { unitId, from, to, place, mode = 'foot', attire = 'uniform' }: Outing,
) {
  const [startedAt, endedAt] = [new Date(at(from)), new Date(at(to))]
  const fixes: string[] = []
  for (let seconds = startedAt.getTime() / 1000; seconds <= endedAt.getTime() / 1000; seconds += 60) {
    fixes.push(`${place.lon} ${place.lat} ${seconds}`)
  }
  const { districtCode } = testCity
  await server.database.write.transaction().execute(async (trx) => {
    await ensurePartitions(trx, 'patrols', startedAt, endedAt)
    await ensurePartitions(trx, 'tracks', startedAt, endedAt)
    const { id } = await trx
      .insertInto('patrols')
      .values({ districtCode, unitId, mode, attire, startedAt, endedAt })
      .returning('id')
      .executeTakeFirstOrThrow()
    await sql`
      INSERT INTO tracks (district_code, patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds, unobserved_seconds,
        length_meters, geom)
      VALUES (${districtCode}, ${id}, ${unitId}, ${startedAt}, ${endedAt}, ${fixes.length}, 0, 0, 0,
        ST_GeomFromText(${`MULTILINESTRING M ((${fixes.join(', ')}))`}, 4490))`.execute(trx)
    await sql`SELECT bump_layer_version('tracks')`.execute(trx)
  })
}

describe.each(engines)('reach on %s', (engine) => {
  let server: TestServer
  let visits: Record<'planner' | 'leader' | 'branch' | 'admin' | 'other-planner', Visit>

  beforeAll(async () => {
    server = await startTestServer(engine)
    const { database } = server
    await makeCategoriesAndStreet(database)
    await database.write
      .insertInto('roads')
      .values({
        code: 'R2',
        kind: 'residential',
        geom: 'SRID=4490;LINESTRING(126.522 43.802, 126.526 43.802)',
      })
      .execute()
    const station = await database.write
      .selectFrom('orgUnits')
      .select('id')
      .where('code', '=', testCity.station)
      .executeTakeFirstOrThrow()
    const facility = { orgUnitId: station.id, kind: 'workstation', geom: 'SRID=4490;POINT(126.5059 43.802)' }
    await database.write
      .insertInto('facilities')
      .values([
        { ...facility, code: 'W1', name: '北山警务站', alwaysOpen: true },
        { ...facility, code: 'W2', name: '日间警务站', alwaysOpen: false },
      ])
      .execute()
    const now = { from: '10:00', to: '10:30' }
    const a1 = await addPatrolUnit(database, 'A1', 'police')
    await addOuting(server, { ...now, unitId: a1, place: middle })
    const p1 = await addPatrolUnit(database, 'P1', 'police')
    await addOuting(server, { ...now, unitId: p1, place: { lon: 126.502, lat: 43.802 }, attire: 'plain' })
    const b1 = await addPatrolUnit(database, 'B1', 'police', testCity.otherStation)
    await addOuting(server, { ...now, unitId: b1, place: other, mode: 'vehicle' })
    const a2 = await addPatrolUnit(database, 'A2', 'police')
    await database.write.updateTable('patrolUnits').set({ strength: 2 }).where('id', '=', a2).execute()
    await addOuting(server, { unitId: a2, from: '11:00', to: '11:30', place: middle })
    await addCases(database, [
      { at: at('01:00'), ...middle },
      { at: at('02:00'), lon: 126.5041, lat: 43.8021 },
      // Of no street.
      { at: at('03:00'), lon: 126.504, lat: 43.8075 },
      { at: at('04:00'), ...middle, category: 'sexual_offence' },
      { at: at('05:00'), ...middle, source: 'patrol_found' },
      { at: '2026-08-01T00:00:00+08:00', ...middle },
    ])
    const names = ['planner', 'leader', 'branch', 'admin', 'other-planner'] as const
    visits = Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await server.signIn(name)])),
    ) as typeof visits
  })
  afterAll(() => server?.close())

  const codes = ({ units }: ReachAnswer) => units.map(({ code }) => code).sort()

  it('says what the units of a moment reach of streets, households and cases, and draws it', async () => {
    const { status, body } = await visits['other-planner']<ReachAnswer>(reachAt('10:10'))
    expect(status).toBe(200)
    expect(codes(body)).toEqual(['B1'])
    expect(body.units[0]).toMatchObject({
      mode: 'vehicle',
      travels: 'vehicle',
      ageSeconds: 0,
      onStreet: true,
    })
    expect(body.units[0]!.position).toEqual([expect.closeTo(other.lon, 6), expect.closeTo(other.lat, 6)])
    // A car at 20 km/h is at both ends of 161 m within 29 s.
    expect(body.figures.streets.totalMeters).toBeCloseTo(streetMeters, -1)
    expect(body.figures.streets.shares).toEqual([1, 1, 1])
    expect(body.figures.households).toMatchObject({ total: 400, shares: [1, 1, 1] })
    expect(body.figures.cases).toMatchObject({ total: { count: 0 }, shares: [null, null, null] })
    expect(body.lines.map((lines) => lines.length)).toEqual([1, 0, 0, 0])
    const [lon, lat, east] = body.lines[0]![0]!
    expect([lon, lat]).toEqual([126_522_000, 43_802_000])
    expect(east).toBe(4000)
  })

  it('ends a ring where the time is up', async () => {
    const { body } = await visits.branch<ReachAnswer>(reachAt('10:10'))
    expect(codes(body)).toEqual(['A1'])
    // On foot at 8 km/h: 133 m each way in a minute, all of it in three.
    expect(body.figures.streets.meters[0]).toBeCloseTo(2 * (8000 / 60), 0)
    expect(body.figures.streets.shares).toEqual([expect.closeTo(266.7 / streetMeters, 2), 1, 1])
    expect(body.lines[0]).toHaveLength(1)
    expect(body.lines[1]).toHaveLength(2)
    expect(body.lines[2]).toEqual([])
    // Three reported by the public, in no restricted category, of these weeks; one has no street.
    expect(body.figures.cases).toMatchObject({ total: { count: 3 }, shares: [2 / 3, 2 / 3, 2 / 3] })
  })

  it('shows the own station, plain clothes to no branch, all to leadership, nothing to the administrator', async () => {
    expect(codes((await visits.planner<ReachAnswer>(reachAt('10:10'))).body)).toEqual(['A1', 'P1'])
    const { body } = await visits.leader<ReachAnswer>(reachAt('10:10'))
    expect(codes(body)).toEqual(['A1', 'B1', 'P1'])
    expect(body.figures.streets.totalMeters).toBeCloseTo(2 * streetMeters, -1)
    expect((await visits.admin(reachAt('10:10'))).status).toBe(403)
    expect((await visits.branch(typicalOf('10:00', '11:00'))).status).toBe(403)
  })

  it('knows nobody after an outing, and workstations around the clock when asked', async () => {
    const { body } = await visits.planner<ReachAnswer>(reachAt('10:35'))
    expect([body.units, body.figures.streets.shares]).toEqual([[], [0, 0, 0]])
    const { body: open } = await visits.planner<ReachAnswer>(reachAt('10:35', '&with=workstations'))
    expect(open.workstations).toMatchObject([{ code: 'W1', onStreet: true }])
    expect(open.figures.streets.shares[0]).toBeCloseTo((8 + 133.3) / streetMeters, 2)
  })

  it('follows the settings', async () => {
    const admin = visits.admin
    const set = async (key: string, value: unknown) => {
      const { status } = await admin(`/api/v1/settings/${key}`, { method: 'PUT', body: { value } })
      expect(status).toBe(200)
    }
    await set('response.footKilometersPerHour', 6)
    await set('response.ringMinutes', [2, 1])
    const { body } = await visits.branch<ReachAnswer>(reachAt('10:10'))
    expect(body.ringMinutes).toEqual([1, 2])
    expect(body.figures.streets.meters[0]).toBeCloseTo(200, 0)
    await set('response.footKilometersPerHour', 8)
    await set('response.ringMinutes', [1, 3, 5])
  })

  it('says what is usual by station, without units too small to be compared', async () => {
    const { status, body } = await visits.leader<TypicalReach>(typicalOf('10:00', '11:45'))
    expect(status).toBe(200)
    // 10:00 to 11:30, the end of what is known: three moments with units of seven.
    expect(body.moments).toBe(7)
    expect(body.stations.map(({ code }) => code)).toEqual([testCity.station, testCity.otherStation])
    expect(body.stations[0]).toMatchObject({
      units: 0,
      emptyMoments: 4,
      streets: [0, 0, 0],
      whenOut: { streets: [expect.any(Number), 1, 1] },
    })
    const { body: half } = await visits.leader<TypicalReach>(typicalOf('10:00', '10:31'))
    // A1 and P1 together reach the street from its west end to 133 m east of its middle.
    const streets = [expect.closeTo((133.3 + 1.5 * streetMeters) / (2 * streetMeters), 2), 1, 1]
    expect(half).toMatchObject({ moments: 3, district: { units: 3, emptyMoments: 0, streets } })
    const own = (await visits.planner<TypicalReach>(typicalOf('10:00', '10:31'))).body
    expect(own.district).toBeNull()
    expect(own.stations).toEqual([half.stations[0]])
  })

  it('asks only in a slot, and refuses what cannot be answered', async () => {
    await server.database.write
      .insertInto('timeSlots')
      .values({ code: 'late', name: '上午', startTime: '10:20', endTime: '10:40', dayKind: 'any' })
      .execute()
    const { body } = await visits.planner<TypicalReach>(typicalOf('00:00', '23:00', '&slot=late'))
    expect(body.moments).toBe(1)
    const refused = async (path: string) => {
      const { status, body } = await visits.planner<{ field: string; title: string; detail?: string }>(path)
      return [status, body.field]
    }
    expect(await refused(typicalOf('00:00', '23:00', '&slot=nowhen'))).toEqual([400, 'slot'])
    expect(await refused(typicalOf('11:00', '10:00'))).toEqual([400, 'to'])
    expect(await refused('/api/v1/reach?at=2099-01-01T00:00:00Z')).toEqual([400, 'at'])
    await server.database.write.updateTable('tracks').set({ hasTimes: false }).execute()
    expect(await refused(reachAt('10:10'))).toEqual([400, 'at'])
    expect(await refused(typicalOf('10:00', '11:00'))).toEqual([400, 'from'])
  })
})
