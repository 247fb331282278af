import { type RawBuilder, sql } from 'kysely'
import { casePlacing } from '../api/auth/permissions.ts'
import { caseCondition, caseWeight, type CaseFilter } from '../api/cases/filter.ts'
import { shownPlace } from '../api/cases/placing.ts'
import { caseFilterNames, readCaseFilter } from './case-filter.ts'
import { byScopeAndRole, type TileLayer, type TileRequest } from './layer.ts'
import { drawnPoint, meets, type Tile } from './tile.ts'

const maxZoom = 16
/** From here on single cases, below counted cells. */
const pointsFromZoom = 15
/** Cells along a tile's side: 64 px each, so that counts can be read and no cell straddles two tiles. */
const cellsPerTileSide = 8

/** Cases in scope: points near, counted cells far. A count is a figure and holds no restricted case. */
export const cases: TileLayer = {
  name: 'cases',
  minZoom: 7,
  maxZoom,
  fields: {
    categoryCode: 'String',
    categoryName: 'String',
    categoryNameEn: 'String',
    occurredFrom: 'String',
    placePrecision: 'String',
    count: 'Number',
  },
  dependsOn: ['cases', 'case-categories', 'grids', 'org-units', 'courtyards', 'roads'],
  scopeKey: byScopeAndRole,
  filterNames: caseFilterNames,
  rows: async (request) => {
    const placing = casePlacing(request.viewer)
    const single = request.tile.zoom >= pointsFromZoom
    const filter = placing === 'none' ? null : await readCaseFilter(request, single ? 'cases' : 'analysis')
    if (!filter) return null
    const placed = placing === 'point' ? placedExactly(request, filter) : placedRoughly(request, filter)
    return single ? points(request, placed) : cells(request.tile, placed)
  },
}

/** Each case where it was recorded, found through the spatial index. */
function placedExactly({ tile }: TileRequest, filter: CaseFilter): RawBuilder<unknown> {
  return sql`
    SELECT cases.id, cases.category_id, cases.occurred_from, cases.place_precision, cases.geom_mercator AS place,
      ${caseWeight(filter)} AS weight
    FROM cases
    WHERE ${caseCondition(filter)} AND ${meets('cases.geom_mercator', tile.box)}`
}

/** Each case where a branch is shown it; the tile is cut afterwards, so that no box reveals the point. */
function placedRoughly({ tile, viewer }: TileRequest, filter: CaseFilter): RawBuilder<unknown> {
  const { geometry, precision } = shownPlace(viewer)
  return sql`
    SELECT found.*
    FROM (
      SELECT cases.id, cases.category_id, cases.occurred_from, ${precision} AS place_precision,
        ST_Transform(${geometry}, 3857) AS place, ${caseWeight(filter)} AS weight
      FROM cases
        LEFT JOIN roads ON roads.id = cases.road_id
        LEFT JOIN grids ON grids.id = cases.grid_id
      WHERE ${caseCondition(filter)}
      OFFSET 0
    ) AS found
    WHERE ${meets('found.place', tile.box)}`
}

function points({ tile }: TileRequest, placed: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    SELECT placed.id, ${drawnPoint(sql`placed.place`, tile)} AS geom,
      jsonb_build_object('categoryCode', case_categories.code, 'categoryName', case_categories.name,
        'categoryNameEn', case_categories.name_en,
        'occurredFrom', to_char(placed.occurred_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'placePrecision', placed.place_precision) AS attributes
    FROM (${placed}) AS placed
      JOIN case_categories ON case_categories.id = placed.category_id
    WHERE placed.weight > 0`
}

/**
 * Cells are half open squares anchored at the corner of the mercator world; a cell is drawn at the mean of its cases.
 * Where hours or weekdays are chosen a case counts by the share of its time window in them.
 */
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
        greatest(1, round(sum(weight)))::int8 AS amount, avg(ST_X(place)) AS mean_x, avg(ST_Y(place)) AS mean_y
      FROM (${placed}) AS placed
      WHERE weight > 0
      GROUP BY 1, 2
      OFFSET 0
    ) AS counted
    WHERE grid_column BETWEEN 0 AND ${cellsPerTileSide - 1}::int8 AND grid_row BETWEEN 0 AND ${cellsPerTileSide - 1}::int8`
}
