import { type Kysely, sql, type Transaction } from 'kysely'
import { ensurePartitions, type PartitionedTable } from '../database/partitions.ts'
import type { Database } from '../database/connect.ts'
import type { DB as Tables } from '../database/tables.ts'
import { patrolOfTrack, patrolsOfTracksStartedIn } from '../tracks/patrol-of-track.ts'

/** Where summaries of a track lie, in the months of its time. */
export const summaryTables = [
  'track_ways',
  'passes',
  'stays',
  'presence_hours',
] as const satisfies PartitionedTable[]

/** A track that still knows when it was where. */
export interface TimedTrack {
  patrolId: number
  unitId: number
  plainClothes: boolean
  mode: string
  startedAt: Date
  endedAt: Date
  /** MULTILINESTRING M in the metric CRS, M = seconds since 1970. */
  wkb: Buffer
}

/** The tracks of these patrols that start in `[from, to]`. */
export async function timedTracks(
  db: Kysely<Tables>,
  districtCode: string,
  metricCrs: number,
  patrolIds: readonly number[],
  from: Date,
  to: Date,
): Promise<TimedTrack[]> {
  const { rows } = await sql<TimedTrack>`
    SELECT tracks.patrol_id, tracks.unit_id, patrols.attire = 'plain' AS plain_clothes, patrols.mode, tracks.started_at,
      tracks.ended_at, ST_AsBinary(ST_Transform(tracks.geom, ${metricCrs}::integer)) AS wkb
    FROM tracks
    JOIN patrols ON ${patrolOfTrack('patrols', 'tracks')}
      AND ${patrolsOfTracksStartedIn('patrols', from, new Date(to.getTime() + 1))}
    WHERE tracks.district_code = ${districtCode} AND tracks.has_times AND tracks.patrol_id = ANY(${patrolIds}::bigint[])
      AND tracks.started_at BETWEEN ${from} AND ${to}
    ORDER BY tracks.started_at, tracks.patrol_id`.execute(db)
  return rows
}

export interface WayToStore {
  patrolId: number
  startedAt: Date
  /** West, south, east, north in degrees. */
  box: readonly [number, number, number, number]
  way: Buffer
}

/** Stores the ways in place of those of all the given patrols. */
export async function replaceWays(
  trx: Transaction<Tables>,
  districtCode: string,
  patrolIds: readonly number[],
  ways: readonly WayToStore[],
): Promise<void> {
  await sql`
    DELETE FROM track_ways WHERE district_code = ${districtCode} AND patrol_id = ANY(${patrolIds}::bigint[])`.execute(
    trx,
  )
  if (ways.length === 0) return
  await sql`
    INSERT INTO track_ways (district_code, started_at, patrol_id, box, way)
    SELECT ${districtCode}, started_at, patrol_id, ST_MakeEnvelope(west, south, east, north, 4490), way
    FROM unnest(
      ${ways.map(({ startedAt }) => startedAt)}::timestamptz[],
      ${ways.map(({ patrolId }) => patrolId)}::bigint[],
      ${ways.map(({ box }) => box[0])}::double precision[],
      ${ways.map(({ box }) => box[1])}::double precision[],
      ${ways.map(({ box }) => box[2])}::double precision[],
      ${ways.map(({ box }) => box[3])}::double precision[],
      ${ways.map(({ way }) => way)}::bytea[]
    ) AS fresh (started_at, patrol_id, west, south, east, north, way)`.execute(trx)
}

/** Makes the partitions for summaries of tracks in `[from, to]`. */
export async function ensureSummaryPartitions(trx: Transaction<Tables>, from: Date, to: Date): Promise<void> {
  await ensurePartitions(trx, summaryTables, from, new Date(to.getTime() + 1))
}

/** Whoever writes tracks shares it; what has been computed again becomes visible while nobody else writes. */
export async function lockSummaries(
  trx: Transaction<Tables>,
  how: 'while tracks are written' | 'alone',
): Promise<void> {
  if (how === 'alone') await sql`SELECT pg_advisory_xact_lock(hashtext('xunge.summaries'))`.execute(trx)
  else await sql`SELECT pg_advisory_xact_lock_shared(hashtext('xunge.summaries'))`.execute(trx)
}

/**
 * Does the work unless another process of the same database is at it. The lock lies in a transaction of its own that only waits, and goes with the
 * process; the embedded engine serves one process anyway, and would have the work wait for that transaction.
 */
export async function unlessElsewhere(database: Database, work: () => Promise<void>): Promise<void> {
  if (database.engine === 'embedded') return work()
  await database.write.transaction().execute(async (trx) => {
    await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(trx)
    const { rows } = await sql<{ isFree: boolean }>`
      SELECT pg_try_advisory_xact_lock(hashtext('xunge.summaries.again')) AS is_free`.execute(trx)
    if (rows[0]?.isFree) await work()
  })
}
