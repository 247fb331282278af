import { fromGeojsonVt } from '@maplibre/vt-pbf'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database, Tables } from '../api/database/connect.ts'
import { namesLayerOf, type TileLayer, type TileRequest } from './layer.ts'
import { tileExtent } from './tile.ts'

type Point = [number, number]
type TileGeometry =
  | { type: 'Point'; coordinates: Point }
  | { type: 'MultiPoint' | 'LineString'; coordinates: Point[] }
  | { type: 'MultiLineString' | 'Polygon'; coordinates: Point[][] }
  | { type: 'MultiPolygon'; coordinates: Point[][][] }
type Attributes = Record<string, string | number | boolean | null>
type Row = [id: number, attributes: Attributes, geometry: TileGeometry]

/**
 * One layer of one tile as MVT, empty when nothing is there: by `ST_AsMVT` where the database can, otherwise in Node from the same SQL.
 * Throws `InvalidFilter`, database errors, and when the database loses the answer.
 */
export async function encodeLayer(
  database: Database,
  layer: TileLayer,
  request: TileRequest,
): Promise<Uint8Array> {
  if (request.tile.zoom < layer.minZoom) return nothing
  const encode = database.canEncodeTiles ? encodeInDatabase : encodeInNode
  const rows = await layer.rows(request)
  const [features, names] = await Promise.all([
    rows ? encode(request.database, layer.name, rows) : nothing,
    layer.names ? encode(request.database, namesLayerOf(layer), layer.names(request)) : nothing,
  ])
  return names.length === 0 ? features : Buffer.concat([features, names])
}

const nothing = new Uint8Array(0)

/** ST_AsMVT spreads the jsonb column `attributes` over the feature's attributes. */
async function encodeInDatabase(
  database: Kysely<Tables>,
  name: string,
  rows: RawBuilder<unknown>,
): Promise<Uint8Array> {
  const result = await sql<{ tile: Buffer }>`
    WITH drawn AS MATERIALIZED (${rows})
    SELECT ST_AsMVT(kept, ${name}::text, ${tileExtent}::int, 'geom', 'id') AS tile
    FROM (SELECT id, geom, attributes FROM drawn WHERE NOT ST_IsEmpty(geom)) AS kept`.execute(database)
  return onlyRow(result.rows).tile
}

async function encodeInNode(
  database: Kysely<Tables>,
  name: string,
  rows: RawBuilder<unknown>,
): Promise<Uint8Array> {
  const result = await sql<{ features: string }>`
    WITH drawn AS MATERIALIZED (${rows})
    SELECT coalesce(json_agg(json_build_array(id, attributes, ST_AsGeoJSON(geom, 0, 0)::json)), '[]')::text AS features
    FROM drawn WHERE NOT ST_IsEmpty(geom)`.execute(database)
  return encodeRows(name, JSON.parse(onlyRow(result.rows).features) as Row[])
}

/** An aggregate always has one row; the embedded engine drops it when a geometry function fails. */
function onlyRow<T>(rows: T[]): T {
  const row = rows[0]
  if (!row) throw new Error('The database lost the answer to a tile query')
  return row
}

function encodeRows(name: string, rows: Row[]): Uint8Array {
  if (rows.length === 0) return nothing
  const features = rows.map(([id, tags, geometry]) => ({ id, tags, ...flatten(geometry) }))
  // Only the features are read, but the type asks for the statistics of geojson-vt too.
  const tile = { features } as unknown as Parameters<typeof fromGeojsonVt>[0][string]
  return fromGeojsonVt({ [name]: tile }, { version: 2, extent: tileExtent })
}

/** The three geometry types of MVT, as geojson-vt holds them: a list of points, or a list of lines or rings. */
function flatten(geometry: TileGeometry): { type: 1 | 2 | 3; geometry: Point[] | Point[][] } {
  switch (geometry.type) {
    case 'Point':
      return { type: 1, geometry: [geometry.coordinates] }
    case 'MultiPoint':
      return { type: 1, geometry: geometry.coordinates }
    case 'LineString':
      return { type: 2, geometry: [geometry.coordinates] }
    case 'MultiLineString':
      return { type: 2, geometry: geometry.coordinates }
    case 'Polygon':
      return { type: 3, geometry: geometry.coordinates }
    case 'MultiPolygon':
      return { type: 3, geometry: geometry.coordinates.flat() }
  }
}
