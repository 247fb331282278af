import { sql, type Transaction } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'
import { type KnownOuting, reachSeconds } from '../tracks/outings.ts'
import { timeText } from '../tracks/write.ts'

type Trx = Transaction<Tables>

/** An outing made of positions, as it is stored. */
export interface StoredOuting extends KnownOuting {
  mode: string
  attire: string
  /** The planned route it follows. */
  routeId: number | null
  closedSeconds: number | null
}

/** Whose outings: of one unit and the sender's number. */
export interface OutingOwner {
  districtCode: string
  unitId: number
  patrolKey: string | null
}

/** The outings that fixes of the span can change, by start. */
export async function outingsAround(
  trx: Trx,
  { districtCode, unitId, patrolKey }: OutingOwner,
  fromSeconds: number,
  toSeconds: number,
): Promise<StoredOuting[]> {
  const reach = reachSeconds(patrolKey)
  const { rows } = await sql<StoredOuting>`
    SELECT id, mode, attire, route_id, extract(epoch FROM started_at)::double precision AS from_seconds,
      extract(epoch FROM ended_at)::double precision AS to_seconds,
      extract(epoch FROM closed_at)::double precision AS closed_seconds
    FROM patrols
    WHERE district_code = ${districtCode} AND unit_id = ${unitId} AND origin = 'positions'
      AND patrol_key IS NOT DISTINCT FROM ${patrolKey}::text
      AND started_at BETWEEN ${timeText(fromSeconds - 2 * reach)}::timestamptz AND ${timeText(toSeconds + reach)}::timestamptz
      AND ended_at >= ${timeText(fromSeconds - reach)}::timestamptz
    ORDER BY started_at, id`.execute(trx)
  return rows
}

export async function newOutingIds(trx: Trx, count: number): Promise<number[]> {
  if (count === 0) return []
  const { rows } = await sql<{ id: number }>`
    SELECT nextval(pg_get_serial_sequence('patrols', 'id')) AS id FROM generate_series(1, ${count}::integer)`.execute(
    trx,
  )
  return rows.map((row) => row.id)
}

export async function insertOutings(trx: Trx, owner: OutingOwner, outings: StoredOuting[]): Promise<void> {
  if (outings.length === 0) return
  await sql`
    INSERT INTO patrols (district_code, id, unit_id, mode, attire, started_at, ended_at, origin, patrol_key, closed_at,
      route_id)
    SELECT ${owner.districtCode}, id, ${owner.unitId}, mode, attire, started_at, ended_at, 'positions', ${owner.patrolKey}::text,
      closed_at, route_id
    FROM unnest(
      ${outings.map((outing) => outing.id)}::bigint[],
      ${outings.map((outing) => outing.mode)}::text[],
      ${outings.map((outing) => outing.attire)}::text[],
      ${outings.map((outing) => timeText(outing.fromSeconds))}::timestamptz[],
      ${outings.map((outing) => timeText(outing.toSeconds))}::timestamptz[],
      ${outings.map(({ closedSeconds }) => (closedSeconds === null ? null : timeText(closedSeconds)))}::timestamptz[],
      ${outings.map(({ routeId }) => routeId)}::bigint[]
    ) AS outing (id, mode, attire, started_at, ended_at, closed_at, route_id)`.execute(trx)
}

/** @param before as it is stored now */
export async function updateOuting(
  trx: Trx,
  { districtCode }: OutingOwner,
  before: StoredOuting,
  after: StoredOuting,
): Promise<void> {
  await sql`
    UPDATE patrols SET started_at = ${timeText(after.fromSeconds)}::timestamptz, ended_at = ${timeText(after.toSeconds)}::timestamptz,
      mode = ${after.mode}, attire = ${after.attire}, route_id = ${after.routeId},
      closed_at = ${after.closedSeconds === null ? null : timeText(after.closedSeconds)}::timestamptz
    WHERE district_code = ${districtCode} AND started_at = ${timeText(before.fromSeconds)}::timestamptz AND id = ${before.id}`.execute(
    trx,
  )
}

/** Gives the fixes of an outing in `[fromSeconds, toSeconds]` to another. */
export async function moveFixes(
  trx: Trx,
  { districtCode, unitId }: OutingOwner,
  fromId: number,
  toId: number,
  { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number },
): Promise<void> {
  await sql`
    UPDATE track_fixes SET patrol_id = ${toId}
    WHERE district_code = ${districtCode} AND unit_id = ${unitId} AND patrol_id = ${fromId}
      AND fixed_at BETWEEN ${timeText(fromSeconds)}::timestamptz AND ${timeText(toSeconds)}::timestamptz`.execute(
    trx,
  )
}

/** Removes an outing whose fixes belong to another now, with its track. */
export async function removeOuting(
  trx: Trx,
  { districtCode }: OutingOwner,
  outing: StoredOuting,
): Promise<void> {
  await sql`DELETE FROM track_work WHERE district_code = ${districtCode} AND patrol_id = ${outing.id}`.execute(
    trx,
  )
  await sql`
    DELETE FROM tracks
    WHERE district_code = ${districtCode} AND patrol_id = ${outing.id}
      AND started_at BETWEEN ${timeText(outing.fromSeconds)}::timestamptz AND ${timeText(outing.toSeconds)}::timestamptz`.execute(
    trx,
  )
  await sql`
    DELETE FROM patrols
    WHERE district_code = ${districtCode} AND started_at = ${timeText(outing.fromSeconds)}::timestamptz
      AND id = ${outing.id}`.execute(trx)
}

/** First and last fix of an outing in `[fromSeconds, beforeSeconds)`; null when it has none there. */
export async function fixSpan(
  trx: Trx,
  { districtCode, unitId }: OutingOwner,
  id: number,
  fromSeconds: number,
  beforeSeconds: number,
): Promise<{ fromSeconds: number; toSeconds: number } | null> {
  const { rows } = await sql<{ fromSeconds: number | null; toSeconds: number | null }>`
    SELECT extract(epoch FROM min(fixed_at))::double precision AS from_seconds,
      extract(epoch FROM max(fixed_at))::double precision AS to_seconds
    FROM track_fixes
    WHERE district_code = ${districtCode} AND unit_id = ${unitId} AND patrol_id = ${id}
      AND fixed_at >= ${timeText(fromSeconds)}::timestamptz AND fixed_at < ${timeText(beforeSeconds)}::timestamptz`.execute(
    trx,
  )
  const span = rows[0]
  if (!span || span.fromSeconds === null || span.toSeconds === null) return null
  return { fromSeconds: span.fromSeconds, toSeconds: span.toSeconds }
}
