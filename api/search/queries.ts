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
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** Text without upper and lower case, as most of it is here, needs no comparison that folds case: several times faster. */
function likeFor(text: string): RawBuilder<unknown> {
  return text.toLowerCase() === text.toUpperCase() ? sql`LIKE` : sql`ILIKE`
}

function partsFor(viewer: Viewer, like: RawBuilder<unknown>, contains: string): Part[] {
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
      // One hit per street name; its segments are put together once it is known which streets are shown.
      layer: 'roads',
      id: sql`id`,
      code: nothing,
      name: sql`name`,
      kind: sql`'street'`,
      gridId: nothing,
      address: nothing,
      geom: sql`NULL::geometry`,
      from: sql`(SELECT min(id) AS id, name FROM roads
        WHERE retired_at IS NULL AND name ${like} ${contains} GROUP BY name) streets WHERE true`,
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
  const like = likeFor(text)
  const begins = `${escapeLike(text)}%`
  const contains = `%${begins}`
  const parts = partsFor(viewer, like, contains).map(
    ({ layer, id, code, name, kind, gridId, address, geom, from }) => sql`
      SELECT ${sql.lit(layer)} AS layer, ${sql.lit(layerOrder.indexOf(layer))} AS layer_rank, ${id} AS id, (${code})::text AS code,
        ${name} AS name, ${kind} AS kind, (${gridId})::bigint AS grid_id, (${address})::text AS address, ${geom} AS geom
      FROM ${from}
        AND (${name} ${like} ${contains} OR (${code})::text ${like} ${contains} OR (${address})::text ${like} ${contains})`,
  )
  const { rows } = await sql<SearchResult>`
    WITH best AS MATERIALIZED (
      SELECT *, CASE
          WHEN lower(code) = lower(${text}) THEN 0
          WHEN lower(name) = lower(${text}) THEN 1
          WHEN code ${like} ${begins} OR name ${like} ${begins} THEN 2
          WHEN code ${like} ${contains} OR name ${like} ${contains} THEN 3
          ELSE 4 END AS match_rank
      FROM (${sql.join(parts, sql` UNION ALL `)}) found
      ORDER BY match_rank, layer_rank, length(name), name, id
      LIMIT ${limit}
    ), streets AS MATERIALIZED (
      SELECT name, (array_agg(kind ORDER BY length_meters DESC))[1] AS kind, ST_Collect(geom ORDER BY length_meters DESC) AS geom
      FROM roads
      WHERE retired_at IS NULL AND name = ANY(ARRAY(SELECT name FROM best WHERE geom IS NULL))
      GROUP BY name
    ), shown AS (
      SELECT best.*, coalesce(streets.kind, best.kind) AS shown_kind, coalesce(best.geom, streets.geom) AS shape
      FROM best LEFT JOIN streets ON best.geom IS NULL AND streets.name = best.name
    )
    SELECT shown.layer, shown.id, shown.code, shown.name, shown.shown_kind AS kind, g.code AS grid_code, shown.address,
      jsonb_build_array(round(ST_X(middle)::numeric, 7), round(ST_Y(middle)::numeric, 7)) AS center,
      jsonb_build_array(round(ST_XMin(shape)::numeric, 7), round(ST_YMin(shape)::numeric, 7),
        round(ST_XMax(shape)::numeric, 7), round(ST_YMax(shape)::numeric, 7)) AS bbox
    FROM shown
    CROSS JOIN LATERAL (
      -- Of a street the middle of its longest segment, which comes first.
      SELECT CASE WHEN ST_Dimension(shape) = 1 THEN ST_LineInterpolatePoint(ST_GeometryN(shape, 1), 0.5)
        ELSE ST_PointOnSurface(shape) END AS middle
    ) point
    LEFT JOIN grids g ON g.id = shown.grid_id
    ORDER BY match_rank, layer_rank, length(shown.name), shown.name, shown.id`.execute(db)
  return rows
}
