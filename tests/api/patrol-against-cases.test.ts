import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {
  HotspotStaysAnswer,
  PatrolAgainstCases,
} from '../../api/analyses/patrol-against-cases/contract.ts'
import { engines } from '../database/scene.ts'
import { addCases, makeCategoriesAndStreet, type SceneCase } from './cases-scene.ts'
import { addTrack, at, way } from './presence-scene.ts'
import { addPatrolUnit, startTestServer, testCity, type TestServer } from './server.ts'

/**
 * Monday 2 November 2026, 20:00 to Tuesday 06:00 in Shanghai. Eighteen cases in the first grid, 21:30, six of them on 第一街 (126.502 to 126.506,
 * 43.802), two in the second. A team stands in the first grid for ten minutes, on the street (21:00-21:10), and in the second for two hours
 * (22:00-24:00); plain clothes on the street 03:00-03:30.
 */
const window = 'from=2026-11-02T20:00:00%2B08:00&to=2026-11-03T06:00:00%2B08:00'
const onStreet: [number, number] = [126.504, 43.80205]
const times = (count: number, one: SceneCase): SceneCase[] => Array.from({ length: count }, () => one)

describe.each(engines)('patrol against cases on %s', (engine) => {
  let server: TestServer
  const read = async <Body>(who: string, path: string): Promise<Body> => {
    const visit = await server.signIn(who)
    const { status, body } = await visit<Body>(`/api/v1/analyses/${path}`)
    expect(status, JSON.stringify(body)).toBe(200)
    return body
  }

  beforeAll(async () => {
    server = await startTestServer(engine)
    const db = server.database
    await makeCategoriesAndStreet(db)
    // Streets whose few cases make the first one a hotspot of the top twentieth.
    await db.write
      .insertInto('roads')
      .values(
        Array.from({ length: 20 }, (_, index) => ({
          code: `Q${index}`,
          name: '静街',
          kind: 'residential',
          geom: `SRID=4490;LINESTRING(126.512 ${43.801 + index / 4000}, 126.518 ${43.801 + index / 4000})`,
        })),
      )
      .execute()
    const police = await addPatrolUnit(db, 'P1', 'police')
    const plain = await addPatrolUnit(db, 'P2', 'police')
    await addTrack(server, police, [
      ...way(at('2026-11-02T21:00:00'), 10, onStreet),
      ...way(at('2026-11-02T22:00:00'), 120, [126.515, 43.8085]),
    ])
    await addTrack(server, plain, way(at('2026-11-03T03:00:00'), 30, onStreet), 'plain')
    // The record of tracks reaches to the end of the window.
    await addTrack(server, police, way(at('2026-11-03T06:00:00'), 5, [126.515, 43.8085]))
    await addCases(db, [
      ...times(12, { at: '2026-11-02T21:30:00+08:00', lon: 126.503, lat: 43.806 }),
      ...times(6, { at: '2026-11-02T21:30:00+08:00', lon: 126.504, lat: 43.802, road: 'R1' }),
      ...times(2, {
        at: '2026-11-02T22:30:00+08:00',
        lon: 126.515,
        lat: 43.808,
        grid: testCity.neighbourGrid,
      }),
      ...times(9, { at: '2026-11-02T22:30:00+08:00', lon: 126.515, lat: 43.808, source: 'patrol_found' }),
    ])
  })
  afterAll(() => server.close())

  it('finds the grid that is under-served and the one that is over-served', async () => {
    const answer = await read<PatrolAgainstCases>('planner', `patrol-against-cases?${window}`)
    expect(answer).toMatchObject({ caseTotal: 20, tooFewCases: false, hours: 10 })
    expect(answer.unitMinutes).toBeCloseTo(160, 3)
    const [first, second] = answer.grids
    expect(first).toMatchObject({ code: testCity.grid, count: 18, balance: 'under', caseShare: 0.9 })
    expect(first!.patrolShare).toBeCloseTo(40 / 160, 4)
    expect(second).toMatchObject({ code: testCity.neighbourGrid, count: 2, balance: 'over' })
    // 0.9 less a quarter
    expect(answer.displacedShare).toBeCloseTo(0.65, 4)
    expect(answer.leastPatrolled!.caseShare).toBe(0)
    expect(JSON.stringify(answer)).not.toContain('P1')
  })

  it('follows the hours that were asked for', async () => {
    const late = await read<PatrolAgainstCases>('planner', `patrol-against-cases?${window}&hours=22,23`)
    expect(late).toMatchObject({ caseTotal: 2, tooFewCases: true, minimumCases: 10, hours: 2 })
    expect(late.grids.every(({ balance, caseLevel }) => balance === null && caseLevel === null)).toBe(true)
  })

  it('asks each hotspot for a stay in every two hours of its slot', async () => {
    const answer = await read<HotspotStaysAnswer>('planner', `hotspot-stays?${window}&hours=20,21,22,23,0,1`)
    expect(answer.rule).toMatchObject({
      blockHours: 2,
      effectiveStaySeconds: 600,
      threshold: 6,
      cellMeters: 100,
    })
    expect(answer.hotspots).toHaveLength(1)
    expect(answer.hotspots[0]).toMatchObject({
      code: 'R1',
      name: '第一街',
      cases: { count: 6, suppressed: false },
      slot: { fromHour: 20, toHour: 2 },
      // 20-22 had one, 22-24 and 0-2 had none
      blocks: 3,
      met: 1,
      stays: 1,
      lastHour: '2026-11-02T13:00:00.000Z',
    })
    expect(answer.hotspots[0]!.minutes).toBeCloseTo(10, 3)
    // Without hours the slot is when it mostly happens.
    const own = await read<HotspotStaysAnswer>('planner', `hotspot-stays?${window}`)
    expect(own.hotspots[0]).toMatchObject({ slot: { fromHour: 21, toHour: 22 }, blocks: 1, met: 1 })
  })

  it('keeps to the scope, and plain clothes from a branch', async () => {
    const planner = await read<HotspotStaysAnswer>('planner', `hotspot-stays?${window}&hours=2,3`)
    expect(planner.hotspots[0]).toMatchObject({ blocks: 1, met: 1 })
    const branch = await read<HotspotStaysAnswer>('branch', `hotspot-stays?${window}&hours=2,3`)
    expect(branch.hotspots[0]).toMatchObject({ blocks: 1, met: 0, minutes: 0 })
    const grids = await read<PatrolAgainstCases>('branch', `patrol-against-cases?${window}`)
    expect(grids.grids.map(({ code }) => code)).toEqual([testCity.grid])
    expect(grids.unitMinutes).toBeCloseTo(10, 3)
    expect((await read<HotspotStaysAnswer>('other-planner', `hotspot-stays?${window}`)).hotspots).toEqual([])
    const admin = await server.signIn('admin')
    expect((await admin(`/api/v1/analyses/patrol-against-cases?${window}`)).status).toBe(403)
    expect((await admin(`/api/v1/analyses/hotspot-stays?${window}`)).status).toBe(403)
  })
})
