import { sql, type Transaction } from 'kysely'
import { cleanTrack, type CleanedTrack, type TrackOptions } from '../coverage/cleaned-track.ts'
import type { DB as Tables } from '../database/tables.ts'
import { metricProjection } from '../geometry/metric-projection.ts'

export interface TimedPlace {
  timeSeconds: number
  lon: number
  lat: number
  /** The first after a pause: the track breaks before it. */
  resumed?: boolean
}

/** The fixes of one outing that count, by time, no two at the same. */
export interface OutingFixes {
  id: number
  unitId: number
  fixes: TimedPlace[]
}

export interface TrackWriting {
  districtCode: string
  metricCrs: number
  trackOptions: TrackOptions
  importId: number | null
}

const tracksPerStatement = 50

/** Writes the cleaned track of every outing that has a fix. */
export async function writeCleanedTracks(
  trx: Transaction<Tables>,
  { districtCode, metricCrs, trackOptions, importId }: TrackWriting,
  outings: OutingFixes[],
): Promise<void> {
  const tracks = outings
    .filter(({ fixes }) => fixes.length > 0)
    .map(({ id, unitId, fixes }) => {
      const cleaned = cleanedTrackOf(fixes, metricCrs, trackOptions)
      return { id, unitId, fixes, cleaned, text: trackText(fixes, cleaned.connected) }
    })
  for (let start = 0; start < tracks.length; start += tracksPerStatement) {
    const slice = tracks.slice(start, start + tracksPerStatement)
    await sql`
      INSERT INTO tracks (district_code, patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds,
        unobserved_seconds, length_meters, geom, import_id)
      SELECT ${districtCode}, patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds, unobserved_seconds,
        length_meters, ST_GeomFromEWKT('SRID=4490;' || track), ${importId}::bigint
      FROM unnest(
        ${slice.map((track) => track.id)}::bigint[],
        ${slice.map((track) => track.unitId)}::bigint[],
        ${slice.map((track) => timeText(track.fixes[0]!.timeSeconds))}::timestamptz[],
        ${slice.map((track) => timeText(track.fixes.at(-1)!.timeSeconds))}::timestamptz[],
        ${slice.map((track) => track.fixes.length)}::integer[],
        ${slice.map((track) => track.cleaned.observedSeconds)}::double precision[],
        ${slice.map((track) => track.cleaned.unobservedSeconds)}::double precision[],
        ${slice.map((track) => track.cleaned.lengthMeters)}::double precision[],
        ${slice.map((track) => track.text)}::text[]
      ) AS fresh (patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds, unobserved_seconds, length_meters,
        track)`.execute(trx)
  }
}

/** Seconds since 1970 as the database reads a time. */
export function timeText(timeSeconds: number): string {
  return new Date(Math.round(timeSeconds * 1000)).toISOString()
}

function cleanedTrackOf(fixes: TimedPlace[], metricCrs: number, options: TrackOptions): CleanedTrack {
  const projection = metricProjection(metricCrs)
  const places = fixes.map((fix) => projection.forward(fix.lon, fix.lat))
  return cleanTrack(
    {
      timeSeconds: Float64Array.from(fixes, (fix) => fix.timeSeconds),
      x: Float64Array.from(places, (place) => place[0]),
      y: Float64Array.from(places, (place) => place[1]),
      resumed: Uint8Array.from(fixes, (fix) => Number(fix.resumed ?? false)),
    },
    options,
  )
}

/** One line for each unbroken run of fixes, M = seconds since 1970. No two fixes of a unit share a time, so the order is that of the cleaned track. */
function trackText(fixes: TimedPlace[], connected: Uint8Array): string {
  const runs: TimedPlace[][] = []
  let run: TimedPlace[] = []
  fixes.forEach((fix, index) => {
    run.push(fix)
    if (connected[index] === 1) return
    if (run.length > 1) runs.push(run)
    run = []
  })
  if (runs.length === 0) return 'MULTILINESTRINGM EMPTY'
  const lines = runs.map(
    (line) => `(${line.map((fix) => `${fix.lon} ${fix.lat} ${fix.timeSeconds}`).join(',')})`,
  )
  return `MULTILINESTRINGM(${lines.join(',')})`
}
