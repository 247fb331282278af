import { type Kysely, sql, type Transaction } from 'kysely'
import { maySeePlainClothes } from '../auth/permissions.ts'
import { patrolUnitInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { DB as Tables } from '../database/tables.ts'
import type { GivenReason, MissedReasonShown } from './contract.ts'

/** An outing by the number it was given. */
export interface NumberedOuting {
  districtCode: string
  unitId: number
  patrolKey: string
}

/** Start and end of what is stored of an outing that began in `[from, to]`; undefined when there is none. */
export async function outingSpan(
  db: Kysely<Tables>,
  { districtCode, unitId, patrolKey }: NumberedOuting,
  from: Date,
  to: Date,
): Promise<{ from: Date; to: Date } | undefined> {
  const { rows } = await sql<{ from: Date | null; to: Date | null }>`
    SELECT min(started_at) AS "from", max(ended_at) AS "to" FROM patrols
    WHERE district_code = ${districtCode} AND unit_id = ${unitId} AND origin = 'positions' AND patrol_key = ${patrolKey}
      AND started_at BETWEEN ${from}::timestamptz AND ${to}::timestamptz`.execute(db)
  const span = rows[0]
  return span?.from && span.to ? { from: span.from, to: span.to } : undefined
}

/** Stores reasons; one given before for the same occurrence is replaced. */
export async function storeMissedReasons(
  trx: Transaction<Tables>,
  { districtCode, unitId, patrolKey }: NumberedOuting,
  reasons: readonly GivenReason[],
): Promise<void> {
  await sql`
    INSERT INTO missed_reasons (district_code, layer, target_id, day, slot_code, unit_id, patrol_key, reason, note)
    SELECT ${districtCode}, layer, target_id, day, slot_code, ${unitId}, ${patrolKey}, reason, note
    FROM unnest(
      ${reasons.map(({ layer }) => layer)}::text[],
      ${reasons.map(({ targetId }) => targetId)}::bigint[],
      ${reasons.map(({ day }) => day)}::date[],
      ${reasons.map(({ slotCode }) => slotCode)}::text[],
      ${reasons.map(({ reason }) => reason)}::text[],
      ${reasons.map(({ note }) => note || null)}::text[]
    ) AS given (layer, target_id, day, slot_code, reason, note)
    ON CONFLICT (district_code, layer, target_id, day, slot_code, unit_id, patrol_key) DO UPDATE
      SET reason = excluded.reason, note = excluded.note, given_at = excluded.given_at`.execute(trx)
}

/**
 * Why a line or point was left out in occurrences that start on a day of `[fromDay, toDay]`, by time. Reasons of plain-clothes outings are for those
 * who may know of them; units of other stations are not named.
 */
export async function missedReasonsOf(
  db: Kysely<Tables>,
  viewer: Viewer,
  districtCode: string,
  target: { layer: string; id: number },
  fromDay: string,
  toDay: string,
): Promise<MissedReasonShown[]> {
  const attire = maySeePlainClothes(viewer)
    ? sql``
    : sql`AND NOT EXISTS (
        SELECT FROM patrols p
        WHERE p.district_code = given.district_code AND p.unit_id = given.unit_id AND p.patrol_key = given.patrol_key
          AND p.started_at BETWEEN given.day - interval '3 days' AND given.day + interval '3 days' AND p.attire <> 'uniform')`
  const { rows } = await sql<Omit<MissedReasonShown, 'givenAt'> & { givenAt: Date }>`
    SELECT to_char(given.day, 'YYYY-MM-DD') AS day, given.slot_code, given.reason, given.note, given.given_at,
      CASE WHEN ${patrolUnitInScope(viewer, 'units')} THEN units.code END AS unit_code
    FROM missed_reasons given
    JOIN patrol_units units ON units.id = given.unit_id
    WHERE given.district_code = ${districtCode} AND given.layer = ${target.layer} AND given.target_id = ${target.id}
      AND given.day BETWEEN ${fromDay}::date AND ${toDay}::date ${attire}
    ORDER BY given.day, given.slot_code, given.given_at`.execute(db)
  return rows.map(({ givenAt, ...row }) => ({ ...row, givenAt: givenAt.toISOString() }))
}
