import { sql } from 'kysely'
import { gridInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import type { PolygonMeters } from './raster.ts'

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

/** Versions that change whenever a heat map would: of the cases, and of the areas it is cut to. */
export async function heatVersions(database: Database): Promise<{ cases: string; areas: string }> {
  const rows = await database.read
    .selectFrom('layerVersions')
    .select(['layer', 'version'])
    .where('layer', 'in', ['cases', 'grids', 'org-units'])
    .orderBy('layer')
    .execute()
  const of = (layer: string): number => rows.find((row) => row.layer === layer)?.version ?? 0
  return { cases: `${of('cases')}`, areas: `${of('grids')}.${of('org-units')}` }
}
