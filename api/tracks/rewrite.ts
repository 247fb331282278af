import { sql, type Transaction } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'
import { metricProjection } from '../geometry/metric-projection.ts'
import { fixMarks, qualityMarks, type QualityRules, uncountedMarks } from '../positions/quality.ts'
import type { TrackChange } from './changed.ts'
import { timeText, writeCleanedTracks } from './write.ts'

/** An outing whose fixes are stored, with its limits. */
export interface OutingToWrite {
  id: number
  fromSeconds: number
  toSeconds: number
}

export interface RewritingRules extends QualityRules {
  districtCode: string
  metricCrs: number
}

interface StoredFix {
  patrolId: number
  timeSeconds: number
  lon: number
  lat: number
  accuracyMeters: number | null
  marks: number
}

const outingsPerStatement = 200

/**
 * Judges the fixes of outings of one unit anew and writes their cleaned tracks. What comes out depends on the fixes alone.
 *
 * @returns the changes, for `tracksChanged`
 */
export async function rewriteTracks(
  trx: Transaction<Tables>,
  rules: RewritingRules,
  unitId: number,
  outings: OutingToWrite[],
): Promise<TrackChange[]> {
  for (let start = 0; start < outings.length; start += outingsPerStatement) {
    await rewriteSlice(trx, rules, unitId, outings.slice(start, start + outingsPerStatement))
  }
  return outings.map(({ id, fromSeconds, toSeconds }) => ({
    patrolId: id,
    unitId,
    from: new Date(fromSeconds * 1000),
    to: new Date(toSeconds * 1000),
    removed: false,
  }))
}

async function rewriteSlice(
  trx: Transaction<Tables>,
  rules: RewritingRules,
  unitId: number,
  outings: OutingToWrite[],
): Promise<void> {
  const { districtCode, metricCrs, maximumGapSeconds, maximumSpeedMetersPerSecond } = rules
  const ids = outings.map(({ id }) => id)
  const from = timeText(outings.reduce((least, { fromSeconds }) => Math.min(least, fromSeconds), Infinity))
  const to = timeText(outings.reduce((most, { toSeconds }) => Math.max(most, toSeconds), -Infinity))
  const { rows } = await sql<StoredFix>`
    SELECT patrol_id, extract(epoch FROM fixed_at)::double precision AS time_seconds, ST_X(geom) AS lon, ST_Y(geom) AS lat,
      accuracy_meters, marks
    FROM track_fixes
    WHERE district_code = ${districtCode} AND unit_id = ${unitId} AND patrol_id = ANY(${ids}::bigint[])
      AND fixed_at BETWEEN ${from}::timestamptz AND ${to}::timestamptz
    ORDER BY fixed_at`.execute(trx)
  const fixesOf = new Map<number, StoredFix[]>(ids.map((id) => [id, []]))
  for (const fix of rows) fixesOf.get(fix.patrolId)!.push(fix)

  const changed: { fix: StoredFix; marks: number }[] = []
  const counted = [...fixesOf].map(([id, fixes]) => {
    const marks = marksOf(fixes, rules)
    fixes.forEach((fix, i) => {
      if (fix.marks !== marks[i]) changed.push({ fix, marks: marks[i]! })
    })
    return { id, unitId, fixes: countedFixes(fixes, marks) }
  })
  await sql`
    UPDATE track_fixes SET marks = fresh.marks
    FROM unnest(
      ${changed.map(({ fix }) => timeText(fix.timeSeconds))}::timestamptz[],
      ${changed.map(({ marks }) => marks)}::smallint[]
    ) AS fresh (fixed_at, marks)
    WHERE district_code = ${districtCode} AND unit_id = ${unitId} AND track_fixes.fixed_at = fresh.fixed_at
      AND track_fixes.fixed_at BETWEEN ${from}::timestamptz AND ${to}::timestamptz`.execute(trx)
  await sql`
    DELETE FROM tracks
    WHERE district_code = ${districtCode} AND patrol_id = ANY(${ids}::bigint[])
      AND started_at BETWEEN ${from}::timestamptz - interval '1 day' AND ${to}::timestamptz + interval '1 day'`.execute(
    trx,
  )
  const trackOptions = { maximumGapSeconds, maximumSpeedMetersPerSecond }
  await writeCleanedTracks(trx, { districtCode, metricCrs, trackOptions, importId: null }, counted)
}

/** The fixes that count; the end of a pause passes from one that does not to the next. */
function countedFixes(fixes: StoredFix[], marks: Uint8Array) {
  let resumed = false
  return fixes.flatMap((fix, i) => {
    resumed ||= (fix.marks & fixMarks.resumed) !== 0
    if ((marks[i]! & uncountedMarks) !== 0) return []
    const counted = { ...fix, resumed }
    resumed = false
    return [counted]
  })
}

/** The marks of the fixes of one outing, by time. */
function marksOf(fixes: StoredFix[], rules: RewritingRules): Uint8Array {
  const projection = metricProjection(rules.metricCrs)
  const places = fixes.map((fix) => projection.forward(fix.lon, fix.lat))
  const marks = qualityMarks(
    {
      timeSeconds: fixes.map((fix) => fix.timeSeconds),
      x: places.map((place) => place[0]),
      y: places.map((place) => place[1]),
      accuracyMeters: fixes.map((fix) => fix.accuracyMeters),
      wrongClock: fixes.map((fix) => fix.marks & fixMarks.clock),
    },
    rules,
  )
  return marks.map((mark, i) => mark | (fixes[i]!.marks & fixMarks.resumed))
}
