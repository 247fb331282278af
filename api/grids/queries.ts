import { type Kysely, sql } from 'kysely'
import { gridInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import type { PlaceQuery } from '../places/contract.ts'
import type { GridProperties } from './contract.ts'
import { given, oneOf, updatedSince, withinBox } from '../places/filters.ts'
import { featureOf, type FeatureSource, pageOf } from '../places/page.ts'
import { orgUnitReference } from '../places/place.ts'

/** Every viewer sees every grid; its unit is the grid party branch, or the community where there is none. */
function gridSource(viewer: Viewer): FeatureSource<GridProperties> {
  return {
    id: sql<number>`g.id`,
    select: sql`
      SELECT g.id, ST_AsGeoJSON(g.geom, 7, 0)::jsonb AS geometry, g.code, g.name, g.kind, g.code AS grid_code,
        g.name AS grid_name, ${orgUnitReference('o')} AS org_unit, ${orgUnitReference('c')} AS community,
        g.household_count, g.resident_count, g.area_square_meters, ${gridInScope(viewer, 'g')} AS in_scope,
        g.version, g.updated_at, g.updated_by, g.confirmed_at, NULL AS confirmed_by
      FROM grids g
      JOIN org_units c ON c.id = g.community_id
      JOIN org_units o ON o.id = coalesce(g.branch_id, g.community_id)`,
  }
}

const notRetired = sql`g.retired_at IS NULL`

export function listGrids(db: Kysely<Tables>, viewer: Viewer, query: PlaceQuery) {
  return pageOf(
    db,
    gridSource(viewer),
    [
      notRetired,
      ...given(query.bbox, (box) => withinBox('g.geom', box)),
      ...given(query.grid, (code) => sql`g.code = ${code}`),
      ...given(query.kind, (kinds) => oneOf('g.kind', kinds)),
      ...given(query.updatedSince, (instant) => updatedSince('g.updated_at', instant)),
    ],
    query,
  )
}

export function readGrid(db: Kysely<Tables>, viewer: Viewer, id: number) {
  return featureOf(db, gridSource(viewer), [notRetired], id)
}
