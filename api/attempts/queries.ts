import { type Kysely, sql } from 'kysely'
import { maySeePlainClothes } from '../auth/permissions.ts'
import { patrolUnitInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'
import type { CoverageLayer } from '../coverage/contract.ts'
import { earliestStart, patrolOfTrack, patrolsOfTracksStartedIn } from '../tracks/patrol-of-track.ts'

export interface TrackOfOuting {
  patrolId: number
  unitCode: string
  /** Whether the viewer may know which unit it was. */
  isOwn: boolean
  mode: string
  hasTimes: boolean
  /** MULTILINESTRING M in the metric CRS, M = seconds since 1970. */
  wkb: Buffer
}

interface Asked {
  districtCode: string
  metricCrs: number
  from: Date
  to: Date
}

function tracksSeen(viewer: Viewer, { districtCode, metricCrs, ...asked }: Asked) {
  const [from, to] = [earliestStart(asked.from), asked.to]
  const plainClothes = maySeePlainClothes(viewer) ? sql`true` : sql`patrols.attire = 'uniform'`
  return sql`
    SELECT tracks.patrol_id, patrol_units.code AS unit_code, ${patrolUnitInScope(viewer)} AS is_own, patrols.mode, tracks.has_times,
      ST_AsBinary(ST_Transform(tracks.geom, ${metricCrs}::integer)) AS wkb
    FROM tracks
    JOIN patrol_units ON patrol_units.id = tracks.unit_id
    JOIN patrols ON ${patrolOfTrack('patrols', 'tracks')} AND ${patrolsOfTracksStartedIn('patrols', from, to)}
    WHERE tracks.district_code = ${districtCode} AND tracks.started_at >= ${from} AND tracks.started_at <= ${to}
      AND tracks.ended_at >= ${asked.from} AND ${plainClothes}`
}

/** The track of one outing in a window. Of plain clothes only where the viewer may know of them. */
export async function trackOfOuting(
  db: Kysely<Tables>,
  viewer: Viewer,
  asked: Asked & { patrolId: number },
): Promise<TrackOfOuting | undefined> {
  const { rows } = await sql<TrackOfOuting>`
    ${tracksSeen(viewer, asked)} AND tracks.patrol_id = ${asked.patrolId}
    LIMIT 1`.execute(db)
  return rows[0]
}

const tables = {
  'patrol-lines': 'patrol_lines',
  'patrol-points': 'patrol_points',
  'key-sections': 'key_sections',
  'control-areas': 'control_areas',
} as const satisfies Record<CoverageLayer, string>

/** The tracks of the viewer's own units that come within a distance of a target, and still know when they were where. */
export async function tracksNear(
  db: Kysely<Tables>,
  viewer: Viewer,
  asked: Asked & { layer: CoverageLayer; id: number; withinMeters: number },
): Promise<TrackOfOuting[]> {
  const { rows } = await sql<TrackOfOuting>`
    ${tracksSeen(viewer, asked)} AND tracks.has_times AND ${patrolUnitInScope(viewer)}
      AND tracks.geom && (
        SELECT ST_Transform(ST_Expand(ST_Envelope(ST_Transform(geom, ${asked.metricCrs}::integer)), ${asked.withinMeters}::float8), 4490)
        FROM ${sql.table(tables[asked.layer])} WHERE id = ${asked.id})
    ORDER BY tracks.started_at`.execute(db)
  return rows
}
