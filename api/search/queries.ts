import { type Kysely, type RawBuilder, sql } from 'kysely'
import { editablePlaces } from '../auth/permissions.ts'
import { placeInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import type { SearchResult } from './contract.ts'

/** The columns every part of the search answers, in this order. */
interface Part {
  layer: string
  /** Expressions over the part's rows. */
  id: RawBuilder<unknown>
  code: RawBuilder<unknown>
  name: RawBuilder<unknown>
  kind: RawBuilder<unknown>
  gridId: RawBuilder<unknown>
  address: RawBuilder<unknown>
  geom: RawBuilder<unknown>
  from: RawBuilder<unknown>
}

const nothing = sql`NULL`
const placesWithAddress: readonly string[] = ['courtyards', 'patrol-points', 'facilities', 'premises']

/** The order of layers where matches are equally good: large first. */
const layerOrder = [
  'org-units',
  'grids',
  'labels',
  'roads',
  'courtyards',
  'control-areas',
  'key-sections',
  'patrol-lines',
  'patrol-points',
  'facilities',
  'premises',
]

/** `%`, `_` and `\` stand for themselves. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

function partsFor(viewer: Viewer, contains: string): Part[] {
  const places = editablePlaces.map((layer): Part => {
    const table = sql.id(layer.replace('-', '_'))
    return {
      layer,
      id: sql`p.id`,
      code: sql`p.code`,
      name: sql`p.name`,
      kind: sql`p.kind`,
      gridId: sql`p.grid_id`,
      address: placesWithAddress.includes(layer) ? sql`p.address` : nothing,
      geom: sql`p.geom`,
      from: sql`${table} p WHERE p.retired_at IS NULL AND ${placeInScope(viewer, 'p')}`,
    }
  })
  return [
    ...places,
    {
      layer: 'grids',
      id: sql`id`,
      code: sql`code`,
      name: sql`name`,
      kind: sql`kind`,
      gridId: sql`id`,
      address: nothing,
      geom: sql`geom`,
      from: sql`grids WHERE retired_at IS NULL`,
    },
    {
      // A grid party branch is found where its grid is.
      layer: 'org-units',
      id: sql`id`,
      code: sql`code`,
      name: sql`name`,
      kind: sql`kind`,
      gridId: sql`grid_id`,
      address: nothing,
      geom: sql`geom`,
      from: sql`(
        SELECT o.id, o.code, o.name, o.level AS kind, g.id AS grid_id, coalesce(o.geom, g.geom) AS geom
        FROM org_units o LEFT JOIN grids g ON g.branch_id = o.id AND g.retired_at IS NULL
        WHERE o.retired_at IS NULL) units WHERE geom IS NOT NULL`,
    },
    {
      layer: 'labels',
      id: sql`id`,
      code: nothing,
      name: sql`name`,
      kind: sql`kind`,
      gridId: nothing,
      address: nothing,
      geom: sql`geom`,
      from: sql`labels WHERE true`,
    },
    {
      // One hit per street; the view goes to its longest segment's middle.
      layer: 'roads',
      id: sql`id`,
      code: nothing,
      name: sql`name`,
      kind: sql`kind`,
      gridId: nothing,
      address: nothing,
      geom: sql`geom`,
      from: sql`(
        SELECT min(id) AS id, name, (array_agg(kind ORDER BY length_meters DESC))[1] AS kind, ST_Collect(geom ORDER BY length_meters DESC) AS geom
        FROM roads WHERE retired_at IS NULL AND name ILIKE ${contains} GROUP BY name) streets WHERE true`,
    },
    {
      layer: 'roads',
      id: sql`id`,
      code: sql`code`,
      name: sql`coalesce(name, code)`,
      kind: sql`kind`,
      gridId: nothing,
      address: nothing,
      geom: sql`geom`,
      from: sql`roads WHERE retired_at IS NULL AND name IS NULL`,
    },
  ]
}

/**
 * Everything the viewer may see whose name, code or address matches: exact code first, then exact name, what begins with the text, what contains it.
 */
export async function searchEverything(
  db: Kysely<Tables>,
  viewer: Viewer,
  text: string,
  limit: number,
): Promise<SearchResult[]> {
  const begins = `${escapeLike(text)}%`
  const contains = `%${begins}`
  const parts = partsFor(viewer, contains).map(
    ({ layer, id, code, name, kind, gridId, address, geom, from }) => sql`
      SELECT ${sql.lit(layer)} AS layer, ${sql.lit(layerOrder.indexOf(layer))} AS layer_rank, ${id} AS id, (${code})::text AS code,
        ${name} AS name, ${kind} AS kind, (${gridId})::bigint AS grid_id, (${address})::text AS address, ${geom} AS geom
      FROM ${from}
        AND (${name} ILIKE ${contains} OR (${code})::text ILIKE ${contains} OR (${address})::text ILIKE ${contains})`,
  )
  const { rows } = await sql<SearchResult>`
    SELECT hit.layer, hit.id, hit.code, hit.name, hit.kind, g.code AS grid_code, hit.address,
      jsonb_build_array(round(ST_X(hit.middle)::numeric, 7), round(ST_Y(hit.middle)::numeric, 7)) AS center,
      jsonb_build_array(round(ST_XMin(hit.geom)::numeric, 7), round(ST_YMin(hit.geom)::numeric, 7),
        round(ST_XMax(hit.geom)::numeric, 7), round(ST_YMax(hit.geom)::numeric, 7)) AS bbox
    FROM (
      SELECT best.*, CASE
        WHEN ST_Dimension(geom) = 1 THEN ST_LineInterpolatePoint(ST_GeometryN(geom, 1), 0.5)
        ELSE ST_PointOnSurface(geom) END AS middle
      FROM (
        SELECT *, CASE
            WHEN lower(code) = lower(${text}) THEN 0
            WHEN lower(name) = lower(${text}) THEN 1
            WHEN code ILIKE ${begins} OR name ILIKE ${begins} THEN 2
            WHEN code ILIKE ${contains} OR name ILIKE ${contains} THEN 3
            ELSE 4 END AS match_rank
        FROM (${sql.join(parts, sql` UNION ALL `)}) found
        ORDER BY match_rank, layer_rank, length(name), name, id
        LIMIT ${limit}
      ) best
    ) hit
    LEFT JOIN grids g ON g.id = hit.grid_id
    ORDER BY match_rank, layer_rank, length(hit.name), hit.name, hit.id`.execute(db)
  return rows
}
