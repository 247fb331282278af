import { type Kysely, sql, type Transaction } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'

/** West, south, east, north in degrees. */
export type Box = readonly [west: number, south: number, east: number, north: number]

/** A record that changed: everything that it touched and touches has to be computed again. */
export interface Work {
  layer: string
  targetId: number
  /** As the database writes it: a later change has another. */
  requestedAt: string
  /** Of its shape before and after. */
  box: Box
}

/** More boxes than this are looked at as one around all of them. */
const mostBoxes = 400

export async function waitingWork(db: Kysely<Tables>): Promise<Work[]> {
  const { rows } = await sql<Omit<Work, 'box'> & { box: [number, number, number, number] }>`
    SELECT layer, target_id, requested_at::text AS requested_at, ARRAY[ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)] AS box
    FROM summary_work
    ORDER BY requested_at`.execute(db)
  return rows
}

export async function countWaiting(db: Kysely<Tables>): Promise<number> {
  const { count } = await db
    .selectFrom('summaryWork')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Takes away what is done; a record that has changed again stays. */
export async function forgetWork(trx: Transaction<Tables>, done: readonly Work[]): Promise<void> {
  await sql`
    DELETE FROM summary_work AS work
    USING unnest(
      ${done.map(({ layer }) => layer)}::text[],
      ${done.map(({ targetId }) => targetId)}::bigint[],
      ${done.map(({ requestedAt }) => requestedAt)}::timestamptz[]
    ) AS done (layer, target_id, requested_at)
    WHERE work.layer = done.layer AND work.target_id = done.target_id AND work.requested_at = done.requested_at`.execute(
    trx,
  )
}

/** The boxes with a margin in degrees, or one around all of them where they are many. */
export function widened(boxes: readonly Box[], margin: number): Box[] {
  const wide = boxes.map(([west, south, east, north]): Box => [
    west - margin,
    south - margin,
    east + margin,
    north + margin,
  ])
  if (wide.length <= mostBoxes) return wide
  const least = (side: 0 | 1) => wide.reduce((value, box) => Math.min(value, box[side]), Infinity)
  const most = (side: 2 | 3) => wide.reduce((value, box) => Math.max(value, box[side]), -Infinity)
  return [[least(0), least(1), most(2), most(3)]]
}

const meetsAny = (geometry: string, boxes: readonly Box[]) => sql<boolean>`EXISTS (
  SELECT FROM unnest(
    ${boxes.map(([west]) => west)}::double precision[],
    ${boxes.map(([, south]) => south)}::double precision[],
    ${boxes.map(([, , east]) => east)}::double precision[],
    ${boxes.map(([, , , north]) => north)}::double precision[]
  ) AS near (west, south, east, north)
  WHERE ${sql.ref(geometry)} && ST_MakeEnvelope(west, south, east, north, 4490)
)`

/** A track that can be computed again, with the version of the row it is read from. */
export interface ListedTrack {
  patrolId: number
  startedAt: Date
  version: string
}

/** Stored ways that come into one of the boxes. */
export async function waysNear(
  db: Kysely<Tables>,
  districtCode: string,
  boxes: readonly Box[],
): Promise<ListedTrack[]> {
  const { rows } = await sql<ListedTrack>`
    SELECT patrol_id, started_at, xmin::text AS version FROM track_ways
    WHERE district_code = ${districtCode} AND ${meetsAny('box', boxes)}
    ORDER BY started_at, patrol_id`.execute(db)
  return rows
}

/** Tracks with times whose way comes into one of the boxes. */
export async function tracksNear(
  db: Kysely<Tables>,
  districtCode: string,
  boxes: readonly Box[],
): Promise<ListedTrack[]> {
  const ids = (await waysNear(db, districtCode, boxes)).map(({ patrolId }) => patrolId)
  const { rows } = await sql<ListedTrack>`
    SELECT patrol_id, started_at, xmin::text AS version FROM tracks
    WHERE district_code = ${districtCode} AND has_times AND patrol_id = ANY(${ids}::bigint[])
    ORDER BY started_at, patrol_id`.execute(db)
  return rows
}

/** Tracks with times that started in `[from, to)`. */
export async function tracksStartedIn(
  db: Kysely<Tables>,
  districtCode: string,
  from: Date,
  to: Date,
): Promise<ListedTrack[]> {
  const { rows } = await sql<ListedTrack>`
    SELECT patrol_id, started_at, xmin::text AS version FROM tracks
    WHERE district_code = ${districtCode} AND has_times AND started_at >= ${from} AND started_at < ${to}
    ORDER BY started_at, patrol_id`.execute(db)
  return rows
}

/** Months (UTC, their first moment) in which tracks with times start, the latest first, with how many. */
export async function monthsOfTracks(
  db: Kysely<Tables>,
  districtCode: string,
): Promise<{ from: Date; to: Date; count: number }[]> {
  const { rows } = await sql<{ from: Date; to: Date; count: number }>`
    SELECT month AT TIME ZONE 'UTC' AS "from", (month + interval '1 month') AT TIME ZONE 'UTC' AS "to", count
    FROM (
      SELECT date_trunc('month', started_at AT TIME ZONE 'UTC') AS month, count(*) AS count
      FROM tracks WHERE district_code = ${districtCode} AND has_times
      GROUP BY month
    ) AS months
    ORDER BY month DESC`.execute(db)
  return rows
}

/** Lines and sections in one of the boxes: how far they lie from the streets decides what counts. */
export async function linesNear(
  db: Kysely<Tables>,
  boxes: readonly Box[],
): Promise<{ layer: 'patrol-lines' | 'key-sections'; id: number; box: Box }[]> {
  const { rows } = await sql<{ layer: 'patrol-lines' | 'key-sections'; id: number; box: Box }>`
    SELECT layer, id, ARRAY[ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)] AS box
    FROM (
      SELECT 'patrol-lines' AS layer, id, geom FROM patrol_lines WHERE retired_at IS NULL
      UNION ALL SELECT 'key-sections', id, geom FROM key_sections WHERE retired_at IS NULL
    ) AS lines
    WHERE ${meetsAny('geom', boxes)}`.execute(db)
  return rows
}
