import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Change } from '../../api/analyses/change/contract.ts'
import type { Emerging } from '../../api/analyses/emerging/contract.ts'
import type { Repeats } from '../../api/analyses/repeats/contract.ts'
import { engines } from '../database/scene.ts'
import { addCases, makeCategoriesAndStreet, type SceneCase } from './cases-scene.ts'
import { startTestServer, testCity, type TestServer } from './server.ts'

const home = { lon: 126.505, lat: 43.805 }
/** In the grid of the other station, far from its border. */
const away = { lon: 126.527, lat: 43.802, grid: testCity.otherGrid }
const times = (count: number, one: SceneCase): SceneCase[] => Array.from({ length: count }, () => one)
const june = 'from=2026-05-31T16:00:00Z&to=2026-06-30T16:00:00Z'

describe.each(engines)('what changed and what comes back on %s', (engine) => {
  let server: TestServer
  const answerOf = async <Answer>(who: string, path: string): Promise<Answer> => {
    const visit = await server.signIn(who)
    const { status, body } = await visit<Answer>(`/api/v1/analyses/${path}`)
    expect(body).not.toHaveProperty('title')
    expect(status).toBe(200)
    return body
  }

  beforeAll(async () => {
    server = await startTestServer(engine)
    await makeCategoriesAndStreet(server.database)
    // the record begins in 2024; away five cases every month, at home 40 in June 2026 after 6 in May
    const monthly = Array.from({ length: 30 }, (_, month) =>
      times(5, { at: new Date(Date.UTC(2024, month, 3, 4)).toISOString(), ...away }),
    ).flat()
    await addCases(server.database, [
      ...monthly,
      ...times(6, { at: '2026-05-10T12:00:00+08:00', ...home }),
      ...times(40, { at: '2026-06-28T12:00:00+08:00', road: 'R1', ...home }),
      // not by the public: never counted
      ...times(9, { at: '2026-06-10T12:00:00+08:00', source: 'patrol_found', ...home }),
    ])
  })
  afterAll(() => server.close())

  it('tells a rise that is significant from what may be chance', async () => {
    const answer = await answerOf<Change>('leader', `change?${june}`)
    expect(answer).toMatchObject({
      unit: 'grids',
      before: { count: 11 },
      now: { count: 45 },
      tested: 2,
      found: 1,
      compared: { name: 'previous', complete: true, from: '2026-05-01T16:00:00.000Z' },
    })
    const [rise] = answer.places
    expect(rise).toMatchObject({
      code: testCity.grid,
      kind: 'rise',
      significant: true,
      before: { count: 6 },
      now: { count: 40 },
      strength: 3,
    })
    expect(rise!.ratio).toBeCloseTo(40 / 6, 6)
    expect(rise!.rates!.now / rise!.rates!.before).toBeCloseTo(40 / 6, 6)
    expect(rise!.net!.estimate).toBeGreaterThan(0)
    expect(rise!.pValue).toBeLessThan(1e-5)
    // five and five: nothing to tell, and no row
    expect(answer.places).toHaveLength(1)
  })

  it('holds a place against the district, and against the same days last year', async () => {
    const answer = await answerOf<Change>('leader', `change?${june}&against=lastYear&trend=district`)
    expect(answer.compared).toMatchObject({ name: 'lastYear', from: '2025-05-31T16:00:00.000Z' })
    expect(answer.places.find(({ code }) => code === testCity.otherGrid)).toMatchObject({ kind: 'fall' })
    const none = await answerOf<Change>(
      'leader',
      `change?from=2024-02-01T00:00:00Z&to=2024-05-01T00:00:00Z&against=lastYear`,
    )
    expect(none).toMatchObject({ compared: { complete: false }, places: [], found: 0 })
  })

  it('draws cells with their neighbours, and refuses those smaller than addresses are precise', async () => {
    const cells = await answerOf<Change>('leader', `change?${june}&unit=squares&cell=200`)
    expect(cells.places.every(({ significant }) => significant)).toBe(true)
    expect(cells.places.filter(({ peak }) => peak)).toHaveLength(1)
    const leader = await server.signIn('leader')
    const refused = await leader(`/api/v1/analyses/change?${june}&unit=squares&cell=100`)
    expect(refused).toMatchObject({ status: 400, body: { field: 'cell' } })
    const admin = await server.signIn('admin')
    expect((await admin(`/api/v1/analyses/change?${june}`)).status).toBe(403)
  })

  it('sends each viewer the places in scope, and of others no figure', async () => {
    const branch = await answerOf<Change>('branch', `change?${june}`)
    expect(branch.places.map(({ code }) => code)).toEqual([testCity.grid])
    const other = await answerOf<Change>('other-planner', `change?${june}`)
    expect(other.places.map(({ code }) => code)).not.toContain(testCity.grid)
  })

  it('calls a hot spot of the last month new, with its months as a series', async () => {
    const answer = await answerOf<Emerging>('leader', 'emerging?to=2026-06-30T16:00:00Z')
    expect(answer.steps).toHaveLength(12)
    expect(answer).toMatchObject({ complete: true, tooFewCases: true, minimumCases: 120, places: [] })
    const more = await answerOf<Emerging>('leader', 'emerging?to=2026-06-30T16:00:00Z&steps=6')
    expect(more).toMatchObject({ tooFewCases: false, cases: { count: 76 } })
    const found = more.places.find(
      ({ bbox: [west, south, east, north] }) =>
        home.lon >= west && home.lon < east && home.lat >= south && home.lat < north,
    )!
    expect(found).toMatchObject({ kind: 'new', counts: [0, 0, 0, 0, 6, 40] })
    expect(found.states.at(-1)).toBe(1)
    const early = await answerOf<Emerging>('leader', 'emerging?to=2024-06-30T16:00:00Z')
    expect(early).toMatchObject({ complete: false, places: [] })
    const other = await answerOf<Emerging>('other-planner', 'emerging?to=2026-06-30T16:00:00Z&steps=6')
    expect(other.places.every(({ bbox }) => bbox[2] > testCity.west.otherGrid)).toBe(true)
  })

  it('shows how much lies on few segments, and where it may happen again', async () => {
    const answer = await answerOf<Repeats>('leader', `repeats?${june}`)
    expect(answer.concentration).toMatchObject({ segments: 1, cases: 40, topCaseShare: 1, holdHalf: 1 })
    expect(answer.concentration!.places[0]).toMatchObject({ name: '第一街', cases: 40, cumulativeShare: 1 })
    const { table, cases, refused } = answer.nearRepeat
    expect([cases.count, refused]).toEqual([45, null])
    expect(table).toHaveLength(16)
    // 40 at one address on one day, 5 at another on another
    expect(table[0]!.pairs.count).toBe((40 * 39) / 2 + (5 * 4) / 2)
    expect(table[0]!.risk).toBe(true)
    const [risky] = answer.nearRepeat.places
    expect(risky).toMatchObject({ name: '第一网格', meters: 0, cases: 40, outline: { type: 'Point' } })
    expect(risky!.until > '2026-06-30').toBe(true)
  })

  it('gives a branch grids instead of points, and refuses too few cases and narrow bands', async () => {
    const branch = await answerOf<Repeats>('branch', `repeats?${june}`)
    expect(branch.nearRepeat.places.map(({ outline }) => outline.type)).toEqual(['MultiPolygon'])
    const few = await answerOf<Repeats>('leader', 'repeats?from=2024-01-01T00:00:00Z&to=2024-02-01T00:00:00Z')
    expect(few).toMatchObject({
      concentration: null,
      nearRepeat: { refused: 'too-few', fewest: 30, places: [] },
    })
    const leader = await server.signIn('leader')
    const refused = await leader(`/api/v1/analyses/repeats?${june}&meters=100`)
    expect(refused).toMatchObject({ status: 400, body: { field: 'meters' } })
  })
})
