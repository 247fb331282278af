import { type RawBuilder, sql } from 'kysely'
import { casePlacing } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'

/**
 * Where a viewer is shown a case, and with which address. A branch gets the middle of the street segment, else the courtyard it lies in, else the
 * middle of the grid, and the street's name in place of the house number; so the point itself can neither be read nor found by asking for boxes.
 * Stands in a query that has `cases`, `roads` and `grids`.
 */
export function shownPlace(viewer: Viewer): {
  geometry: RawBuilder<string>
  address: RawBuilder<string | null>
  precision: RawBuilder<string>
} {
  if (casePlacing(viewer) === 'point') {
    return {
      geometry: sql`cases.geom`,
      address: sql`cases.address`,
      precision: sql`cases.place_precision`,
    }
  }
  const courtyard = sql`(SELECT ST_PointOnSurface(courtyards.geom) FROM courtyards
    WHERE courtyards.retired_at IS NULL AND ST_Covers(courtyards.geom, cases.geom)
    ORDER BY courtyards.id LIMIT 1)`
  return {
    geometry: sql`coalesce(ST_LineInterpolatePoint(roads.geom, 0.5), ${courtyard}, ST_PointOnSurface(grids.geom))`,
    address: sql`roads.name`,
    precision: sql`CASE WHEN cases.place_precision = 'point' THEN 'street_segment' ELSE cases.place_precision END`,
  }
}
