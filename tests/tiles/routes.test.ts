import { get } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, testCity, type TestServer } from '../api/server.ts'
import { engines } from '../database/scene.ts'
import { type DecodedFeature, decodeTile, tileNumbers } from './decode.ts'
import { drawScene, here } from './scene.ts'

const allTime = 'from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z'
const base = 'water,green,buildings,rail,roads,labels'

describe.each(engines)('tiles over HTTP on %s', (engine) => {
  let server: TestServer
  const cookies = new Map<string, string>()

  beforeAll(async () => {
    server = await startTestServer(engine)
    await drawScene(server.database)
    const accounts = await server.database.read.selectFrom('accounts').select(['id', 'username']).execute()
    for (const { id, username } of accounts) {
      cookies.set(username, `xunge_session=${(await server.context.sessions.start(id, 1)).token}`)
    }
  })
  afterAll(() => server.close())

  function fetchAs(username: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${server.url}${path}`, {
      headers: { cookie: cookies.get(username) ?? '', 'accept-language': 'en', ...headers },
    })
  }

  function tilePath(layers: string, zoom: number, query = ''): string {
    return `/tiles/${layers}/${tileNumbers(zoom, here.longitude, here.latitude).join('/')}.mvt${query && `?${query}`}`
  }

  async function tileFor(username: string, layers: string, zoom: number, query = '') {
    const response = await fetchAs(username, tilePath(layers, zoom, query))
    if (response.status === 204) return {}
    expect(response.status).toBe(200)
    return decodeTile(new Uint8Array(await response.arrayBuffer()))
  }

  const codesOf = (features: DecodedFeature[] | undefined) =>
    (features ?? []).map((feature) => String(feature.attributes['code'])).sort()
  const categoriesOf = (features: DecodedFeature[] | undefined) =>
    (features ?? []).map((feature) => String(feature.attributes['categoryCode'])).sort()
  /** The cells of a tile around the scene, added up. */
  const countOf = (features: DecodedFeature[] | undefined) =>
    (features ?? []).reduce((sum, feature) => sum + Number(feature.attributes['count']), 0)

  it('answers one tile of several layers', async () => {
    const tile = await tileFor('planner', base, 14)
    expect(Object.keys(tile)).toEqual(['water', 'green', 'buildings', 'rail', 'roads', 'labels'])
    expect(tile['roads']?.map(({ attributes }) => attributes)).toContainEqual({
      code: 'R-1',
      name: '解放路',
      kind: 'primary',
      oneway: false,
      bridge: true,
    })
  })

  it('leaves out small classes and small areas from afar', async () => {
    const afar = (await tileFor('planner', 'roads', 10))['roads']
    expect(afar?.map(({ attributes }) => attributes)).toEqual([{ kind: 'primary', bridge: true }])
    expect(codesOf((await tileFor('planner', 'roads', 14))['roads'])).toEqual(['R-1', 'R-2', 'R-3'])
    expect((await tileFor('planner', 'green', 14))['green']).toHaveLength(1)
    expect(
      (await tileFor('planner', 'labels', 10))['labels']?.map(({ attributes }) => attributes['kind']),
    ).toEqual(['district'])
  })

  it('describes the layers as TileJSON 3 with the address the client used', async () => {
    const response = await fetchAs('planner', `/tiles/patrol-lines,cases.json?${allTime}&hours=22,23`)
    const body = (await response.json()) as Record<string, unknown>
    expect(body).toMatchObject({
      tilejson: '3.0.0',
      minzoom: 7,
      maxzoom: 16,
      bounds: [126.4, 43.7, 126.7, 43.9],
      vector_layers: [
        { id: 'patrol-lines', fields: { code: 'String', toleranceMeters: 'Number' } },
        { id: 'cases', fields: { count: 'Number' } },
      ],
    })
    const address = String((body['tiles'] as string[])[0])
    expect(address).toMatch(`${server.url}/tiles/patrol-lines,cases/{z}/{x}/{y}.mvt?from=`)
    const [zoom, x, y] = tileNumbers(14, here.longitude, here.latitude)
    const filled = address.replace('{z}', `${zoom}`).replace('{x}', `${x}`).replace('{y}', `${y}`)
    expect((await fetch(filled, { headers: { cookie: cookies.get('planner')! } })).status).toBe(200)
  })

  it('wants a sign-in, known layers, real tiles and layers the post may see', async () => {
    expect((await fetch(`${server.url}${tilePath('water', 14)}`)).status).toBe(401)
    expect((await fetch(`${server.url}/tiles/water.json`)).status).toBe(401)
    expect((await fetchAs('planner', tilePath('gold', 14))).status).toBe(404)
    expect((await fetchAs('planner', tilePath('water,gold', 14))).status).toBe(404)
    expect((await fetchAs('planner', tilePath('water,water', 14))).status).toBe(404)
    expect((await fetchAs('planner', '/tiles/gold.json')).status).toBe(404)
    expect((await fetchAs('planner', '/tiles/water/14/13949.mvt')).status).toBe(404)
    for (const numbers of [
      '14/16384/0',
      '14/0/16384',
      '30/1/1',
      '-1/0/0',
      '1.5/0/0',
      'a/b/c',
      '2/1e0/0',
      '0x1/0/0',
    ]) {
      const response = await fetchAs('planner', `/tiles/water/${numbers}.mvt`)
      expect([numbers, response.status]).toEqual([numbers, 400])
      expect(response.headers.get('content-type')).toMatch('application/problem+json')
    }
    expect((await fetchAs('admin', tilePath('cases', 14))).status).toBe(403)
    expect((await fetchAs('admin', tilePath('water,tracks', 14))).status).toBe(403)
    expect((await fetchAs('admin', tilePath('patrol-lines', 14))).status).toBe(200)
  })

  it('answers an empty tile with 204', async () => {
    const response = await fetchAs('planner', '/tiles/buildings/14/0/0.mvt')
    expect(response.status).toBe(204)
    expect(response.headers.get('etag')).not.toBeNull()
    expect((await fetchAs('planner', tilePath('buildings', 5))).status).toBe(204)
  })

  it('answers 304 to who has the tile, and a new tile once the layer has changed', async () => {
    const path = tilePath('labels', 14)
    const first = await fetchAs('planner', path)
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    expect(first.headers.get('vary')).toMatch('Cookie, Authorization')
    const etag = first.headers.get('etag')!
    expect((await fetchAs('planner', path, { 'if-none-match': etag })).status).toBe(304)
    expect((await fetchAs('leader', path, { 'if-none-match': etag })).status).toBe(304)
    await server.database.write
      .updateTable('labels')
      .set({ name: '东山医院' })
      .where('kind', '=', 'hospital')
      .execute()
    // Any write that this process answers makes it look at the versions again.
    await server.signIn('planner')
    const changed = await fetchAs('planner', path, { 'if-none-match': etag })
    expect(changed.status).toBe(200)
    const names = decodeTile(new Uint8Array(await changed.arrayBuffer()))['labels']?.map(
      ({ attributes }) => attributes['name'],
    )
    expect(names).toContain('东山医院')
  })

  it('gives no viewer another scope by a shared ETag', async () => {
    const path = tilePath('patrol-lines', 12)
    const etag = (await fetchAs('leader', path)).headers.get('etag')!
    expect((await fetchAs('branch', path, { 'if-none-match': etag })).status).toBe(200)
  })

  it('compresses for clients that can take it and not for others', async () => {
    const encodingFor = (accepted: string): Promise<[string | undefined, number]> =>
      new Promise((resolve, reject) => {
        const headers = { cookie: cookies.get('planner'), 'accept-encoding': accepted }
        get(`${server.url}${tilePath(base, 14)}`, { headers }, (response) => {
          response.resume()
          resolve([response.headers['content-encoding'], Number(response.headers['content-length'])])
        }).on('error', reject)
      })
    const [gzipped, fewer] = await encodingFor('gzip, br')
    const [plain, more] = await encodingFor('identity')
    const [refused] = await encodingFor('gzip;q=0, identity')
    expect([gzipped, plain, refused]).toEqual(['gzip', undefined, undefined])
    expect(fewer).toBeLessThan(more)
  })

  it.each([
    'courtyards',
    'key-sections',
    'patrol-lines',
    'patrol-points',
    'control-areas',
    'facilities',
    'premises',
  ])('cuts %s to the scope of the viewer', async (layer) => {
    const endsFor = async (username: string) => [
      ...new Set(codesOf((await tileFor(username, layer, 12))[layer]).map((code) => code.slice(-1))),
    ]
    expect(await endsFor('branch')).toEqual(['W'])
    expect(await endsFor('planner')).toEqual(['W'])
    expect(await endsFor('other-planner')).toEqual(['E'])
    expect(await endsFor('leader')).toEqual(['E', 'W'])
    expect(await endsFor('admin')).toEqual(['E', 'W'])
  })

  it('writes the name of an area once, however many tiles cut it', async () => {
    const [, x, y] = tileNumbers(16, here.longitude, here.latitude)
    const names: string[] = []
    let areas = 0
    for (const column of [-2, -1, 0, 1, 2]) {
      for (const row of [-2, -1, 0, 1, 2]) {
        const response = await fetchAs('branch', `/tiles/grids/16/${x + column}/${y + row}.mvt`)
        const tile = response.status === 200 ? decodeTile(new Uint8Array(await response.arrayBuffer())) : {}
        areas += codesOf(tile['grids']).filter((code) => code === testCity.grid).length
        names.push(...codesOf(tile['grids-names']))
      }
    }
    expect(areas).toBeGreaterThan(1)
    expect(names.filter((code) => code === testCity.grid)).toHaveLength(1)
  })

  it('shows no place that is retired', async () => {
    expect(codesOf((await tileFor('leader', 'premises', 12))['premises'])).toEqual(['M-E', 'M-W'])
  })

  it('tells how many days ago a courtyard was confirmed, and nothing where it never was', async () => {
    const courtyards = (await tileFor('branch', 'courtyards', 14))['courtyards'] ?? []
    const days = Object.fromEntries(
      courtyards.map(({ attributes }) => [attributes['code'], attributes['confirmedDaysAgo']]),
    )
    expect(days).toEqual({ 'C-W': 3, 'S-W': undefined })
  })

  it('shows every grid and marks the own ones', async () => {
    const own = async (username: string) =>
      (await tileFor(username, 'grids', 12))['grids']?.map(({ attributes }) => attributes['inScope'])
    expect(await own('branch')).toEqual([true, false, false])
    expect(await own('planner')).toEqual([true, true, false])
    expect(await own('leader')).toEqual([true, true, true])
  })

  it('shows a planner the exact points of the own cases, restricted ones to leadership alone', async () => {
    const seenBy = async (username: string) =>
      categoriesOf((await tileFor(username, 'cases', 15, allTime))['cases'])
    expect(await seenBy('planner')).toEqual(['burglary', 'burglary', 'fraud'])
    expect(await seenBy('leader')).toEqual(['burglary', 'burglary', 'fraud', 'restricted_case'])
    expect(await seenBy('other-planner')).toEqual([])
  })

  it('shows a branch its cases at street segments and never at their point', async () => {
    const exact = (await tileFor('planner', 'cases', 16, allTime))['cases'] ?? []
    const rough = (await tileFor('branch', 'cases', 16, allTime))['cases'] ?? []
    const places = (features: DecodedFeature[]) => features.map((feature) => String(feature.parts))
    expect(rough.length).toBeGreaterThan(0)
    expect(places(rough).filter((place) => places(exact).includes(place))).toEqual([])
    expect(new Set(rough.map(({ attributes }) => attributes['placePrecision']))).toEqual(
      new Set(['street_segment']),
    )
    // The alley R-2 has its middle at 126.503, 43.8035.
    const [zoom, x, y] = tileNumbers(22, 126.503, 43.8035)
    const atAlley = await fetchAs('branch', `/tiles/cases/${zoom}/${x}/${y}.mvt?${allTime}`)
    expect(atAlley.status).toBe(200)
  })

  it('counts far cases in cells, each once', async () => {
    expect(countOf((await tileFor('leader', 'cases', 12, allTime))['cases'])).toBe(4)
    expect(countOf((await tileFor('planner', 'cases', 12, allTime))['cases'])).toBe(3)
    expect(countOf((await tileFor('other-planner', 'cases', 12, allTime))['cases'])).toBe(1)
    expect(countOf((await tileFor('branch', 'cases', 12, allTime))['cases'])).toBe(3)
  })

  it('filters cases by window, category with descendants, hours, weekdays and source', async () => {
    const count = async (query: string) => countOf((await tileFor('leader', 'cases', 12, query))['cases'])
    expect(await count('')).toBe(3)
    expect(await count('from=2026-10-21T12:00:00%2B08:00&to=2026-10-22T08:00:00%2B08:00')).toBe(1)
    expect(await count(`${allTime}&category=criminal`)).toBe(3)
    expect(await count(`${allTime}&category=burglary,fraud`)).toBe(4)
    expect(await count(`${allTime}&hours=23,0`)).toBe(1)
    expect(await count(`${allTime}&hours=15`)).toBe(0)
    expect(await count(`${allTime}&weekdays=2`)).toBe(1)
    expect(await count(`${allTime}&weekdays=3`)).toBe(1)
    expect(await count(`${allTime}&source=patrol_found`)).toBe(1)
  })

  it.each([
    ['from', 'from=yesterday&to=2026-10-22T00:00:00Z'],
    ['from', 'from=2026-10-22&to=2026-10-23T00:00:00Z'],
    ['from', 'to=2026-10-23T00:00:00Z'],
    ['to', 'from=2026-10-22T00:00:00Z&to=2026-10-21T00:00:00Z'],
    ['hours', 'hours=24'],
    ['hours', 'hours='],
    ['weekdays', 'weekdays=0'],
    ['source', 'source=hearsay'],
    ['category', 'category=no_such_category'],
    ['category', "category=';DROP TABLE cases"],
  ])('names %s as the field at fault in ?%s', async (field, query) => {
    const response = await fetchAs('planner', tilePath('cases', 14, query))
    expect([response.status, ((await response.json()) as { field?: string }).field]).toEqual([400, field])
  })

  it('does not tell who may not see it that a restricted category exists', async () => {
    const statusOf = async (who: string, zoom: number) =>
      (await fetchAs(who, tilePath('cases', zoom, `${allTime}&category=restricted_case`))).status
    expect(await statusOf('planner', 15)).toBe(400)
    expect(await statusOf('leader', 15)).toBe(200)
    // Far cells are counts, and no count holds a restricted case.
    expect(await statusOf('leader', 14)).toBe(400)
  })

  it('shows tracks of the own station, the last day by default, and plain clothes to no branch', async () => {
    const seen = async (username: string, query = '') =>
      (await tileFor(username, 'tracks', 12, query))['tracks']?.map(
        ({ attributes }) => `${attributes['unitCode']} ${attributes['attire']}`,
      ) ?? []
    expect(await seen('branch')).toEqual(['U-W uniform'])
    expect(await seen('planner')).toEqual(['U-W uniform', 'U-W plain'])
    expect(await seen('other-planner')).toEqual(['U-E uniform'])
    expect(await seen('leader')).toEqual(['U-W uniform', 'U-W plain', 'U-E uniform'])
    expect(await seen('leader', 'unit=U-E')).toEqual(['U-E uniform'])
    expect(await seen('branch', 'from=2026-09-01T00:00:00Z&to=2026-11-01T00:00:00Z')).toEqual([
      'U-W uniform',
      'U-W uniform',
    ])
    expect(await seen('planner', 'from=2026-10-22T01:30:00Z&to=2026-10-22T02:00:00Z')).toEqual([
      'U-W uniform',
    ])
  })

  it('draws tracks of at most 100 days, and says so', async () => {
    const answer = async (from: string) =>
      fetchAs('planner', tilePath('tracks', 12, `from=${from}T00:00:00Z&to=2026-10-23T00:00:00Z`))
    expect((await answer('2026-07-15')).status).toBe(200)
    const refused = await answer('2026-07-14')
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({
      field: 'from',
      detail: 'Tracks are drawn for at most 100 days; please choose a shorter time.',
    })
  })
})
