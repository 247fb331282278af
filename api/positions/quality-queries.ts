import { type Kysely, type RawBuilder, sql } from 'kysely'
import { maySeePlainClothes } from '../auth/permissions.ts'
import { patrolUnitInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { DB as Tables } from '../database/tables.ts'
import type { UnitQuality } from './contract.ts'
import { fixMarks, uncountedMarks } from './quality.ts'

/** The fixes of a unit in a window of time that a viewer may know of. */
export interface QualityQuestion {
  viewer: Viewer
  districtCode: string
  timeZone: string
  unitId: number
  from: Date
  to: Date
}

/** A little less than the metres in a degree of latitude: a box found with it is never too small. */
const metersPerDegree = 110_000
/** Beyond this a street says nothing about where a fix belongs. */
const streetReachMeters = 150

export async function unitInScope(
  db: Kysely<Tables>,
  viewer: Viewer,
  unitId: number,
): Promise<{ id: number; code: string } | undefined> {
  const { rows } = await sql<{ id: number; code: string }>`
    SELECT id, code FROM patrol_units WHERE id = ${unitId} AND retired_at IS NULL AND ${patrolUnitInScope(viewer)}`.execute(
    db,
  )
  return rows[0]
}

/** Fixes `f` of outings that the viewer may know of. */
function visibleFixes({ viewer, districtCode, unitId, from, to }: QualityQuestion): RawBuilder<unknown> {
  const attire = maySeePlainClothes(viewer)
    ? sql``
    : sql`AND NOT EXISTS (
        SELECT FROM patrols p
        WHERE p.district_code = f.district_code AND p.unit_id = f.unit_id AND p.id = f.patrol_id AND p.attire <> 'uniform'
          AND p.started_at BETWEEN ${from}::timestamptz - interval '2 days' AND ${to}::timestamptz)`
  return sql`f.district_code = ${districtCode} AND f.unit_id = ${unitId}
    AND f.fixed_at >= ${from}::timestamptz AND f.fixed_at < ${to}::timestamptz ${attire}`
}

type DayRow = Omit<UnitQuality['days'][number], 'markedShares' | 'shiftSuspected'> & Record<string, number>

/** By day of the district: how many fixes, how far apart, with which marks. */
export async function fixDays(
  db: Kysely<Tables>,
  question: QualityQuestion,
  maximumGapSeconds: number,
): Promise<Omit<UnitQuality['days'][number], 'shiftSuspected'>[]> {
  const share = (mark: number) => sql`avg(CASE WHEN marks & ${mark}::integer <> 0 THEN 1 ELSE 0 END)::float8`
  const { rows } = await sql<DayRow>`
    SELECT to_char(day, 'YYYY-MM-DD') AS day, count(*)::integer AS fix_count,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median_interval_seconds,
      (count(*) FILTER (WHERE seconds > ${maximumGapSeconds}::float8))::integer AS dropout_count,
      coalesce(max(seconds) FILTER (WHERE seconds > ${maximumGapSeconds}::float8), 0) AS longest_dropout_seconds,
      ${share(fixMarks.jump)} AS jump, ${share(fixMarks.poorAccuracy)} AS poor_accuracy, ${share(fixMarks.clock)} AS clock,
      ${share(fixMarks.jitter)} AS jitter
    FROM (
      SELECT date_trunc('day', f.fixed_at AT TIME ZONE ${question.timeZone}) AS day, f.marks,
        -- A pause is no dropout.
        CASE WHEN f.marks & ${fixMarks.resumed}::integer = 0 THEN
          extract(epoch FROM f.fixed_at - lag(f.fixed_at) OVER (PARTITION BY f.patrol_id ORDER BY f.fixed_at))::float8
        END AS seconds
      FROM track_fixes f
      WHERE ${visibleFixes(question)}
    ) AS fixes
    GROUP BY day
    ORDER BY day`.execute(db)
  return rows.map(({ jump, poorAccuracy, clock, jitter, ...day }) => ({
    ...day,
    markedShares: { jump: jump!, poorAccuracy: poorAccuracy!, clock: clock!, jitter: jitter! },
  }))
}

export interface SampledFix {
  day: string
  lon: number
  lat: number
}

/** A few counted fixes of each day, evenly over the day. */
export async function sampledFixes(
  db: Kysely<Tables>,
  question: QualityQuestion,
  perDay: number,
): Promise<SampledFix[]> {
  const { rows } = await sql<SampledFix>`
    SELECT to_char(day, 'YYYY-MM-DD') AS day, ST_X(geom) AS lon, ST_Y(geom) AS lat
    FROM (
      SELECT day, geom, row_number() OVER (PARTITION BY day ORDER BY fixed_at) AS place,
        count(*) OVER (PARTITION BY day) AS fixes
      FROM (
        SELECT f.fixed_at, f.geom, date_trunc('day', f.fixed_at AT TIME ZONE ${question.timeZone}) AS day
        FROM track_fixes f
        WHERE ${visibleFixes(question)} AND f.marks & ${uncountedMarks | fixMarks.poorAccuracy}::integer = 0
      ) AS counted
    ) AS placed
    WHERE (place - 1) % greatest(1, fixes / ${perDay}::bigint) = 0
    ORDER BY day, place`.execute(db)
  return rows
}

/** Metres from each place to the nearest street, at most `streetReachMeters`. */
export async function metersToStreets(
  db: Kysely<Tables>,
  places: { lon: number; lat: number }[],
): Promise<number[]> {
  if (places.length === 0) return []
  const reach = streetReachMeters / metersPerDegree
  const { rows } = await sql<{ meters: number }>`
    SELECT (
      SELECT least(${streetReachMeters}::float8, coalesce(min(ST_Distance(roads.geom::geography, place.geom::geography, false)),
        ${streetReachMeters}::float8))
      FROM roads
      WHERE roads.retired_at IS NULL
        AND roads.geom && ST_Expand(place.geom, ${reach}::float8 / cos(radians(ST_Y(place.geom))), ${reach}::float8)
    ) AS meters
    FROM (
      SELECT ST_SetSRID(ST_MakePoint(lon, lat), 4490) AS geom, number
      FROM unnest(${places.map((place) => place.lon)}::float8[], ${places.map((place) => place.lat)}::float8[])
        WITH ORDINALITY AS given (lon, lat, number)
    ) AS place
    ORDER BY place.number`.execute(db)
  return rows.map((row) => row.meters)
}

/** The latest fix of a unit that the viewer may know of. */
export async function lastSeenAt(db: Kysely<Tables>, question: QualityQuestion): Promise<Date | null> {
  const everything = { ...question, from: new Date(0), to: new Date(8.64e14) }
  const { rows } = await sql<{ fixedAt: Date }>`
    SELECT f.fixed_at FROM track_fixes f WHERE ${visibleFixes(everything)} ORDER BY f.fixed_at DESC LIMIT 1`.execute(
    db,
  )
  return rows[0]?.fixedAt ?? null
}

/** What arrived on which day, by way of arrival. */
export async function receivedDays(
  db: Kysely<Tables>,
  unitId: number,
  fromDay: string,
  toDay: string,
): Promise<UnitQuality['received']> {
  const { rows } = await sql<UnitQuality['received'][number]>`
    SELECT to_char(day, 'YYYY-MM-DD') AS day, source, sum(accepted_count)::integer AS accepted_count,
      sum(duplicate_count)::integer AS duplicate_count, min(least_delay_seconds) AS least_delay_seconds
    FROM position_days
    WHERE unit_id = ${unitId} AND day >= ${fromDay}::date AND day < ${toDay}::date
    GROUP BY day, source
    ORDER BY day, source`.execute(db)
  return rows
}

export async function refusedDays(
  db: Kysely<Tables>,
  unitId: number,
  fromDay: string,
  toDay: string,
): Promise<UnitQuality['refused']> {
  const { rows } = await sql<UnitQuality['refused'][number]>`
    SELECT to_char(day, 'YYYY-MM-DD') AS day, source, reason, refused_count
    FROM refused_positions
    WHERE unit_id = ${unitId} AND day >= ${fromDay}::date AND day < ${toDay}::date
    ORDER BY day, source, reason`.execute(db)
  return rows
}
