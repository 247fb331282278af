import { type Kysely, sql } from 'kysely'
import type { Viewer } from '../auth/viewer.ts'
import type { DB as Tables } from '../database/tables.ts'
import { runsOfTrackWkb } from '../geometry/track-wkb.ts'
import { patrolVisible, routeReference, unitReference } from '../patrols/queries.ts'
import { earliestStart, patrolOfTrack, patrolsOfTracksStartedIn } from '../tracks/patrol-of-track.ts'
import type { PlayedOuting } from './contract.ts'
import type { PlayedTrack } from './played-runs.ts'

interface Row extends Pick<PlayedOuting, 'patrolId' | 'unit' | 'mode' | 'attire' | 'route'> {
  startedAt: Date
  endedAt: Date
  wkb: Buffer
}

/** The outings in the viewer's scope whose track reaches into the window and still knows when it was where; coordinates in degrees. */
export async function tracksToPlay(
  db: Kysely<Tables>,
  viewer: Viewer,
  districtCode: string,
  from: Date,
  to: Date,
): Promise<PlayedTrack[]> {
  const conditions = [
    ...patrolVisible(viewer, districtCode),
    sql<boolean>`t.district_code = ${districtCode} AND t.has_times`,
    sql<boolean>`t.started_at >= ${earliestStart(from)} AND t.started_at < ${to} AND t.ended_at >= ${from}`,
    patrolsOfTracksStartedIn('p', earliestStart(from), to),
  ]
  const { rows } = await sql<Row>`
    SELECT t.patrol_id, ${unitReference} AS unit, p.mode, p.attire, p.started_at, p.ended_at, ${routeReference} AS route,
      ST_AsBinary(t.geom) AS wkb
    FROM tracks t
    JOIN patrols p ON ${patrolOfTrack('p', 't')}
    JOIN patrol_units u ON u.id = t.unit_id
    JOIN org_units o ON o.id = u.org_unit_id
    LEFT JOIN patrol_routes r ON r.id = p.route_id
    WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY t.started_at, t.patrol_id`.execute(db)
  return rows.map(({ wkb, startedAt, endedAt, ...outing }) => ({
    outing: { ...outing, startedAt: startedAt.toISOString(), endedAt: endedAt.toISOString() },
    runs: runsOfTrackWkb(wkb),
  }))
}
