import { sql, type Transaction } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'
import { metricProjection } from '../geometry/metric-projection.ts'
import { timeText } from '../tracks/write.ts'
import { type LastPosition, lastPositionAfter, type LiveFix } from './last-position.ts'
import type { LiveRules } from './rules.ts'

/** An outing as it stands after a batch. */
export interface LiveOuting {
  id: number
  fromSeconds: number
  toSeconds: number
  mode: string
  attire: string
  closedSeconds: number | null
}

interface ArrivedFix {
  timeMilliseconds: number
  lon: number
  lat: number
  speedMetersPerSecond: number | null
  bearingDegrees: number | null
}

interface NotedUnit {
  unitId: number
  metricCrs: number
  rules: LiveRules
  /** Of an outing of this sender. */
  longestSilenceSeconds: number
}

interface Row {
  patrolId: number
  startedSeconds: number
  endedSeconds: number | null
  longestSilenceSeconds: number
  mode: string
  attire: string
  fixedSeconds: number
  lon: number
  lat: number
  speedMetersPerSecond: number | null
  bearingDegrees: number | null
  stillSinceSeconds: number
  stillLon: number
  stillLat: number
}

/** Nothing older is where a unit is now. */
const oldestSeconds = 24 * 3600

/**
 * Keeps the last position of a unit, in the transaction that stored its fixes and under the lock of the unit.
 *
 * @param fixes new ones that count, in order of time
 * @param outings those the batch touched, as they are now
 */
export async function noteLastPosition(
  trx: Transaction<Tables>,
  { unitId, metricCrs, rules, longestSilenceSeconds }: NotedUnit,
  fixes: ArrivedFix[],
  outings: LiveOuting[],
  now: Date,
): Promise<void> {
  if (outings.length === 0) return
  const nowSeconds = now.getTime() / 1000
  const known = await lastOf(trx, unitId)
  const project = metricProjection(metricCrs).forward
  const recent = fixes.filter(({ timeMilliseconds }) => timeMilliseconds / 1000 > nowSeconds - oldestSeconds)
  if (!known && recent.length === 0) return
  const before = known && positionOf(known, project)
  const after = lastPositionAfter(
    before,
    recent.map((fix) => liveFix(fix, project)),
    rules,
  )
  if (!after) return
  const outing = outingAt(outings, after.timeSeconds, after === before ? known!.patrolId : null)
  const isLate = before !== null && recent.some((fix) => fix.timeMilliseconds / 1000 < before.timeSeconds)
  if (!outing && (!known || (after === before && !isLate))) return
  const silence = outing && after !== before ? longestSilenceSeconds : known?.longestSilenceSeconds
  await write(trx, unitId, after, {
    patrolId: outing?.id ?? known!.patrolId,
    startedSeconds: outing?.fromSeconds ?? known!.startedSeconds,
    endedSeconds: outing ? endAfter(outing, after.timeSeconds) : known!.endedSeconds,
    longestSilenceSeconds: silence ?? longestSilenceSeconds,
    mode: outing?.mode ?? known!.mode,
    attire: outing?.attire ?? known!.attire,
    lateSeconds: isLate ? nowSeconds : null,
  })
}

async function lastOf(trx: Transaction<Tables>, unitId: number): Promise<Row | null> {
  const { rows } = await sql<Row>`
    SELECT patrol_id, extract(epoch FROM started_at)::double precision AS started_seconds,
      extract(epoch FROM ended_at)::double precision AS ended_seconds, longest_silence_seconds, mode, attire,
      extract(epoch FROM fixed_at)::double precision AS fixed_seconds, lon, lat, speed_meters_per_second, bearing_degrees,
      extract(epoch FROM still_since)::double precision AS still_since_seconds, still_lon, still_lat
    FROM live_units WHERE unit_id = ${unitId}`.execute(trx)
  return rows[0] ?? null
}

type Project = (lon: number, lat: number) => [number, number]

function liveFix(fix: ArrivedFix, project: Project): LiveFix {
  const { lon, lat, speedMetersPerSecond, bearingDegrees } = fix
  const [x, y] = project(lon, lat)
  return { timeSeconds: fix.timeMilliseconds / 1000, x, y, lon, lat, speedMetersPerSecond, bearingDegrees }
}

function positionOf(row: Row, project: Project): LastPosition {
  const { lon, lat, speedMetersPerSecond, bearingDegrees, stillSinceSeconds, stillLon, stillLat } = row
  const [x, y] = project(lon, lat)
  const [stillX, stillY] = project(stillLon, stillLat)
  return {
    timeSeconds: row.fixedSeconds,
    x,
    y,
    lon,
    lat,
    speedMetersPerSecond,
    bearingDegrees,
    stillSinceSeconds,
    stillX,
    stillY,
    stillLon,
    stillLat,
  }
}

/** The outing that holds the last fix: the known one where it still exists, since a unit may have two at once. */
function outingAt(
  outings: LiveOuting[],
  timeSeconds: number,
  knownId: number | null,
): LiveOuting | undefined {
  const holding = outings.filter(
    ({ fromSeconds, toSeconds }) => fromSeconds <= timeSeconds && timeSeconds <= toSeconds,
  )
  return knownId === null ? holding[0] : (holding.find(({ id }) => id === knownId) ?? holding[0])
}

/** Fixes after a declared end belong to an outing that went on. */
function endAfter({ closedSeconds }: LiveOuting, fixedSeconds: number): number | null {
  return closedSeconds !== null && closedSeconds >= fixedSeconds ? closedSeconds : null
}

async function write(
  trx: Transaction<Tables>,
  unitId: number,
  last: LastPosition,
  outing: {
    patrolId: number
    startedSeconds: number
    endedSeconds: number | null
    longestSilenceSeconds: number
    mode: string
    attire: string
    lateSeconds: number | null
  },
): Promise<void> {
  const timeOrNull = (seconds: number | null) => (seconds === null ? null : timeText(seconds))
  await sql`
    INSERT INTO live_units AS known (unit_id, changed_in, patrol_id, started_at, ended_at, longest_silence_seconds, mode, attire,
      fixed_at, lon, lat, speed_meters_per_second, bearing_degrees, still_since, still_lon, still_lat, late_at)
    VALUES (${unitId}, pg_current_xact_id(), ${outing.patrolId}, ${timeText(outing.startedSeconds)}, ${timeOrNull(outing.endedSeconds)},
      ${outing.longestSilenceSeconds}, ${outing.mode}, ${outing.attire}, ${timeText(last.timeSeconds)}, ${last.lon}, ${last.lat},
      ${last.speedMetersPerSecond}, ${last.bearingDegrees}, ${timeText(last.stillSinceSeconds)}, ${last.stillLon}, ${last.stillLat},
      ${timeOrNull(outing.lateSeconds)})
    ON CONFLICT (unit_id) DO UPDATE SET
      changed_in = excluded.changed_in, patrol_id = excluded.patrol_id, started_at = excluded.started_at, ended_at = excluded.ended_at,
      longest_silence_seconds = excluded.longest_silence_seconds, mode = excluded.mode, attire = excluded.attire,
      fixed_at = excluded.fixed_at, lon = excluded.lon, lat = excluded.lat,
      speed_meters_per_second = excluded.speed_meters_per_second, bearing_degrees = excluded.bearing_degrees,
      still_since = excluded.still_since, still_lon = excluded.still_lon, still_lat = excluded.still_lat,
      late_at = coalesce(excluded.late_at, known.late_at)`.execute(trx)
}
