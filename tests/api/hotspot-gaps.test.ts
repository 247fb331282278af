import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HotspotGapAnswer } from '../../api/hotspot-gaps/contract.ts'
import { engines } from '../database/scene.ts'
import { addCases, makeCategoriesAndStreet } from './cases-scene.ts'
import { addOuting, at, makePatrolScene, type PatrolScene, walk } from './patrol-scene.ts'
import { startTestServer, testCity, type TestServer, type Visit } from './server.ts'

const window = 'from=2026-11-02T00:00:00%2B08:00&to=2026-11-05T00:00:00%2B08:00'
const street = { west: 126.502, east: 126.506, latitude: 43.802 }

/** 第一街 of 320 m with four burglaries at noon, and 30 quiet streets, 330 m south of a line that is required at night. */
describe.each(engines)('hotspots nobody is asked to patrol on %s', (engine) => {
  let server: TestServer
  let scene: PatrolScene
  let planner: Visit

  beforeAll(async () => {
    server = await startTestServer(engine)
    scene = await makePatrolScene(server.database)
    await makeCategoriesAndStreet(server.database)
    for (let quiet = 0; quiet < 30; quiet++) {
      const latitude = 43.8061 + quiet * 0.0001
      await server.database.write
        .insertInto('roads')
        .values({
          code: `Q${quiet}`,
          kind: 'residential',
          geom: `SRID=4490;LINESTRING(126.502 ${latitude}, 126.503 ${latitude})`,
        })
        .execute()
    }
    planner = await server.signIn('planner')
  })
  afterAll(() => server?.close())

  const noon = (day: number, more = {}) => ({
    at: `2026-10-0${day}T12:20:00+08:00`,
    lon: 126.504,
    lat: street.latitude,
    road: 'R1',
    ...more,
  })
  const listFor = async (visit: Visit) => {
    const { status, body } = await visit<HotspotGapAnswer>(`/api/v1/gaps/hotspots?${window}`)
    expect(status).toBe(200)
    return body
  }

  it('needs so many public reports that may be told, and counts nothing restricted or found by patrols', async () => {
    await addCases(server.database, [
      noon(1),
      noon(2),
      noon(3, { category: 'sexual_offence' }),
      noon(4, { source: 'patrol_found' }),
      noon(5, { at: '2026-08-01T12:00:00+08:00' }),
    ])
    const none = await listFor(planner)
    expect(none.features).toEqual([])
    expect(none.rule).toMatchObject({ threshold: null, streetCount: 31, weeks: 8 })
    await addCases(server.database, [noon(6), noon(7)])
    const { features, rule } = await listFor(planner)
    expect(rule).toMatchObject({ threshold: 4, hotspotCount: 1 })
    expect(features.map(({ properties }) => properties)).toMatchObject([
      {
        kind: 'hotspot',
        code: 'R1',
        name: '第一街',
        gridCode: testCity.grid,
        cases: { count: 4 },
        hours: { fromHour: 12, toHour: 13, share: 1 },
        requiredShare: 0,
        patrolMinutes: 0,
        lastPatrolAt: null,
        nearestLine: null,
        severity: { risk: { rank: 1, part: 0.5 }, wait: { hours: null, part: 0.3 } },
      },
    ])
    expect(features[0]!.geometry.type).toBe('LineString')
  })

  it('says how long somebody was there all the same, and when last', async () => {
    await addOuting(
      server.database,
      scene.unitId,
      walk(street.west, street.east, at('2026-11-03T12:00:00'), street.latitude),
    )
    const [hotspot] = (await listFor(planner)).features
    expect(hotspot!.properties.patrolMinutes).toBeCloseTo(321.6 / 1.2 / 60, 0.5)
    expect(hotspot!.properties.lastPatrolAt).toMatch(/^2026-11-03T04:04/)
    expect(hotspot!.properties.severity.wait.hours).not.toBeNull()
  })

  it('is the business of its own station, and no file or neighbour learns a small number from it', async () => {
    expect((await listFor(await server.signIn('other-planner'))).features).toEqual([])
    expect((await listFor(await server.signIn('branch'))).features).toHaveLength(1)
    const admin = await server.signIn('admin')
    expect((await admin(`/api/v1/gaps/hotspots?${window}`)).status).toBe(403)
  })

  it('is none once something is required nearby in its hours; at other hours it stays one', async () => {
    const db = server.database.write
    const { id: orgUnitId } = await db
      .selectFrom('orgUnits')
      .select('id')
      .where('code', '=', testCity.station)
      .executeTakeFirstOrThrow()
    const { id: patrolLineId } = await db
      .insertInto('patrolLines')
      .values({
        orgUnitId,
        name: '第一街北',
        code: 'BX-2',
        geom: `SRID=4490;LINESTRING(${street.west} ${street.latitude + 0.0005}, ${street.east} ${street.latitude + 0.0005})`,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const requirement = { patrolLineId, measure: 'passes', amount: 1, validFrom: '2026-01-01' }
    await db
      .insertInto('requirements')
      .values({ ...requirement, timeSlotId: scene.slotId })
      .execute()
    const [hotspot] = (await listFor(planner)).features
    expect(hotspot!.properties.requiredShare).toBe(0)
    expect(hotspot!.properties.nearestLine).toMatchObject({ id: patrolLineId, name: '第一街北', meters: 56 })
    const day = await db
      .insertInto('timeSlots')
      .values({ code: 'day', name: '白天', startTime: '09:00', endTime: '16:30', dayKind: 'any' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id } = await db
      .insertInto('requirements')
      .values({ ...requirement, timeSlotId: day.id })
      .returning('id')
      .executeTakeFirstOrThrow()
    expect((await listFor(planner)).features).toEqual([])
    // One that ended before the window asks nothing of anybody.
    await db.updateTable('requirements').set({ validTo: '2026-10-31' }).where('id', '=', id).execute()
    expect((await listFor(planner)).features).toHaveLength(1)
  })
})
