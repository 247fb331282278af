import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/connect.ts'
import type { PlaceQuery } from '../places/contract.ts'
import { given, meetingGrid, oneOf, updatedSince, withinBox } from '../places/filters.ts'
import { featureOf, type FeatureSource, pageOf } from '../places/page.ts'
import type { RoadProperties } from './contract.ts'

/** Street segments belong to the whole city: no unit owns one. The grid is the one under the segment's middle. */
const roadSource: FeatureSource<RoadProperties> = {
  id: sql<number>`r.id`,
  select: sql`
    SELECT r.id, ST_AsGeoJSON(r.geom, 7, 0)::jsonb AS geometry, r.code, r.name, r.kind, r.oneway, r.lanes, r.max_speed_kmh,
      r.bridge, r.length_meters, g.code AS grid_code, g.name AS grid_name, NULL AS org_unit,
      r.version, r.updated_at, r.updated_by, r.confirmed_at, NULL AS confirmed_by
    FROM roads r
    LEFT JOIN grids g ON g.id = grid_at(r.geom)`,
}

const notRetired = sql`r.retired_at IS NULL`

export function listRoads(db: Kysely<Tables>, query: PlaceQuery) {
  return pageOf(
    db,
    roadSource,
    [
      notRetired,
      ...given(query.bbox, (box) => withinBox('r.geom', box)),
      ...given(query.grid, (code) => meetingGrid('r.geom', code)),
      ...given(query.kind, (kinds) => oneOf('r.kind', kinds)),
      ...given(query.updatedSince, (instant) => updatedSince('r.updated_at', instant)),
    ],
    query,
  )
}

export function readRoad(db: Kysely<Tables>, id: number) {
  return featureOf(db, roadSource, [notRetired], id)
}
