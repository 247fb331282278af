import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engines } from '../database/scene.ts'
import { startTestServer, testCity, type TestServer, type Visit } from './server.ts'

interface Results {
  results: {
    layer: string
    code: string | null
    name: string
    gridCode: string | null
    center: [number, number]
    bbox: [number, number, number, number]
  }[]
  field?: string
}

describe.each(engines)('search on %s', (engine) => {
  let server: TestServer
  let branch: Visit
  let leader: Visit
  beforeAll(async () => {
    server = await startTestServer(engine)
    const db = server.database.write
    const { id: orgUnitId } = await db
      .selectFrom('orgUnits')
      .select('id')
      .where('level', '=', 'district')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('premises')
      .values(
        [
          { code: 'LIGHT', name: '百货店', kind: 'shop', address: '光明路 8 号', longitude: 126.505 },
          { code: 'P2', name: '光明旅馆', kind: 'lodging', address: null, longitude: 126.525 },
          { code: 'P3', name: '老光明书店', kind: 'shop', address: null, longitude: 126.506 },
          { code: 'P4', name: '100%全棉_店', kind: 'shop', address: null, longitude: 126.507 },
        ].map(({ longitude, ...premises }) => ({
          ...premises,
          orgUnitId,
          geom: `SRID=4490;POINT(${longitude} 43.805)`,
        })),
      )
      .execute()
    await db
      .insertInto('roads')
      .values([
        {
          code: 'R1',
          name: '光明路',
          kind: 'primary',
          geom: 'SRID=4490;LINESTRING(126.50 43.805, 126.506 43.805)',
        },
        {
          code: 'R2',
          name: '光明路',
          kind: 'secondary',
          geom: 'SRID=4490;LINESTRING(126.506 43.805, 126.508 43.805)',
        },
      ])
      .execute()
    await db
      .insertInto('labels')
      .values({ kind: 'park', name: '光明公园', rank: 3, geom: 'SRID=4490;POINT(126.51 43.806)' })
      .execute()
    branch = await server.signIn('branch')
    leader = await server.signIn('leader')
  })
  afterAll(() => server.close())

  const find = async (visit: Visit, text: string, limit = 20) =>
    (await visit<Results>(`/api/v1/search?q=${encodeURIComponent(text)}&limit=${limit}`)).body.results
  const names = async (visit: Visit, text: string) => (await find(visit, text)).map((hit) => hit.name)

  it('puts the exact code first, then the exact name, then what begins with it, then what holds it', async () => {
    expect((await find(leader, 'light'))[0]).toMatchObject({ layer: 'premises', code: 'LIGHT' })
    expect((await find(leader, '光明路'))[0]).toMatchObject({ layer: 'roads', name: '光明路' })
    expect(await names(leader, '光明')).toEqual(['光明公园', '光明路', '光明旅馆', '老光明书店', '百货店'])
  })

  it('finds a street once, with its whole extent and a point on its longest segment', async () => {
    const streets = (await find(leader, '光明路')).filter((hit) => hit.layer === 'roads')
    expect(streets).toHaveLength(1)
    expect(streets[0]!.bbox).toEqual([126.5, 43.805, 126.508, 43.805])
    expect(streets[0]!.center).toEqual([126.503, 43.805])
  })

  it('finds grids and units by code, a branch where its grid is', async () => {
    const hits = await find(leader, testCity.grid)
    expect(hits.map((hit) => hit.layer).sort()).toEqual(['grids', 'org-units'])
    for (const hit of hits) {
      expect(hit).toMatchObject({ gridCode: testCity.grid, bbox: [126.5, 43.8, 126.51, 43.81] })
    }
  })

  it('leaves out what is beyond the viewer', async () => {
    expect(await names(leader, '旅馆')).toEqual(['光明旅馆'])
    expect(await names(branch, '旅馆')).toEqual([])
    expect(await names(branch, '老光明')).toEqual(['老光明书店'])
  })

  it('takes wildcards for themselves', async () => {
    expect(await names(leader, '%')).toEqual(['100%全棉_店'])
    expect(await names(leader, '棉_')).toEqual(['100%全棉_店'])
    expect(await names(leader, '明_')).toEqual([])
    expect(await names(leader, '\\')).toEqual([])
  })

  it('obeys the limit and refuses an empty question', async () => {
    expect(await find(leader, '光明', 2)).toHaveLength(2)
    const empty = await leader<Results>('/api/v1/search?q=%20')
    expect(empty.status).toBe(400)
    expect(empty.body.field).toBe('q')
  })
})
