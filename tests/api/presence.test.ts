import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  CellPresence,
  CourtyardPresence,
  GridPresenceAnswer,
  PresenceHours,
  PresenceMatrix,
} from '../../api/presence/contract.ts'
import { engines } from '../database/scene.ts'
import { addCases, makeCategoriesAndStreet } from './cases-scene.ts'
import { addTrack, at, derivePresence, way } from './presence-scene.ts'
import { addPatrolUnit, startTestServer, testCity, type TestServer, type Visit } from './server.ts'

/**
 * Monday 2 November 2026 in Shanghai, one street of 321 m in the first grid:
 * 20:30-21:30 a police team stands in the first grid: 60 minutes over two hours, one effective stay.
 * 21:34-21:58 it walks from the first grid into the second, half of the way in each.
 * 23:00-23:10 red-armband volunteers stand in the first grid, beside the courtyard.
 * Tuesday 03:00-03:30 plain clothes stand in the first grid. 04:00-05:00 a team of the other station in the third grid.
 */
const window = 'from=2026-11-02T20:00:00%2B08:00&to=2026-11-03T06:00:00%2B08:00'
const gate: [number, number] = [126.5045, 43.8045]

describe.each(engines)('presence on %s', (engine) => {
  let server: TestServer
  let planner: Visit
  let leader: Visit
  let branch: Visit
  let courtyardId: number

  beforeAll(async () => {
    server = await startTestServer(engine)
    const db = server.database
    await makeCategoriesAndStreet(db)
    const station = await db.write
      .selectFrom('orgUnits')
      .select('id')
      .where('code', '=', testCity.station)
      .executeTakeFirstOrThrow()
    courtyardId = (
      await db.write
        .insertInto('courtyards')
        .values({
          code: 'C1',
          name: '北山小区',
          kind: 'attended',
          orgUnitId: station.id,
          geom: `SRID=4490;POINT(${gate[0]} ${gate[1]})`,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id
    await db.write
      .insertInto('controlAreas')
      .values({
        code: 'A1',
        name: '核心区',
        kind: 'core',
        orgUnitId: station.id,
        geom: 'SRID=4490;POLYGON((126.505 43.80, 126.515 43.80, 126.515 43.81, 126.505 43.81, 126.505 43.80))',
      })
      .execute()
    await db.write
      .insertInto('timeSlots')
      .values({
        code: 'night',
        name: '深夜',
        startTime: '22:00',
        endTime: '04:00',
        weekdays: [1, 2, 3, 4, 5, 6, 7],
      })
      .execute()
    const police = await addPatrolUnit(db, 'P1', 'police')
    const plain = await addPatrolUnit(db, 'P2', 'police')
    const volunteers = await addPatrolUnit(db, 'V1', 'red_armband')
    const others = await addPatrolUnit(db, 'P3', 'police', testCity.otherStation)
    await addTrack(server, police, [
      ...way(at('2026-11-02T20:30:00'), 60, [126.503, 43.806]),
      ...way(at('2026-11-02T21:34:00'), 24, [126.507, 43.806], [126.513, 43.806]),
    ])
    await addTrack(server, volunteers, way(at('2026-11-02T23:00:00'), 10, gate))
    await addTrack(server, plain, way(at('2026-11-03T03:00:00'), 30, [126.503, 43.806]), 'plain')
    await addTrack(server, others, way(at('2026-11-03T04:00:00'), 60, [126.525, 43.805]))
    await addCases(db, [
      ...Array.from({ length: 9 }, () => ({ at: '2026-11-03T02:30:00+08:00', lon: 126.503, lat: 43.806 })),
      ...Array.from({ length: 3 }, () => ({ at: '2026-11-02T20:45:00+08:00', lon: 126.503, lat: 43.806 })),
      { at: '2026-11-03T02:30:00+08:00', lon: 126.503, lat: 43.806, source: 'patrol_found' },
      { at: '2026-11-03T02:30:00+08:00', lon: 126.503, lat: 43.806, category: 'sexual_offence' },
      { at: '2026-11-03T02:30:00+08:00', lon: 126.525, lat: 43.805, grid: testCity.otherGrid },
    ])
    planner = await server.signIn('planner')
    leader = await server.signIn('leader')
    branch = await server.signIn('branch')
  })
  afterAll(() => server.close())

  const read = async <Body>(visit: Visit, path: string): Promise<Body> => {
    const { status, body } = await visit<Body>(`/api/v1/presence/${path}`)
    expect(status, JSON.stringify(body)).toBe(200)
    return body
  }

  it('counts patrol time by weekday and hour beside the cases that the public reported', async () => {
    const matrix = await read<PresenceMatrix>(planner, `matrix?${window}`)
    const monday = matrix.minutes[0]!
    expect([monday[20], monday[21], monday[22], monday[23]]).toEqual([30, 54, 0, 10])
    expect(matrix.minutes[1]!.slice(0, 6)).toEqual([0, 0, 0, 30, 0, 0])
    // The latest track ends at five: the last hour cannot be known.
    expect(matrix.hours).toBe(9)
    expect(matrix.occurrences[1]!.slice(3, 6)).toEqual([1, 1, 0])
    expect(matrix.caseTotal).toBe(12)
    expect(matrix.cases[1]![2]).toBe(9)
    expect(matrix.cases[0]![20]).toBe(3)
    expect(matrix.shortHours.map(({ weekday, hour }) => [weekday, hour])).toEqual([
      [2, 2],
      [1, 20],
    ])
    expect(matrix.shortHours[0]).toMatchObject({ caseShare: 0.75, presenceShare: 0, cases: 9, minutes: 0 })
    // A quarter of the nine hours, with all that saw nobody as well.
    expect(matrix.leastPatrolled).toEqual({ hours: 5, caseShare: 0.75, presenceShare: 0 })
  })

  it('narrows the matrix to a grid or to a control area', async () => {
    const grid = await read<PresenceMatrix>(planner, `matrix?${window}&grid=${testCity.neighbourGrid}`)
    expect(grid.minutes[0]![21]).toBe(12)
    expect(grid.caseTotal).toBe(0)
    expect(grid.leastPatrolled).toBeNull()
    const area = await read<PresenceMatrix>(planner, `matrix?${window}&controlArea=A1`)
    expect(area.minutes[0]!.slice(20, 24)).toEqual([0, 24, 0, 0])
    const { status } = await planner(`/api/v1/presence/matrix?${window}&grid=${testCity.otherGrid}`)
    expect(status).toBe(404)
  })

  it('gives minutes per kilometre of street and hour for each grid in scope', async () => {
    const { grids, breaks, hours } = await read<GridPresenceAnswer>(planner, `grids?${window}`)
    expect(hours).toBe(9)
    expect(grids.map(({ code }) => code)).toEqual([testCity.grid, testCity.neighbourGrid])
    const [first, second] = grids
    expect(first).toMatchObject({
      visits: 4,
      effectiveStays: 4,
      count: 12,
      countText: '12',
      suppressed: false,
    })
    expect(first!.unitMinutes).toBeCloseTo(112, 3)
    expect(first!.streetMeters).toBeCloseTo(321.6, 0)
    expect(first!.minutesPerKilometerHour).toBeCloseTo(112 / (first!.streetMeters / 1000) / 9, 3)
    expect(second).toMatchObject({ visits: 1, effectiveStays: 1, count: 0, minutesPerKilometerHour: null })
    expect(second!.unitMinutes).toBeCloseTo(12, 3)
    expect(second!.lengthMeters).toBeCloseTo(241.3, 0)
    expect(breaks[0]).toBe(0)
    expect(breaks.at(-1)).toBeGreaterThanOrEqual(first!.minutesPerKilometerHour!)
  })

  it('looks at the hours of a slot alone, cases too', async () => {
    const { grids, hours } = await read<GridPresenceAnswer>(planner, `grids?${window}&slot=night`)
    expect(hours).toBe(6)
    expect(grids[0]!.unitMinutes).toBeCloseTo(40, 3)
    expect(grids[0]!.count).toBe(9)
    const atTwo = await read<GridPresenceAnswer>(planner, `grids?${window}&hours=20,2&weekdays=1`)
    expect(atTwo.hours).toBe(1)
    expect(atTwo.grids[0]).toMatchObject({ count: 3 })
    const { status, body } = await planner(`/api/v1/presence/grids?${window}&slot=noon`)
    expect([status, body['field']]).toEqual([400, 'slot'])
  })

  it('lists the hours without a unit as runs, in the scope and per station', async () => {
    const hours = await read<PresenceHours>(leader, `hours?${window}`)
    expect(hours.units).toEqual([1, 1, 0, 1, 0, 0, 0, 1, 1])
    expect(hours.unitMinutes).toEqual([30, 54, 0, 10, 0, 0, 0, 30, 60])
    expect(hours.empty).toEqual([
      { from: '2026-11-02T14:00:00.000Z', to: '2026-11-02T15:00:00.000Z', hours: 1 },
      { from: '2026-11-02T16:00:00.000Z', to: '2026-11-02T19:00:00.000Z', hours: 3 },
    ])
    expect(hours.stations.map(({ code, emptyHours }) => [code, emptyHours])).toEqual([
      [testCity.station, 5],
      [testCity.otherStation, 8],
    ])
    const own = await read<PresenceHours>(planner, `hours?${window}`)
    expect(own.stations.map(({ code }) => code)).toEqual([testCity.station])
    expect(own.empty.at(-1)).toEqual({
      from: '2026-11-02T20:00:00.000Z',
      to: '2026-11-02T21:00:00.000Z',
      hours: 1,
    })
  })

  it('gives cells of 100 m in a box, longest first, none of others', async () => {
    const box = 'bbox=126.49,43.79,126.54,43.82'
    const all = await read<CellPresence>(leader, `cells?${window}&${box}`)
    expect(all.unitMinutes[0]).toBe(90)
    expect(all.unitMinutes.reduce((sum, minutes) => sum + minutes, 0)).toBeCloseTo(184, 1)
    expect(all.visits[0]).toBe(2)
    const [west, south, , , east, north] = all.corners[0]!
    expect(west! < 126.503 && east! > 126.503 && south! < 43.806 && north! > 43.806).toBe(true)
    const own = await read<CellPresence>(planner, `cells?${window}&${box}`)
    expect(own.unitMinutes.reduce((sum, minutes) => sum + minutes, 0)).toBeCloseTo(124, 1)
    const one = await read<CellPresence>(leader, `cells?${window}&${box}&limit=1`)
    expect([one.unitMinutes.length, one.truncated]).toEqual([1, true])
    const there = await read<CellPresence>(leader, `cells?${window}&bbox=126.52,43.80,126.53,43.81`)
    expect(there.unitMinutes).toEqual([60])
    const { status, body } = await leader(`/api/v1/presence/cells?${window}&bbox=120,40,130,45`)
    expect([status, body['field']]).toEqual([400, 'bbox'])
  })

  it('says how often patrols and volunteers passed a courtyard', async () => {
    const passed = await read<CourtyardPresence>(branch, `courtyards/${courtyardId}`)
    expect(passed).toMatchObject({
      withinMeters: 30,
      last7Days: { patrols: 0, volunteers: 1 },
      last28Days: { patrols: 0, volunteers: 1 },
      lastPassedHour: '2026-11-02T15:00:00.000Z',
    })
    const { status } = await (
      await server.signIn('other-planner')
    )(`/api/v1/presence/courtyards/${courtyardId}`)
    expect(status).toBe(404)
  })

  it('shows a branch its own grid and no plain clothes, and an administrator nothing', async () => {
    const { grids } = await read<GridPresenceAnswer>(branch, `grids?${window}`)
    expect(grids.map(({ code }) => code)).toEqual([testCity.grid])
    expect(grids[0]!.unitMinutes).toBeCloseTo(82, 3)
    const hours = await read<PresenceHours>(branch, `hours?${window}`)
    expect(hours.unitMinutes[7]).toBe(0)
    expect(hours.empty).toHaveLength(2)
    const matrix = await read<PresenceMatrix>(branch, `matrix?${window}`)
    expect(matrix.minutes[1]![3]).toBe(0)
    const cells = await read<CellPresence>(branch, `cells?${window}&bbox=126.49,43.79,126.54,43.82`)
    expect(cells.unitMinutes[0]).toBe(60)
    const admin = await server.signIn('admin')
    for (const path of ['matrix', 'grids', 'hours']) {
      expect((await admin(`/api/v1/presence/${path}?${window}`)).status).toBe(403)
    }
  })

  it('refuses an empty window, and has nothing after the latest track', async () => {
    const empty = 'from=2026-11-03T00:00:00%2B08:00&to=2026-11-03T00:00:00%2B08:00'
    expect((await planner(`/api/v1/presence/matrix?${empty}`)).status).toBe(400)
    const later = await read<PresenceHours>(
      planner,
      'hours?from=2026-11-04T00:00:00%2B08:00&to=2026-11-05T00:00:00%2B08:00',
    )
    expect([later.hours, later.empty, later.tracksThrough]).toEqual([0, [], '2026-11-02T21:00:00.000Z'])
  })

  it('is the same however often and in whatever order it is derived, and follows a changed courtyard', async () => {
    const stored = async () => {
      const { rows } = await sql`
        SELECT layer, hour, patrol_id, target_ids, dwell_seconds, length_meters, stay_counts, effective_stay_counts
        FROM presence_hours ORDER BY layer, hour, patrol_id`.execute(server.database.read)
      return rows
    }
    const before = await stored()
    await derivePresence(server)
    expect(await stored()).toEqual(before)
    const courtyards = { layer: 'courtyards', ids: new Set([courtyardId]) }
    const moveTo = (lon: number, lat: number) =>
      server.database.write
        .updateTable('courtyards')
        .set({ geom: `SRID=4490;POINT(${lon} ${lat})` })
        .where('id', '=', courtyardId)
        .execute()
    await moveTo(126.503, 43.806)
    await derivePresence(server, courtyards)
    const passed = await read<CourtyardPresence>(planner, `courtyards/${courtyardId}`)
    expect(passed.last7Days).toEqual({ patrols: 2, volunteers: 0 })
    await moveTo(...gate)
    await derivePresence(server, courtyards)
    expect(await stored()).toEqual(before)
  })
})
