import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engines } from '../database/scene.ts'
import { addCases, makeCategoriesAndStreet } from './cases-scene.ts'
import { startTestServer, testCity, type TestServer, type Visit } from './server.ts'

interface CaseFeature {
  id: number
  geometry: { coordinates: [number, number] }
  properties: { categoryCode: string; occurredFrom: string; address: string | null; placePrecision: string }
}
interface Collection {
  features: CaseFeature[]
  nextCursor: string | null
}
interface Counts {
  compared: { complete: boolean }
  outside: number | null
  areas: {
    code: string
    inScope: boolean
    count: number | null
    countText: string
    comparedCount: number | null
    change: number | null
    changePercent: number | null
    ratePerThousandHouseholds: number | null
  }[]
}
interface Summary {
  total: number
  comparisons: { name: string; complete: boolean; count: number | null; change: number | null }[]
  categories: { code: string; count: number; level: number }[]
  matrix: number[][]
  days: { day: string; count: number }[]
}

/** Two weeks of November, the fortnight before and the year before, in the district's time. */
const november = 'from=2026-11-02T00:00:00%2B08:00&to=2026-11-16T00:00:00%2B08:00'
const inFirst = { lon: 126.5031, lat: 43.8041 }
const inSecond = { lon: 126.5131, lat: 43.8041, grid: testCity.neighbourGrid }
const inOther = { lon: 126.5231, lat: 43.8041, grid: testCity.otherGrid }

describe.each(engines)('cases on %s', (engine) => {
  let server: TestServer
  const visits: Record<string, Visit> = {}
  let restrictedId = 0
  let firstId = 0

  beforeAll(async () => {
    server = await startTestServer(engine)
    await makeCategoriesAndStreet(server.database)
    const ids = await addCases(server.database, [
      // Monday 22:30 to Tuesday 01:00, on the street
      { at: '2026-11-02T22:30:00+08:00', until: '2026-11-03T01:00:00+08:00', ...inFirst, road: 'R1' },
      { at: '2026-11-04T10:00:00+08:00', category: 'robbery', ...inFirst },
      { at: '2026-11-05T10:00:00+08:00', category: 'dispute', ...inFirst, source: 'patrol_found' },
      { at: '2026-11-06T10:00:00+08:00', category: 'sexual_offence', ...inFirst },
      { at: '2026-11-07T10:00:00+08:00', ...inSecond },
      { at: '2026-11-08T10:00:00+08:00', ...inSecond },
      { at: '2026-11-09T10:00:00+08:00', ...inOther },
      // exactly on the edges of the window: the first is in, the second is out
      { at: '2026-11-02T00:00:00+08:00', ...inOther },
      { at: '2026-11-16T00:00:00+08:00', ...inOther },
      // in no grid
      { at: '2026-11-10T10:00:00+08:00', lon: 126.6, lat: 43.75, grid: null },
      // the fortnight before
      { at: '2026-10-21T10:00:00+08:00', ...inFirst },
      { at: '2026-10-22T10:00:00+08:00', ...inSecond },
      { at: '2026-10-22T11:00:00+08:00', ...inSecond },
      { at: '2026-10-22T12:00:00+08:00', ...inSecond },
      // the record begins here, on the first day of that fortnight
      { at: '2026-10-19T09:00:00+08:00', ...inOther },
    ])
    firstId = ids[0]!
    restrictedId = ids[3]!
    for (const username of ['branch', 'planner', 'leader', 'admin', 'other-planner']) {
      visits[username] = await server.signIn(username)
    }
  })
  afterAll(() => server.close())

  const listed = async (who: string, query: string): Promise<Collection> => {
    const { status, body } = await visits[who]!<Collection>(`/api/v1/cases?${query}`)
    expect(status).toBe(200)
    return body
  }

  it('lists a half-open window, newest first', async () => {
    const { features, nextCursor } = await listed('leader', november)
    expect(features.map((feature) => feature.properties.occurredFrom.slice(0, 13))).toEqual([
      '2026-11-10T02',
      '2026-11-09T02',
      '2026-11-08T02',
      '2026-11-07T02',
      '2026-11-06T02',
      '2026-11-05T02',
      '2026-11-04T02',
      '2026-11-02T14',
      '2026-11-01T16',
    ])
    expect(nextCursor).toBeNull()
  })

  it('pages without losing or repeating one', async () => {
    const seen: number[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Collection = await listed('leader', `limit=4${cursor && `&cursor=${cursor}`}`)
      expect(page.features.length).toBeLessThanOrEqual(4)
      seen.push(...page.features.map((feature) => feature.id))
      cursor = page.nextCursor
    }
    expect(new Set(seen).size).toBe(15)
    expect(seen).toHaveLength(15)
  })

  it('shows each role its own grids only, and restricted cases to leadership alone', async () => {
    const categories = async (who: string) =>
      (await listed(who, november)).features.map((feature) => feature.properties.categoryCode).sort()
    expect(await categories('branch')).toEqual(['burglary', 'dispute', 'robbery'])
    expect(await categories('planner')).toEqual(['burglary', 'burglary', 'burglary', 'dispute', 'robbery'])
    expect(await categories('other-planner')).toEqual(['burglary', 'burglary'])
    expect((await categories('leader')).filter((code) => code === 'sexual_offence')).toHaveLength(1)
    const refused = await visits['admin']!(`/api/v1/cases?${november}`)
    expect(refused.status).toBe(403)
  })

  it('filters by category with descendants, source, grid, hours and weekdays', async () => {
    const count = async (query: string) => (await listed('leader', `${november}&${query}`)).features.length
    expect(await count('category=criminal')).toBe(8)
    expect(await count('category=robbery,dispute')).toBe(2)
    expect(await count('source=patrol_found')).toBe(1)
    expect(await count(`grid=${testCity.neighbourGrid}`)).toBe(2)
    // 23:00-24:00 is touched by the window of the first case only
    expect(await count('hours=23')).toBe(1)
    expect(await count('hours=10&weekdays=6,7')).toBe(2)
    const unknown = await visits['leader']!(`/api/v1/cases?category=nothing`)
    expect(unknown).toMatchObject({ status: 400, body: { field: 'category' } })
    const hidden = await visits['planner']!(`/api/v1/cases?category=sexual_offence`)
    expect(hidden.status).toBe(400)
  })

  it('places a case for its branch at the middle of the street or grid, with no house number', async () => {
    const { features } = await listed('branch', november)
    const onStreet = features.find((feature) => feature.id === firstId)!
    expect(onStreet.geometry.coordinates[0]).toBeCloseTo(126.504, 5)
    expect(onStreet.geometry.coordinates[1]).toBeCloseTo(43.802, 4)
    expect(onStreet.properties).toMatchObject({ address: '第一街', placePrecision: 'street_segment' })
    const elsewhere = features.find((feature) => feature.id !== firstId)!
    expect(elsewhere.geometry.coordinates[0]).toBeCloseTo(126.505, 4)
    expect(elsewhere.properties.address).toBeNull()

    const { body } = await visits['planner']!<CaseFeature>(`/api/v1/cases/${firstId}`)
    expect(body.geometry.coordinates).toEqual([inFirst.lon, inFirst.lat])
    expect(body.properties.address).toBe('第一街 8 号')
  })

  it('does not give a branch the true place away through boxes', async () => {
    const around = ({ lon, lat }: { lon: number; lat: number }) =>
      `bbox=${lon - 0.0004},${lat - 0.0004},${lon + 0.0004},${lat + 0.0004}`
    expect((await listed('branch', `${november}&${around(inFirst)}`)).features).toEqual([])
    const shown = await listed('branch', `${november}&${around({ lon: 126.504, lat: 43.802 })}`)
    expect(shown.features.map((feature) => feature.id)).toEqual([firstId])
    expect((await listed('planner', `${november}&${around(inFirst)}`)).features).toHaveLength(3)
  })

  it('opens one case by its id; a restricted one for leadership only, and leaves a trace', async () => {
    const traces = () =>
      server.database.read
        .selectFrom('auditEntries')
        .select(['actor', 'recordId'])
        .where('action', '=', 'restricted-case-opened')
        .execute()
    expect((await visits['planner']!(`/api/v1/cases/${restrictedId}`)).status).toBe(404)
    expect((await visits['other-planner']!(`/api/v1/cases/${firstId}`)).status).toBe(404)
    expect((await visits['admin']!(`/api/v1/cases/${firstId}`)).status).toBe(403)
    expect((await visits['leader']!(`/api/v1/cases/${firstId}`)).status).toBe(200)
    expect(await traces()).toEqual([])
    expect((await visits['leader']!(`/api/v1/cases/${restrictedId}`)).status).toBe(200)
    expect(await traces()).toEqual([{ actor: 'leader', recordId: restrictedId }])
  })

  it('leaves a trace of a list that shows restricted cases, and of no other', async () => {
    const traces = () =>
      server.database.read
        .selectFrom('auditEntries')
        .select(['actor', 'detail'])
        .where('action', '=', 'restricted-cases-listed')
        .execute()
    const before = await traces()
    await listed('planner', november)
    await listed('leader', `${november}&category=burglary`)
    expect(await traces()).toEqual(before)
    await listed('leader', `${november}&category=sexual_offence`)
    expect(await traces()).toEqual([...before, { actor: 'leader', detail: { count: 1 } }])
  })

  const counted = async (who: string, query: string): Promise<Counts> => {
    const { status, body } = await visits[who]!<Counts>(`/api/v1/cases/counts?${november}&${query}`)
    expect(status).toBe(200)
    return body
  }

  it('counts by area with the change against the fortnight before', async () => {
    const { areas, outside, compared } = await counted('leader', 'by=grids')
    expect(compared.complete).toBe(true)
    expect(outside).toBe(1)
    expect(
      areas.map(({ code, count, comparedCount, change }) => [code, count, comparedCount, change]),
    ).toEqual([
      [testCity.grid, 3, 1, 2],
      [testCity.neighbourGrid, 2, 3, -1],
      [testCity.otherGrid, 2, 1, 1],
    ])
    expect(areas[0]).toMatchObject({ changePercent: 200, ratePerThousandHouseholds: 7.5 })
    const stations = await counted('leader', 'by=streets')
    expect(stations.areas.map(({ code, count }) => [code, count])).toEqual([
      [testCity.station, 5],
      [testCity.otherStation, 2],
    ])
    const planner = await counted('planner', 'by=communities')
    expect(planner.areas.map(({ code, count }) => [code, count])).toEqual([[testCity.community, 5]])
  })

  it('states no change against a time before the records began', async () => {
    const { areas, compared } = await counted('leader', 'by=grids&compare=lastYear')
    expect(compared.complete).toBe(false)
    expect(areas[0]).toMatchObject({ count: 3, comparedCount: null, change: null, changePercent: null })
  })

  it('hides 1 and 2 in the grids that border a branch, and what would give them away', async () => {
    const { areas } = await counted('branch', 'by=grids')
    expect(areas.map(({ code }) => code)).toEqual([testCity.grid, testCity.neighbourGrid])
    expect(areas[0]).toMatchObject({ count: 3, countText: '3', change: 2 })
    expect(areas[1]).toMatchObject({ count: null, countText: '<3', comparedCount: 3, change: null })
  })

  it('holds no restricted case in any figure, for leadership neither, and says so', async () => {
    const [leader, planner] = [
      await summed('leader', `&orgUnit=${testCity.station}`),
      await summed('planner'),
    ]
    expect(leader.total).toBe(planner.total)
    for (const { categories } of [leader, planner]) {
      expect(categories.map(({ code }) => code)).not.toContain('sexual_offence')
    }
    for (const path of ['counts', 'summary', 'top-places', 'heat']) {
      const asked = await visits['leader']!(`/api/v1/cases/${path}?${november}&category=sexual_offence`)
      expect(asked).toMatchObject({
        status: 400,
        body: { field: 'category', title: '限阅类别不计入任何统计' },
      })
      const unknown = await visits['planner']!(`/api/v1/cases/${path}?${november}&category=sexual_offence`)
      expect(unknown.body['title']).toBe('没有案件类别“sexual_offence”')
    }
  })

  it('shows one figure of an area that straddles to all who see it, hiding what others would lose by it', async () => {
    const station = await server.database.write
      .selectFrom('orgUnits')
      .select('id')
      .where('code', '=', testCity.station)
      .executeTakeFirstOrThrow()
    const [west, east] = [testCity.west.grid, testCity.west.otherGrid + 0.01]
    await server.database.write
      .insertInto('controlAreas')
      .values({
        code: 'HX-1',
        name: '核心区',
        kind: 'core',
        orgUnitId: station.id,
        geom: `SRID=4490;POLYGON((${west} 43.8, ${east} 43.8, ${east} 43.81, ${west} 43.81, ${west} 43.8))`,
      })
      .execute()
    const window = 'from=2027-05-01T00:00:00Z&to=2027-06-01T00:00:00Z'
    const figure = async (who: string) => {
      const { body } = await visits[who]!<Counts>(`/api/v1/cases/counts?${window}&by=core-areas`)
      const { body: own } = await visits[who]!<{ total: number; ownPartOnly: boolean }>(
        `/api/v1/cases/summary?${window}&controlArea=HX-1`,
      )
      const { count, countText, inScope } = body.areas.find(({ code }) => code === 'HX-1')!
      return { count, countText, inScope, own: own.total, ownPartOnly: own.ownPartOnly }
    }
    const at = '2027-05-05T10:00:00+08:00'
    await addCases(
      server.database,
      [1, 2, 3, 4].map(() => ({ at, ...inFirst })),
    )
    await addCases(server.database, [{ at, ...inOther }])
    expect(await figure('leader')).toEqual({
      count: 5,
      countText: '5',
      inScope: true,
      own: 5,
      ownPartOnly: false,
    })
    // the one of the other station could be had by subtraction
    expect(await figure('planner')).toEqual({
      count: null,
      countText: '>4',
      inScope: false,
      own: 4,
      ownPartOnly: true,
    })
    await addCases(server.database, [
      { at, ...inOther },
      { at, ...inOther },
    ])
    for (const who of ['leader', 'planner', 'other-planner', 'branch']) {
      expect(await figure(who)).toMatchObject({ count: 7, countText: '7' })
    }
  })

  it('weighs a time window by its share in the hours asked for', async () => {
    const { areas } = await counted('leader', 'by=grids&hours=23,0')
    // 22:30-01:00 lies 2 of 2.5 hours in 23:00-01:00; the case at 00:00 of the other grid is whole
    expect(areas.map(({ count }) => count)).toEqual([0.8, 0, 1])
  })

  const summed = async (who: string, query = ''): Promise<Summary> => {
    const { status, body } = await visits[who]!<Summary>(`/api/v1/cases/summary?${november}${query}`)
    expect(status).toBe(200)
    return body
  }

  it('sums up total, changes, categories, hours × weekdays and days', async () => {
    const summary = await summed('leader')
    expect(summary.total).toBe(8)
    expect(summary.comparisons).toEqual([
      expect.objectContaining({ name: 'previous', complete: true, count: 5, change: 3 }),
      expect.objectContaining({ name: 'lastMonth', complete: false, count: null, change: null }),
      expect.objectContaining({ name: 'lastYear', complete: false, count: null, change: null }),
    ])
    const byCode = new Map(summary.categories.map((category) => [category.code, category]))
    expect(byCode.get('criminal')).toMatchObject({ count: 7, level: 1 })
    expect(byCode.get('burglary')).toMatchObject({ count: 6, level: 2 })
    expect(summary.matrix[0]?.[22]).toBeCloseTo(0.2)
    expect(summary.matrix[1]?.[0]).toBeCloseTo(0.4)
    expect(summary.matrix[2]?.[10]).toBe(1)
    expect(summary.matrix.flat().reduce((sum, value) => sum + value, 0)).toBeCloseTo(8, 1)
    expect(summary.days).toHaveLength(14)
    expect(summary.days[0]).toEqual({ day: '2026-11-02', count: 2 })
  })

  it('sums up one area, keeps the tree when a category is chosen, and cuts to scope', async () => {
    const robbery = await summed('leader', '&category=robbery')
    expect(robbery.total).toBe(1)
    expect(robbery.categories.find(({ code }) => code === 'dispute')?.count).toBe(1)
    expect((await summed('leader', `&grid=${testCity.neighbourGrid}`)).total).toBe(2)
    expect((await summed('leader', `&orgUnit=${testCity.station}`)).total).toBe(5)
    expect((await summed('planner')).total).toBe(5)
    expect((await summed('planner')).categories.map(({ code }) => code)).not.toContain('sexual_offence')
    const foreign = await visits['planner']!(`/api/v1/cases/summary?${november}&grid=${testCity.otherGrid}`)
    expect(foreign.status).toBe(404)
  })

  it('ranks grids above their expectation and streets by their cases', async () => {
    await addCases(
      server.database,
      Array.from({ length: 4 }, () => ({ at: '2027-02-03T10:00:00+08:00', ...inFirst, road: 'R1' })),
    )
    const { body } = await visits['planner']!<{
      total: number
      grids: { code: string; count: number; expected: number }[]
      segments: { code: string; count: number; share: number }[]
      concentration: { segmentsWithHalf: number }
    }>('/api/v1/cases/top-places?from=2027-02-01T00:00:00Z&to=2027-03-01T00:00:00Z')
    expect(body.total).toBe(4)
    expect(body.grids).toMatchObject([{ code: testCity.grid, count: 4 }])
    expect(body.grids[0]?.expected).toBeCloseTo(4 / 3, 2)
    expect(body.segments).toMatchObject([{ code: 'R1', count: 4, share: 1 }])
    expect(body.concentration.segmentsWithHalf).toBe(1)
    const other = await visits['other-planner']!<{ total: number; grids: unknown[]; segments: unknown[] }>(
      '/api/v1/cases/top-places?from=2027-02-01T00:00:00Z&to=2027-03-01T00:00:00Z',
    )
    expect(other.body).toMatchObject({ total: 0, grids: [], segments: [] })
  })

  it('refuses an empty window with the field at fault', async () => {
    const answer = await visits['leader']!(
      '/api/v1/cases/summary?from=2026-11-02T00:00:00Z&to=2026-11-02T00:00:00Z',
    )
    expect(answer).toMatchObject({ status: 400, body: { field: 'to', title: '时间范围是空的' } })
  })

  it('is described in the OpenAPI document', async () => {
    const { body } = await visits['leader']!<{ paths: Record<string, unknown> }>('/api/v1/openapi.json')
    for (const path of [
      '/cases',
      '/cases/{id}',
      '/cases/heat',
      '/cases/counts',
      '/cases/summary',
      '/cases/top-places',
    ]) {
      expect(body.paths).toHaveProperty([path])
    }
  })
})
