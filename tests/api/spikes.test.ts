import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ControlChart, Spikes } from '../../api/analyses/spikes/contract.ts'
import { engines } from '../database/scene.ts'
import { addCases, makeCategoriesAndStreet, type SceneCase } from './cases-scene.ts'
import { startTestServer, testCity, type TestServer } from './server.ts'

/** Mondays, 00:00 in Shanghai. */
const end = Date.parse('2025-12-01T00:00:00+08:00')
const week = 7 * 86_400_000
const to = 'to=2025-12-01T00:00:00%2B08:00'
const place = { lon: 126.505, lat: 43.805 }
const beyond = { lon: 126.525, lat: 43.805, grid: testCity.otherGrid }
const weeksBack = (weeks: number, days = 0): string =>
  new Date(end - weeks * week + days * 86_400_000).toISOString()
const times = (count: number, one: SceneCase): SceneCase[] => Array.from({ length: count }, () => one)

describe.each(engines)('spikes on %s', (engine) => {
  let server: TestServer
  const read = async <Body>(who: string, path: string): Promise<Body> => {
    const visit = await server.signIn(who)
    const { status, body } = await visit<Body>(`/api/v1/analyses/${path}`)
    expect(status, JSON.stringify(body)).toBe(200)
    return body
  }

  beforeAll(async () => {
    server = await startTestServer(engine)
    await makeCategoriesAndStreet(server.database)
    await addCases(server.database, [
      // One burglary a week in each of two stations for forty weeks, and nine in the first in the week before 1 December.
      ...Array.from({ length: 40 }, (_, index) => ({ at: weeksBack(index + 2, 2), ...place })),
      ...Array.from({ length: 41 }, (_, index) => ({ at: weeksBack(index + 1, 3), ...beyond })),
      ...times(8, { at: weeksBack(1, 4), ...place }),
      // The first moment of the week counts, the first after it does not.
      { at: weeksBack(1), ...place },
      { at: weeksBack(0), ...place },
      // Neither what patrols found nor restricted categories.
      ...times(9, { at: weeksBack(1, 4), ...beyond, source: 'patrol_found' }),
      ...times(9, { at: weeksBack(1, 4), ...beyond, category: 'sexual_offence' }),
    ])
  })
  afterAll(() => server.close())

  it('names area, category, count and expectation once, at a stated rate of false alarms', async () => {
    const answer = await read<Spikes>('leader', `spikes?${to}`)
    expect(answer).toMatchObject({
      week: { from: weeksBack(1), to: weeksBack(0) },
      baselineWeeks: 39,
      tooShort: false,
      seasonal: false,
      falseAlarmShare: 0.001,
      fewestCases: 5,
      // district, two stations, two communities; all, criminal, burglary, robbery, dispute
      charts: 25,
    })
    expect(answer.falseAlarms).toBeGreaterThan(0)
    expect(answer.falseAlarms).toBeLessThanOrEqual(25 * 0.001)
    expect(answer.spikes).toHaveLength(1)
    expect(answer.spikes[0]).toMatchObject({
      area: { level: 'communities', code: testCity.community, name: '北山社区' },
      category: { code: 'burglary', name: '入室盗窃' },
      count: 9,
    })
    // With half a case of the prior; the week of the very first case is not whole.
    expect(answer.spikes[0]!.expected).toBeCloseTo(39.5 / 39, 9)
    expect(answer.spikes[0]!.pValue).toBeLessThan(0.001)
    expect(answer.spikes[0]!.alarmFrom).toBeGreaterThan(4)
  })

  it('shows each viewer the charts of the own scope alone, and a branch its own grid', async () => {
    const planner = await read<Spikes>('planner', `spikes?${to}`)
    expect(planner.charts).toBe(10)
    expect(planner.spikes.map(({ area }) => area.code)).toEqual([testCity.community])
    expect((await read<Spikes>('other-planner', `spikes?${to}`)).spikes).toEqual([])
    const branch = await read<Spikes>('branch', `spikes?${to}`)
    expect(branch.charts).toBe(5)
    expect(branch.spikes.map(({ area }) => [area.level, area.code])).toEqual([['grids', testCity.grid]])
    const admin = await server.signIn('admin')
    expect((await admin(`/api/v1/analyses/spikes?${to}`)).status).toBe(403)
  })

  it('draws the chart of an area and category, week by week', async () => {
    const chart = await read<ControlChart>(
      'planner',
      `control-chart?${to}&level=communities&area=${testCity.community}&category=burglary&weeks=10`,
    )
    expect(chart.area.name).toBe('北山社区')
    expect(chart.points.map(({ count }) => count)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 9])
    expect(chart.points.map(({ isSpike }) => isSpike).lastIndexOf(false)).toBe(8)
    expect(chart.points.at(-1)).toMatchObject({ from: weeksBack(1), to: weeksBack(0), isSpike: true })
    // A week of the past needs no margin for what is foretold: the same course, the same expectation.
    expect(chart.points[0]!.expected).toBeCloseTo(39.5 / 39, 9)
    const grid = await read<ControlChart>('branch', `control-chart?${to}`)
    expect(grid.area.code).toBe(testCity.grid)
    const district = await read<ControlChart>('leader', `control-chart?${to}`)
    expect([district.area.level, district.category, district.points.at(-1)!.count]).toEqual([
      'district',
      null,
      10,
    ])
  })

  it('refuses what cannot be judged or is not the viewer’s', async () => {
    const early = await read<Spikes>('leader', 'spikes?to=2025-06-01T00:00:00%2B08:00')
    expect(early).toMatchObject({ tooShort: true, fewestBaselineWeeks: 26, charts: 0, spikes: [] })
    const planner = await server.signIn('planner')
    const ask = (query: string) => planner(`/api/v1/analyses/control-chart?${to}&${query}`)
    expect((await ask(`level=communities&area=${testCity.otherCommunity}`)).status).toBe(404)
    expect((await ask(`level=grids&area=${testCity.otherGrid}`)).status).toBe(404)
    expect(await ask('category=sexual_offence')).toMatchObject({ status: 400, body: { field: 'category' } })
  })
})
