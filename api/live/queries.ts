import { type Kysely, sql } from 'kysely'
import { patrolUnitInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import { orgUnitReference } from '../places/place.ts'
import { uncountedMarks } from '../positions/quality.ts'
import { timeText } from '../tracks/write.ts'
import type { LiveUnit } from './contract.ts'
import type { TrailFix } from './trail.ts'

/** A unit as the table of last positions has it; seconds since 1970. */
export interface LiveRow extends Pick<
  LiveUnit,
  | 'id'
  | 'code'
  | 'forceType'
  | 'orgUnit'
  | 'patrolId'
  | 'mode'
  | 'attire'
  | 'lon'
  | 'lat'
  | 'speed'
  | 'bearing'
> {
  startedSeconds: number
  endedSeconds: number | null
  longestSilenceSeconds: number
  fixedSeconds: number
  stillSinceSeconds: number
  lateSeconds: number | null
}

/** The change counter: every transaction before `horizon` is over and has been seen. */
export interface ChangedUnits {
  horizon: string
  rows: LiveRow[]
}

/** No outing lasts longer than a day, and the table is cleared of what is older. */
const oldestHours = 24

/**
 * The units that changed since a horizon, and the next horizon. What a transaction that was under way at the horizon wrote is among them, and
 * something that was seen already may be.
 *
 * @param since null for all
 */
export async function unitsChangedSince(database: Database, since: string | null): Promise<ChangedUnits> {
  const { rows } = await sql<{ horizon: string; units: LiveRow[] }>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon,
      coalesce((
        SELECT jsonb_agg(jsonb_build_object(
          'id', u.id, 'code', u.code, 'forceType', u.force_type, 'orgUnit', ${orgUnitReference('o')},
          'patrolId', l.patrol_id, 'mode', l.mode, 'attire', l.attire, 'lon', l.lon, 'lat', l.lat,
          'speed', l.speed_meters_per_second, 'bearing', l.bearing_degrees,
          'startedSeconds', extract(epoch FROM l.started_at), 'endedSeconds', extract(epoch FROM l.ended_at),
          'longestSilenceSeconds', l.longest_silence_seconds, 'fixedSeconds', extract(epoch FROM l.fixed_at),
          'stillSinceSeconds', extract(epoch FROM l.still_since), 'lateSeconds', extract(epoch FROM l.late_at)))
        FROM live_units l
        JOIN patrol_units u ON u.id = l.unit_id AND u.retired_at IS NULL
        JOIN org_units o ON o.id = u.org_unit_id
        WHERE l.fixed_at > now() - ${oldestHours} * interval '1 hour'
          AND l.changed_in >= ${since ?? '0'}::text::xid8
      ), '[]') AS units`.execute(database.write)
  return { horizon: rows[0]!.horizon, rows: rows[0]!.units }
}

/** Versions of what the live picture is cut and completed with. */
export async function liveVersions(database: Database): Promise<{ units: string; alerts: number }> {
  const rows = await database.write
    .selectFrom('layerVersions')
    .select(['layer', 'version'])
    .where('layer', 'in', ['patrol-units', 'org-units', 'alerts'])
    .execute()
  const of = (layer: string) => rows.find((row) => row.layer === layer)?.version ?? 0
  return { units: `${of('patrol-units')} ${of('org-units')}`, alerts: of('alerts') }
}

/** Ids of the patrol units whose work the viewer may see. */
export async function unitIdsInScope(database: Database, viewer: Viewer): Promise<Set<number>> {
  const units = await database.read
    .selectFrom('patrolUnits')
    .select('id')
    .where(patrolUnitInScope(viewer))
    .execute()
  return new Set(units.map((unit) => unit.id))
}

export interface WantedTrail {
  unitId: number
  /** Fixes after this. */
  afterSeconds: number
  throughSeconds: number
}

/** The fixes that count of some units, by unit and in order of time; at most one in `everySeconds`. */
export async function trailFixes(
  db: Kysely<Tables>,
  districtCode: string,
  wanted: WantedTrail[],
  everySeconds: number,
): Promise<Map<number, TrailFix[]>> {
  if (wanted.length === 0) return new Map()
  const earliest = Math.min(...wanted.map(({ afterSeconds }) => afterSeconds))
  const { rows } = await sql<TrailFix & { unitId: number }>`
    SELECT DISTINCT ON (fix.unit_id, moment.number) fix.unit_id,
      extract(epoch FROM fix.fixed_at)::double precision AS time_seconds, ST_X(fix.geom) AS lon, ST_Y(fix.geom) AS lat
    FROM unnest(
      ${wanted.map(({ unitId }) => unitId)}::bigint[],
      ${wanted.map(({ afterSeconds }) => timeText(afterSeconds))}::timestamptz[],
      ${wanted.map(({ throughSeconds }) => timeText(throughSeconds))}::timestamptz[]
    ) AS wanted (unit_id, after, through)
    JOIN track_fixes fix ON fix.district_code = ${districtCode} AND fix.unit_id = wanted.unit_id
      AND fix.fixed_at > wanted.after AND fix.fixed_at <= wanted.through AND fix.fixed_at > ${timeText(earliest)}::timestamptz
    CROSS JOIN LATERAL (
      SELECT floor(extract(epoch FROM fix.fixed_at) / ${everySeconds}::double precision) AS number
    ) AS moment
    WHERE fix.marks & ${uncountedMarks}::integer = 0
    ORDER BY fix.unit_id, moment.number, fix.fixed_at`.execute(db)
  const trails = new Map<number, TrailFix[]>(wanted.map(({ unitId }) => [unitId, []]))
  for (const row of rows) trails.get(row.unitId)!.push(row)
  return trails
}
