import { type Kysely, sql, type Transaction } from 'kysely'
import { patrolUnitInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { DB as Tables } from '../database/tables.ts'
import { timeText } from '../tracks/write.ts'
import { fixMarks } from './quality.ts'
import type { ReadFix } from './read-positions.ts'

type Trx = Transaction<Tables>

/** The id of a unit that may receive positions, by code; undefined when there is none, or not in the viewer's scope. */
export async function unitOfCode(
  db: Kysely<Tables>,
  code: string,
  viewer: Viewer | null,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    SELECT id FROM patrol_units
    WHERE code = ${code} AND retired_at IS NULL ${viewer ? sql`AND ${patrolUnitInScope(viewer)}` : sql``}`.execute(
    db,
  )
  return rows[0]?.id
}

export interface StoredFix {
  timeMilliseconds: number
  lon: number
  lat: number
  accuracyMeters: number | null
  resumed: boolean
  fromImport: boolean
}

/** What is stored at the very times of the fixes, by milliseconds since 1970. */
export async function fixesAtTimes(
  trx: Trx,
  districtCode: string,
  unitId: number,
  fixes: ReadFix[],
): Promise<Map<number, StoredFix>> {
  if (fixes.length === 0) return new Map()
  const times = fixes.map((fix) => timeText(fix.timeMilliseconds / 1000))
  const { rows } = await sql<StoredFix>`
    SELECT (extract(epoch FROM fixed_at) * 1000)::double precision AS time_milliseconds, ST_X(geom) AS lon, ST_Y(geom) AS lat,
      accuracy_meters, marks & ${fixMarks.resumed}::integer <> 0 AS resumed, import_id IS NOT NULL AS from_import
    FROM track_fixes
    WHERE district_code = ${districtCode} AND unit_id = ${unitId}
      AND fixed_at BETWEEN ${times[0]!}::timestamptz AND ${times.at(-1)!}::timestamptz
      AND fixed_at = ANY(${times}::timestamptz[])`.execute(trx)
  return new Map(rows.map((row) => [row.timeMilliseconds, row]))
}

export interface FixOfOuting extends ReadFix {
  patrolId: number
  marks: number
}

/** Stores new fixes of one unit. */
export async function insertFixes(
  trx: Trx,
  districtCode: string,
  unitId: number,
  fixes: FixOfOuting[],
): Promise<void> {
  if (fixes.length === 0) return
  await sql`
    INSERT INTO track_fixes (district_code, unit_id, fixed_at, patrol_id, accuracy_meters, speed_meters_per_second,
      bearing_degrees, marks, geom)
    SELECT ${districtCode}, ${unitId}, fixed_at, patrol_id, accuracy, speed, bearing, marks,
      ST_SetSRID(ST_MakePoint(lon, lat), 4490)
    FROM unnest(
      ${fixes.map((fix) => timeText(fix.timeMilliseconds / 1000))}::timestamptz[],
      ${fixes.map((fix) => fix.patrolId)}::bigint[],
      ${fixes.map((fix) => fix.accuracyMeters)}::real[],
      ${fixes.map((fix) => fix.speedMetersPerSecond)}::real[],
      ${fixes.map((fix) => fix.bearingDegrees)}::real[],
      ${fixes.map((fix) => fix.marks)}::smallint[],
      ${fixes.map((fix) => fix.lon)}::double precision[],
      ${fixes.map((fix) => fix.lat)}::double precision[]
    ) AS fix (fixed_at, patrol_id, accuracy, speed, bearing, marks, lon, lat)`.execute(trx)
}

/** Makes room for better fixes at the same times. */
export async function deleteFixesAt(
  trx: Trx,
  districtCode: string,
  unitId: number,
  fixes: ReadFix[],
): Promise<void> {
  if (fixes.length === 0) return
  const times = fixes.map((fix) => timeText(fix.timeMilliseconds / 1000))
  await sql`
    DELETE FROM track_fixes
    WHERE district_code = ${districtCode} AND unit_id = ${unitId}
      AND fixed_at BETWEEN ${times[0]!}::timestamptz AND ${times.at(-1)!}::timestamptz
      AND fixed_at = ANY(${times}::timestamptz[])`.execute(trx)
}

export interface Arrival {
  unitId: number
  /** Day of arrival in the district. */
  day: string
  source: 'http' | 'mqtt' | 'jt808'
}

/** Counts what arrived. @returns true when it is the first of its sender that day */
export async function countArrival(
  trx: Trx,
  arrival: Arrival & {
    tokenId: number
    acceptedCount: number
    duplicateCount: number
    leastDelaySeconds: number | null
    at: Date
  },
): Promise<boolean> {
  const { rows } = await sql<{ isFirst: boolean }>`
    INSERT INTO position_days AS known (unit_id, day, source, token_id, accepted_count, duplicate_count, least_delay_seconds,
      last_received_at)
    VALUES (${arrival.unitId}, ${arrival.day}, ${arrival.source}, ${arrival.tokenId}, ${arrival.acceptedCount},
      ${arrival.duplicateCount}, ${arrival.leastDelaySeconds}, ${arrival.at})
    ON CONFLICT (unit_id, day, source, token_id) DO UPDATE SET
      accepted_count = known.accepted_count + excluded.accepted_count,
      duplicate_count = known.duplicate_count + excluded.duplicate_count,
      least_delay_seconds = least(known.least_delay_seconds, excluded.least_delay_seconds),
      last_received_at = greatest(known.last_received_at, excluded.last_received_at)
    RETURNING xmax = 0 AS is_first`.execute(trx)
  return rows[0]!.isFirst
}

/** Counts what was refused, by reason. */
export async function countRefusals(
  db: Kysely<Tables>,
  { unitId, day, source }: Arrival,
  countOfReason: ReadonlyMap<string, number>,
): Promise<void> {
  if (countOfReason.size === 0) return
  // In order, so that two who count the same reasons wait for each other instead of locking up.
  const reasons = [...countOfReason].sort(([a], [b]) => (a < b ? -1 : 1))
  await sql`
    INSERT INTO refused_positions AS known (unit_id, day, source, reason, refused_count, last_at)
    SELECT ${unitId}, ${day}, ${source}, reason, refused_count, now()
    FROM unnest(${reasons.map(([reason]) => reason)}::text[], ${reasons.map(([, count]) => count)}::integer[])
      AS fresh (reason, refused_count)
    ON CONFLICT (unit_id, day, source, reason) DO UPDATE SET
      refused_count = known.refused_count + excluded.refused_count, last_at = excluded.last_at`.execute(db)
}

/** The route in use with this code that a unit may be sent on: of its station or of the district; undefined when there is none. */
export async function routeForUnit(
  db: Kysely<Tables>,
  unitId: number,
  code: string,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    SELECT route.id
    FROM patrol_routes route
    JOIN org_units owner ON owner.id = route.org_unit_id
    JOIN patrol_units unit ON unit.id = ${unitId}
    JOIN org_units home ON home.id = unit.org_unit_id
    WHERE route.code = ${code} AND route.retired_at IS NULL
      AND (owner.level = 'district' OR split_part(owner.path, '/', 3) = split_part(home.path, '/', 3))`.execute(
    db,
  )
  return rows[0]?.id
}
