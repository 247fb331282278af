import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Significance, SignificantPlace } from '../../api/analyses/significance/contract.ts'
import { EventReader } from '../../client/event-stream.ts'
import { metricProjection } from '../../api/geometry/metric-projection.ts'
import { engines } from '../database/scene.ts'
import { addCases, makeCategoriesAndStreet, type SceneCase } from './cases-scene.ts'
import { startTestServer, testCity, type TestServer } from './server.ts'

const { forward, inverse } = metricProjection(32652)
const [middleX, middleY] = forward(126.505, 43.805)
/** South-west corner of a 200 m cell in the middle of the first grid. */
const cornerX = Math.floor(middleX / 200) * 200
const cornerY = Math.floor(middleY / 200) * 200

/** A place so many metres east and north of that corner. */
function at(east: number, north: number): { lon: number; lat: number } {
  const [lon, lat] = inverse(cornerX + east, cornerY + north)
  return { lon, lat }
}

const window = 'from=2025-01-01T00:00:00Z&to=2026-01-01T00:00:00Z'
const noon = '2025-06-01T12:00:00+08:00'
const times = (count: number, one: SceneCase): SceneCase[] => Array.from({ length: count }, () => one)

/** The significant place that holds a point, if there is one. */
function placeAt({ places }: Significance, lon: number, lat: number): SignificantPlace | undefined {
  return places.find(
    ({ bbox: [west, south, east, north] }) => lon >= west && lon < east && lat >= south && lat < north,
  )
}

describe.each(engines)('significance on %s', (engine) => {
  let server: TestServer
  const answerOf = async (who: string, query: string): Promise<Significance> => {
    const visit = await server.signIn(who)
    const { status, body } = await visit<Significance>(`/api/v1/analyses/significance?${query}`)
    expect(body).not.toHaveProperty('title')
    expect(status).toBe(200)
    return body
  }
  const hot = at(100, 100)
  /** In the grid of the other station, 100 m east of its border. */
  const beyond = { lon: testCity.west.otherGrid + 0.00125, lat: 43.805 }

  beforeAll(async () => {
    server = await startTestServer(engine)
    await makeCategoriesAndStreet(server.database)
    await addCases(server.database, [
      ...times(24, { at: noon, ...hot }),
      ...times(3, { at: noon, ...at(300, 100) }),
      { at: noon, ...beyond, grid: testCity.otherGrid },
      { at: noon, lon: 126.527, lat: 43.802, grid: testCity.otherGrid },
      // not by the public, restricted, and exactly at the end of the window: none of them counts
      { at: noon, ...hot, source: 'patrol_found' },
      { at: noon, ...hot, category: 'sexual_offence' },
      { at: '2026-01-01T00:00:00Z', ...hot },
    ])
  })
  afterAll(() => server.close())

  it('finds the cell where the cases are, with count, expectation and q', async () => {
    const answer = await answerOf('leader', window)
    expect(answer).toMatchObject({
      unit: 'squares',
      statistic: 'getis-ord',
      base: 'area',
      cellMeters: 200,
      cases: { count: 29, suppressed: false },
      tooFewCases: false,
      falseDiscoveryShare: 0.05,
      permutations: null,
    })
    const cell = placeAt(answer, hot.lon, hot.lat)!
    expect(cell).toMatchObject({ kind: 'hot', cases: { count: 24 }, casesAround: { count: 27 }, strength: 3 })
    expect(cell).toMatchObject({ name: '第一网格', qBelow: 0.001 })
    // nine cells of about 66, cut by the district's border
    expect(cell.expected).toBeGreaterThan((29 * 9 * 200 * 200) / 2_800_000)
    expect(cell.expected).toBeLessThan((29 * 9 * 200 * 200) / 2_500_000)
    expect(cell.ratio).toBeCloseTo(27 / cell.expected!, 9)
    expect(cell.z).toBeGreaterThan(3)
    expect(cell.qValue).toBeLessThan(0.001)
    const [x, y] = forward(...cell.middle)
    expect(Math.hypot(x - cornerX - 100, y - cornerY - 100)).toBeLessThan(10)
    expect(answer.tested).toBeGreaterThan(60)
    expect(answer.aloneByChance).toBeCloseTo(answer.tested * 0.05, 9)
    expect(answer.foundByChance).toBeCloseTo(answer.found * 0.05, 9)
    expect(answer.places).toHaveLength(answer.found)
    // of the cells around it, which hold as many with their neighbours, it is the one that stands out
    expect(answer.places.filter(({ peak, kind }) => peak && kind === 'hot').map(({ id }) => id)).toEqual([
      cell.id,
    ])
  })

  it('tests hexagons, grids, communities and street segments', async () => {
    const hexagons = await answerOf('leader', `${window}&unit=hexagons&cell=250`)
    expect(placeAt(hexagons, hot.lon, hot.lat)).toMatchObject({ kind: 'hot' })
    expect((hexagons.places[0]!.outline.coordinates as number[][][][])[0]![0]).toHaveLength(7)
    const grids = await answerOf('leader', `${window}&unit=grids`)
    expect(grids).toMatchObject({ cellMeters: null, tested: 3, cases: { count: 29 } })
    // the middle grid touches all: its neighbourhood is the district, which proves nothing
    expect(grids.places.map(({ code, kind }) => [code, kind])).toEqual([
      [testCity.otherGrid, 'cold'],
      [testCity.grid, 'hot'],
    ])
    const communities = await answerOf('leader', `${window}&unit=communities`)
    expect(communities).toMatchObject({ tested: 2, found: 0, places: [] })
    const segments = await answerOf('leader', `${window}&unit=segments`)
    expect(segments).toMatchObject({ tested: 1, cases: { count: 0 }, tooFewCases: true, places: [] })
  })

  it('holds cases against households where asked, and not on streets', async () => {
    const byHouseholds = await answerOf('leader', `${window}&unit=grids&base=households`)
    // 400 households each; the first grid with its neighbour has two thirds of them
    expect(byHouseholds.places.find(({ code }) => code === testCity.grid)).toMatchObject({
      casesAround: { count: 27 },
    })
    expect(byHouseholds.places[0]!.expected).toBeCloseTo((29 * 2) / 3, 9)
    const leader = await server.signIn('leader')
    const refused = await leader(`/api/v1/analyses/significance?${window}&unit=segments&base=households`)
    expect(refused).toMatchObject({ status: 400, body: { field: 'base' } })
  })

  it('weighs by hours, and holds neither restricted cases nor those found by patrols', async () => {
    expect((await answerOf('leader', `${window}&hours=12`)).cases.count).toBe(29)
    expect((await answerOf('leader', `${window}&hours=13`)).cases.count).toBe(0)
    expect((await answerOf('leader', `${window}&category=criminal`)).cases.count).toBe(29)
    const leader = await server.signIn('leader')
    const refused = await leader(`/api/v1/analyses/significance?${window}&category=sexual_offence`)
    expect(refused).toMatchObject({ status: 400, body: { field: 'category' } })
  })

  it('computes over the district and sends each viewer the places in scope', async () => {
    const leader = await answerOf('leader', window)
    const planner = await answerOf('planner', window)
    const branch = await answerOf('branch', window)
    const other = await answerOf('other-planner', window)
    expect([planner.tested, branch.tested, other.tested]).toEqual([
      leader.tested,
      leader.tested,
      leader.tested,
    ])
    // the same place is the same for all, but where it would give away two cases of the other station
    const there = placeAt(leader, hot.lon, hot.lat)!
    const seen = placeAt(branch, hot.lon, hot.lat)!
    expect([seen.kind, seen.strength, seen.casesAround]).toEqual([
      there.kind,
      there.strength,
      { count: null, countText: '≥27', suppressed: true },
    ])
    expect([seen.expected, seen.z, seen.qValue, seen.ratio]).toEqual([null, null, null, null])
    expect(seen.cases.count).toBe(24)
    expect(branch.cases).toEqual({ count: null, countText: '>27', suppressed: true })
    expect(placeAt(other, hot.lon, hot.lat)).toBeUndefined()
    for (const { bbox } of other.places) expect(bbox[2]).toBeGreaterThan(testCity.west.otherGrid)
    expect(other.cases.count).toBe(29)
  })

  it('tells a neighbourhood with cases of others as a class alone', async () => {
    const query = 'from=2031-01-01T00:00:00Z&to=2032-01-01T00:00:00Z'
    const border = { at: '2031-06-01T12:00:00+08:00', lat: 43.805, lon: testCity.west.otherGrid }
    await addCases(server.database, [
      ...times(20, { ...border, lon: border.lon - 0.0004, grid: testCity.neighbourGrid }),
      ...times(5, { ...border, lon: border.lon + 0.0004, grid: testCity.otherGrid }),
    ])
    const planner = await answerOf('planner', query)
    const leader = await answerOf('leader', query)
    const withheld = planner.places.filter(({ qValue }) => qValue === null)
    expect(withheld.length).toBeGreaterThan(0)
    for (const place of withheld) {
      expect(place).toMatchObject({ z: null, ratio: null, pValue: null, casesAround: { count: null } })
      const whole = leader.places.find(({ id }) => id === place.id)!
      expect([place.kind, place.strength, place.qBelow]).toEqual([whole.kind, whole.strength, whole.qBelow])
      expect(whole.casesAround.count).toBe(25)
    }
    expect(leader.places.every(({ qValue }) => qValue !== null)).toBe(true)
  })

  it('tells how far a slow answer is, then the answer, to whoever accepts events', async () => {
    const visit = await server.signIn('leader')
    const path = `/api/v1/analyses/significance?${window}&statistic=local-moran&unit=hexagons`
    const { headers, body } = await visit<string>(path, { headers: { accept: 'text/event-stream' } })
    expect(headers.get('content-type')).toContain('text/event-stream')
    const events = new EventReader().take(body)
    expect(events.at(-1)!.name).toBe('answer')
    const shares = events.slice(0, -1).map(({ name, data }) => {
      expect(name).toBe('progress')
      return (JSON.parse(data) as { share: number }).share
    })
    expect(shares.length).toBeGreaterThan(0)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    const plain = await visit<Significance>(path)
    expect(JSON.parse(events.at(-1)!.data)).toEqual(plain.body)
  })

  it('tells a refusal of a slow answer as a problem, before anything is streamed', async () => {
    const visit = await server.signIn('leader')
    const path = `/api/v1/analyses/significance?${window}&statistic=local-moran&unit=grids`
    const { status, headers, body } = await visit(path, { headers: { accept: 'text/event-stream' } })
    expect(status).toBe(400)
    expect(headers.get('content-type')).toContain('application/problem+json')
    expect(body['field']).toBe('statistic')
  })

  it('finds clusters and outliers by local Moran', async () => {
    const answer = await answerOf('leader', `${window}&statistic=local-moran`)
    expect(answer.permutations).toBe(9999)
    expect(answer.tested).toBeGreaterThan(60)
    for (const { kind } of answer.places) expect(kind).toMatch(/^(high|low)-(high|low)$/)
    const leader = await server.signIn('leader')
    const refused = await leader(`/api/v1/analyses/significance?${window}&statistic=local-moran&unit=grids`)
    expect(refused).toMatchObject({ status: 400, body: { field: 'statistic' } })
  })

  it('says when there are too few cases, and how many it needs', async () => {
    const query = 'from=2028-01-01T00:00:00Z&to=2029-01-01T00:00:00Z'
    await addCases(server.database, times(9, { at: '2028-06-01T12:00:00Z', ...hot }))
    const few = await answerOf('leader', query)
    expect(few).toMatchObject({ tooFewCases: true, minimumCases: 10, found: 0, places: [] })
    await addCases(server.database, [{ at: '2028-06-01T12:00:00Z', ...hot }])
    const enough = await answerOf('leader', query)
    expect(enough.tooFewCases).toBe(false)
    expect(placeAt(enough, hot.lon, hot.lat)).toMatchObject({ kind: 'hot', cases: { count: 10 } })
  })

  it('refuses cells smaller than addresses are precise, larger than the district, and the administrator', async () => {
    const statusOf = async (who: string, more: string) => {
      const visit = await server.signIn(who)
      const { status, body } = await visit<{ field?: string }>(
        `/api/v1/analyses/significance?${window}${more}`,
      )
      return [status, body.field]
    }
    expect(await statusOf('leader', '&cell=149')).toEqual([400, 'cell'])
    expect(await statusOf('leader', '&cell=150')).toEqual([200, undefined])
    expect(await statusOf('branch', '&cell=150')).toEqual([400, 'cell'])
    expect(await statusOf('leader', '&cell=2000')).toEqual([400, 'cell'])
    expect(await statusOf('leader', '&unit=wards')).toEqual([400, 'unit'])
    expect((await statusOf('admin', ''))[0]).toBe(403)
  })
})
