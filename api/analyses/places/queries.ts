import { sql } from 'kysely'
import { gridIdsInScope, orgUnitIdsInScope } from '../../auth/scope.ts'
import type { Viewer } from '../../auth/viewer.ts'
import type { Database } from '../../database/connect.ts'
import type { PolygonMeters } from '../../hotspots/raster.ts'

export interface TestedGrid {
  id: number
  code: string
  name: string
  communityId: number
  householdCount: number
  areaSquareMeters: number
  outline: PolygonMeters
}

/** Every grid of the district, in metres of the metric CRS (EPSG number), by id. */
export async function districtGrids(database: Database, metricCrs: number): Promise<TestedGrid[]> {
  const { rows } = await sql<Omit<TestedGrid, 'outline'> & { outline: { coordinates: PolygonMeters } }>`
    SELECT id, code, name, community_id, household_count, area_square_meters,
      ST_AsGeoJSON(ST_Transform(geom, ${metricCrs}::int), 2, 0)::jsonb AS outline
    FROM grids WHERE retired_at IS NULL
    ORDER BY id`.execute(database.read)
  return rows.map(({ outline, ...grid }) => ({ ...grid, outline: outline.coordinates }))
}

export interface TestedCommunity {
  id: number
  code: string
  name: string
  /** Null where only its grids are drawn. */
  outline: PolygonMeters[] | null
}

/** Every community of the district, by id. */
export async function districtCommunities(database: Database, metricCrs: number): Promise<TestedCommunity[]> {
  type Outline =
    { type: 'Polygon'; coordinates: PolygonMeters } | { type: 'MultiPolygon'; coordinates: PolygonMeters[] }
  const { rows } = await sql<Omit<TestedCommunity, 'outline'> & { outline: Outline | null }>`
    SELECT id, code, name, ST_AsGeoJSON(ST_Transform(geom, ${metricCrs}::int), 2, 0)::jsonb AS outline
    FROM org_units WHERE level = 'community' AND retired_at IS NULL
    ORDER BY id`.execute(database.read)
  return rows.map(({ outline, ...community }) => ({
    ...community,
    outline: outline && (outline.type === 'Polygon' ? [outline.coordinates] : outline.coordinates),
  }))
}

/** Ids of the communities that lie in the viewer's scope whole. */
export async function communitiesInScope(database: Database, viewer: Viewer): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    SELECT id FROM org_units WHERE level = 'community' AND id IN ${orgUnitIdsInScope(viewer)}`.execute(
    database.read,
  )
  return new Set(rows.map(({ id }) => id))
}

/** Ids of the street segments that touch the viewer's grids. */
export async function segmentsInScope(database: Database, viewer: Viewer): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    SELECT DISTINCT roads.id
    FROM grids JOIN roads ON roads.geom && grids.geom AND ST_Intersects(roads.geom, grids.geom)
    WHERE grids.id IN ${gridIdsInScope(viewer)} AND grids.retired_at IS NULL AND roads.retired_at IS NULL`.execute(
    database.read,
  )
  return new Set(rows.map(({ id }) => id))
}
