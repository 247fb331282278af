import { type RawBuilder, sql } from 'kysely'
import { casePlacing } from '../api/auth/permissions.ts'
import { caseFilterNames, casesWanted } from './case-filter.ts'
import { byScopeAndRole, type TileLayer, type TileRequest } from './layer.ts'
import { drawnPoint, meets, type Tile } from './tile.ts'

const maxZoom = 16
/** From here on single cases, below counted cells. */
const pointsFromZoom = 15
/** Cells along a tile's side: 32 px each, so that no cell straddles two tiles. */
const cellsPerTileSide = 16

/** Cases in scope: points near, counted cells far. */
export const cases: TileLayer = {
  name: 'cases',
  minZoom: 7,
  maxZoom,
  fields: { categoryCode: 'String', occurredFrom: 'String', placePrecision: 'String', count: 'Number' },
  dependsOn: ['cases', 'case-categories', 'grids', 'org-units', 'courtyards', 'roads'],
  scopeKey: byScopeAndRole,
  filterNames: caseFilterNames,
  rows: async (request) => {
    const placing = casePlacing(request.viewer)
    const wanted = placing === 'none' ? null : await casesWanted(request)
    if (!wanted) return null
    const placed = placing === 'point' ? placedExactly(request, wanted) : placedAtStreet(request, wanted)
    return request.tile.zoom >= pointsFromZoom ? points(request, placed) : cells(request.tile, placed)
  },
}

/** Each case where it was recorded. */
function placedExactly({ tile }: TileRequest, wanted: RawBuilder<boolean>): RawBuilder<unknown> {
  return sql`
    SELECT cases.id, cases.category_id, cases.occurred_from, cases.place_precision, cases.geom_mercator AS place
    FROM cases
    WHERE ${wanted} AND ${meets('cases.geom_mercator', tile.box)}`
}

/** Each case at its courtyard, else at the middle of its street segment; one that has neither is left out. */
function placedAtStreet({ tile }: TileRequest, wanted: RawBuilder<boolean>): RawBuilder<unknown> {
  return sql`
    SELECT found.id, found.category_id, found.occurred_from, found.place_precision, found.place
    FROM (
      SELECT cases.id, cases.category_id, cases.occurred_from, 'street_segment' AS place_precision,
        coalesce(
          (SELECT ST_PointOnSurface(courtyards.geom_mercator) FROM courtyards
            WHERE courtyards.retired_at IS NULL AND courtyards.geom_mercator && cases.geom_mercator
              AND ST_Covers(courtyards.geom_mercator, cases.geom_mercator)
            ORDER BY courtyards.id LIMIT 1),
          (SELECT ST_LineInterpolatePoint(roads.geom_mercator, 0.5) FROM roads WHERE roads.id = cases.road_id)
        ) AS place
      FROM cases
      WHERE ${wanted}
      OFFSET 0
    ) AS found
    WHERE ${meets('found.place', tile.box)}`
}

function points({ tile }: TileRequest, placed: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    SELECT placed.id, ${drawnPoint(sql`placed.place`, tile)} AS geom,
      jsonb_build_object('categoryCode', case_categories.code,
        'occurredFrom', to_char(placed.occurred_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'placePrecision', placed.place_precision) AS attributes
    FROM (${placed}) AS placed
      JOIN case_categories ON case_categories.id = placed.category_id`
}

/** Cells are half open squares anchored at the corner of the mercator world; a cell is drawn at the mean of its cases. */
function cells(tile: Tile, placed: RawBuilder<unknown>): RawBuilder<unknown> {
  const [west, , , north] = tile.box
  const cellMeters = (tile.box[2] - west) / cellsPerTileSide
  const cellsPerWorldSide = cellsPerTileSide * 2 ** tile.zoom
  const firstColumn = tile.x * cellsPerTileSide
  const firstRow = tile.y * cellsPerTileSide
  return sql`
    SELECT (${firstRow}::int8 + grid_row) * ${cellsPerWorldSide}::int8 + ${firstColumn}::int8 + grid_column + 1 AS id,
      ${drawnPoint(sql`ST_MakePoint(mean_x, mean_y)`, tile)} AS geom,
      jsonb_build_object('count', amount) AS attributes
    FROM (
      SELECT floor((ST_X(place) - ${west}::float8) / ${cellMeters}::float8)::int8 AS grid_column,
        floor((${north}::float8 - ST_Y(place)) / ${cellMeters}::float8)::int8 AS grid_row,
        count(*) AS amount, avg(ST_X(place)) AS mean_x, avg(ST_Y(place)) AS mean_y
      FROM (${placed}) AS placed
      GROUP BY 1, 2
    ) AS counted
    WHERE grid_column BETWEEN 0 AND ${cellsPerTileSide - 1}::int8 AND grid_row BETWEEN 0 AND ${cellsPerTileSide - 1}::int8`
}
