import { type Kysely, sql } from 'kysely'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import { ofUnit, patrolVisible, routeReference, unitReference, windowOf } from '../patrols/queries.ts'
import { given, meetingGrid, withinBox } from '../places/filters.ts'
import { featureOf, type FeatureSource, pageOf } from '../places/page.ts'
import { patrolOfTrack, patrolsOfTracksStartedIn } from './patrol-of-track.ts'
import type { TrackProperties, TrackQuery } from './contract.ts'

const trackSource: FeatureSource<TrackProperties> = {
  id: sql<number>`t.patrol_id`,
  select: sql`
    SELECT t.patrol_id AS id, ST_AsGeoJSON(ST_Force2D(t.geom), 7, 0)::jsonb AS geometry, ${unitReference} AS unit,
      p.mode, p.attire, t.started_at, t.ended_at, t.fix_count, t.observed_seconds, t.unobserved_seconds, t.length_meters,
      ${routeReference} AS route
    FROM tracks t
    JOIN patrols p ON ${patrolOfTrack('p', 't')}
    JOIN patrol_units u ON u.id = t.unit_id
    JOIN org_units o ON o.id = u.org_unit_id
    LEFT JOIN patrol_routes r ON r.id = p.route_id`,
}

export async function listTracks(
  db: Kysely<Tables>,
  viewer: Viewer,
  districtCode: string,
  query: TrackQuery,
) {
  const { from, to } = await windowOf(db, viewer, districtCode, query)
  return pageOf(
    db,
    trackSource,
    [
      ...patrolVisible(viewer, districtCode),
      sql`t.district_code = ${districtCode} AND t.started_at >= ${from} AND t.started_at < ${to}`,
      patrolsOfTracksStartedIn('p', from, to),
      ...given(query.unit, ofUnit),
      ...given(query.bbox, (box) => withinBox('t.geom', box)),
      ...given(query.grid, (code) => meetingGrid('t.geom', code)),
    ],
    query,
  )
}

export function readTrack(db: Kysely<Tables>, viewer: Viewer, districtCode: string, id: number) {
  return featureOf(
    db,
    trackSource,
    [...patrolVisible(viewer, districtCode), sql`t.district_code = ${districtCode}`],
    id,
  )
}
