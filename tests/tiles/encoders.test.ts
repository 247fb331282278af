import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Viewer } from '../../api/auth/viewer.ts'
import type { Database } from '../../api/database/connect.ts'
import { encodeLayer } from '../../tiles/encode.ts'
import type { TileLayer, TileRequest } from '../../tiles/layer.ts'
import { tileLayers } from '../../tiles/registry.ts'
import { tileAt } from '../../tiles/tile.ts'
import { startTestServer, testCity, type TestServer } from '../api/server.ts'
import { engines } from '../database/scene.ts'
import { type DecodedFeature, decodeTile, ringArea, tileNumbers } from './decode.ts'
import { drawScene, here } from './scene.ts'

const zooms = [8, 11, 13, 14, 15, 16, 18]

function requestFor(database: Database, viewer: Viewer, zoom: number): TileRequest {
  const tile = tileAt(...tileNumbers(zoom, here.longitude, here.latitude))
  if (!tile) throw new Error('no such tile')
  return {
    database: database.read,
    viewer,
    tile,
    district: { code: testCity.districtCode, timeZone: 'Asia/Shanghai' },
    today: '2026-11-21',
    query: new URLSearchParams({ from: '2026-10-01T00:00:00Z', to: '2027-01-01T00:00:00Z' }),
  }
}

async function viewers({ database }: TestServer): Promise<Viewer[]> {
  const accounts = await database.read
    .selectFrom('accounts')
    .innerJoin('orgUnits', 'orgUnits.id', 'accounts.orgUnitId')
    .select(['accounts.id as accountId', 'username', 'role', 'orgUnitId', 'path as orgPath', 'level'])
    .where('role', 'in', ['branch', 'leader'])
    .orderBy('accounts.id')
    .execute()
  return accounts.map(({ level, role, ...account }) => ({
    ...account,
    role: role as Viewer['role'],
    districtWide: level === 'district',
  }))
}

/** Every layer at every zoom, by `layer/zoom/username`, without the empty ones. */
async function everything(
  server: TestServer,
  canEncodeTiles: boolean,
): Promise<Map<string, DecodedFeature[]>> {
  const database = { ...server.database, canEncodeTiles }
  const all = new Map<string, DecodedFeature[]>()
  for (const viewer of await viewers(server)) {
    for (const zoom of zooms) {
      for (const layer of tileLayers) {
        const tile = decodeTile(await encodeLayer(database, layer, requestFor(database, viewer, zoom)))
        for (const [name, features] of Object.entries(tile)) {
          all.set(`${name}/${zoom}/${viewer.username}`, features)
        }
      }
    }
  }
  return all
}

/** Every point of each part lies within one unit of a point of the other's part, both ways. */
function expectSameShape(left: DecodedFeature, right: DecodedFeature): void {
  expect(left.parts.length).toBe(right.parts.length)
  const far = (from: DecodedFeature, to: DecodedFeature): [number, number][] =>
    from.parts.flatMap((part, index) =>
      part.filter(
        ([x, y]) =>
          !to.parts[index]?.some(
            ([otherX, otherY]) => Math.max(Math.abs(x - otherX), Math.abs(y - otherY)) <= 1,
          ),
      ),
    )
  expect(far(left, right)).toEqual([])
  expect(far(right, left)).toEqual([])
}

function expectSameTiles(left: Map<string, DecodedFeature[]>, right: Map<string, DecodedFeature[]>): void {
  expect([...left.keys()]).toEqual([...right.keys()])
  for (const [key, features] of left) {
    const others = right.get(key) ?? []
    const described = ({ id, type, attributes }: DecodedFeature) => ({ key, id, type, attributes })
    expect(features.map(described)).toEqual(others.map(described))
    features.forEach((feature, index) => expectSameShape(feature, others[index] ?? feature))
  }
}

describe('the encoders', () => {
  const servers = new Map<string, TestServer>()
  beforeAll(async () => {
    for (const engine of engines) {
      const server = await startTestServer(engine)
      servers.set(engine, server)
      await drawScene(server.database)
    }
  })
  afterAll(async () => {
    for (const server of servers.values()) await server.close()
  })

  it('make something of every layer in Node', async () => {
    const tiles = await everything(servers.get('embedded')!, false)
    const drawn = new Set([...tiles.keys()].map((key) => key.split('/')[0]))
    const areas = ['control-areas-names', 'courtyards-names', 'grids-names', 'org-units-names']
    expect([...drawn].sort()).toEqual([...tileLayers.map((layer) => layer.name), ...areas].sort())
  })

  it('carry exactly the attributes that TileJSON names', async () => {
    const tiles = await everything(servers.get('embedded')!, false)
    for (const layer of tileLayers) {
      const features = [...tiles]
        .filter(([key]) => key.startsWith(`${layer.name}/`))
        .flatMap(([, some]) => some)
      const seen = new Set(features.flatMap((feature) => Object.keys(feature.attributes)))
      expect([...seen].sort()).toEqual(Object.keys(layer.fields).sort())
      for (const { attributes } of features) {
        for (const [field, value] of Object.entries(attributes)) {
          expect(typeof value).toBe(layer.fields[field]?.toLowerCase())
        }
      }
    }
  })

  it('give every feature a numeric id that is not 0 and is its own in the tile', async () => {
    for (const features of (await everything(servers.get('embedded')!, false)).values()) {
      const ids = features.map((feature) => feature.id)
      expect(ids.every((id) => id !== undefined && id > 0)).toBe(true)
      expect(new Set(ids).size).toBe(ids.length)
    }
  })

  it('wind the outer ring first and forwards, holes backwards', async () => {
    const tiles = await everything(servers.get('embedded')!, false)
    const lake = tiles.get('water/11/leader')?.find((feature) => feature.type === 'Polygon')
    expect(lake?.parts.map((ring) => Math.sign(ringArea(ring)))).toEqual([1, -1])
  })

  it('take a geometry that fails in the database for an error, never for an empty tile', async () => {
    const bowtie = 'POLYGON((0 0, 10 10, 10 0, 0 10, 0 0))'
    const failing: TileLayer = {
      ...tileLayers[0]!,
      minZoom: 0,
      rows: () => sql`SELECT 1 AS id, ST_Intersection(${bowtie}::text::geometry, ST_Buffer(${bowtie}::text::geometry, 1)) AS geom,
        '{}'::jsonb AS attributes`,
    }
    for (const { database } of servers.values()) {
      const [viewer] = await viewers(servers.get('embedded')!)
      await expect(encodeLayer(database, failing, requestFor(database, viewer!, 14))).rejects.toThrow()
    }
  })

  it.runIf(engines.includes('native'))('agree with ST_AsMVT on the same database', async () => {
    const native = servers.get('native')!
    expect(native.database.canEncodeTiles).toBe(true)
    expectSameTiles(await everything(native, true), await everything(native, false))
  })

  it.runIf(engines.includes('native'))('agree across the engines', async () => {
    expectSameTiles(
      await everything(servers.get('native')!, true),
      await everything(servers.get('embedded')!, false),
    )
  })
})
