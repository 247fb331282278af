import { sql } from 'kysely'
import { gridInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import { caseCondition, caseWeight, weighsCases, type WindowFilter } from '../cases/filter.ts'
import { inSlices } from '../cases/slices.ts'
import type { Database } from '../database/connect.ts'
import type { PolygonMeters } from './raster.ts'

/** Transforming a million cases takes over a second on one connection: the window is shared out. */
const parallelSlices = 4

export interface CaseBin {
  column: number
  row: number
  count: number
}

/**
 * Cases per cell of the district's metric CRS: cell (c, r) holds `[c, c + 1) × [r, r + 1)` times the cell size. The same cell may come more than
 * once, from different slices of time.
 */
export async function binCases(
  database: Database,
  filter: WindowFilter,
  metricCrs: number,
  cellMeters: number,
): Promise<CaseBin[]> {
  return inSlices(
    database,
    filter,
    async (slice) => {
      const { rows } = await sql<CaseBin>`
        WITH placed AS MATERIALIZED (
          SELECT ST_Transform(cases.geom, ${metricCrs}::int) AS place, ${caseWeight(slice)}::float8 AS weight
          FROM cases
          WHERE ${caseCondition(slice)}
        )
        SELECT floor(ST_X(place) / ${cellMeters}::float8)::int AS column,
          floor(ST_Y(place) / ${cellMeters}::float8)::int AS row, sum(weight) AS count
        FROM placed
        ${weighsCases(slice) ? sql`WHERE weight > 0` : sql``}
        GROUP BY 1, 2`.execute(database.read)
      return rows
    },
    parallelSlices,
  )
}

interface MetricGeometry {
  type: 'Polygon' | 'MultiPolygon'
  coordinates: PolygonMeters | PolygonMeters[]
}

/** The outlines of an area in the metric CRS: its grids and, where drawn, the org unit itself (rivers and parks between the grids). */
export async function outlinesOf(
  database: Database,
  viewer: Viewer | null,
  metricCrs: number,
): Promise<PolygonMeters[]> {
  const gridCondition = viewer ? gridInScope(viewer) : sql<boolean>`true`
  const unitCondition = viewer ? sql<boolean>`id = ${viewer.orgUnitId}` : sql<boolean>`level = 'district'`
  const { rows } = await sql<{ outline: MetricGeometry }>`
    SELECT ST_AsGeoJSON(ST_Transform(geom, ${metricCrs}::int), 3, 0)::jsonb AS outline
    FROM grids WHERE retired_at IS NULL AND ${gridCondition}
    UNION ALL
    SELECT ST_AsGeoJSON(ST_Transform(geom, ${metricCrs}::int), 3, 0)::jsonb
    FROM org_units WHERE geom IS NOT NULL AND retired_at IS NULL AND ${unitCondition}`.execute(database.read)
  return rows.flatMap(({ outline }) =>
    outline.type === 'Polygon'
      ? [outline.coordinates as PolygonMeters]
      : (outline.coordinates as PolygonMeters[]),
  )
}

/** Versions that change whenever a heat map would: of the cases and of the areas it is cut to. */
export async function heatVersion(database: Database): Promise<string> {
  const rows = await database.read
    .selectFrom('layerVersions')
    .select(['layer', 'version'])
    .where('layer', 'in', ['cases', 'case-categories', 'grids', 'org-units'])
    .orderBy('layer')
    .execute()
  return rows.map(({ layer, version }) => `${layer}:${version}`).join()
}
