import { sql, type Transaction } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'
import { timeText } from '../tracks/write.ts'
import type { NotStarted, SeenUnit, StationSlot } from './reasons.ts'

type Trx = Transaction<Tables>

/** One process at a time; the others leave the round to it. @returns whether this is the one */
export async function takeRound(trx: Trx): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtext('xunge.alerts'), 0) AS taken`.execute(trx)
  return rows[0]!.taken
}

export async function seenUnits(trx: Trx): Promise<SeenUnit[]> {
  const { rows } = await sql<SeenUnit>`
    SELECT l.unit_id, u.org_unit_id, l.attire, l.longest_silence_seconds,
      extract(epoch FROM l.fixed_at)::double precision AS fixed_seconds,
      extract(epoch FROM l.still_since)::double precision AS still_since_seconds,
      extract(epoch FROM l.ended_at)::double precision AS ended_seconds
    FROM live_units l JOIN patrol_units u ON u.id = l.unit_id AND u.retired_at IS NULL`.execute(trx)
  return rows
}

/** What is asked for in which slot of places in the grids of each station, on the days from `fromDay` to `toDay`. */
export async function stationSlots(trx: Trx, fromDay: string, toDay: string): Promise<StationSlot[]> {
  const { rows } = await sql<StationSlot>`
    SELECT DISTINCT station.id AS station_id, slot.id AS slot_id, slot.start_time::text, slot.end_time::text, slot.weekdays,
      slot.day_kind, r.valid_from, r.valid_to
    FROM requirements r
    JOIN time_slots slot ON slot.id = r.time_slot_id AND slot.retired_at IS NULL
    CROSS JOIN LATERAL (
      SELECT grid_ids FROM patrol_lines WHERE id = r.patrol_line_id AND retired_at IS NULL
      UNION ALL SELECT grid_ids FROM patrol_points WHERE id = r.patrol_point_id AND retired_at IS NULL
      UNION ALL SELECT grid_ids FROM key_sections WHERE id = r.key_section_id AND retired_at IS NULL
      UNION ALL SELECT grid_ids FROM control_areas WHERE id = r.control_area_id AND retired_at IS NULL
    ) AS target
    JOIN grids ON grids.id = ANY(target.grid_ids) AND grids.retired_at IS NULL
    JOIN org_units station ON station.level = 'street' AND station.retired_at IS NULL AND starts_with(grids.org_path, station.path)
    WHERE r.retired_at IS NULL AND r.valid_from <= ${toDay}::date AND (r.valid_to IS NULL OR r.valid_to >= ${fromDay}::date)`.execute(
    trx,
  )
  return rows
}

/** The end of the latest outing of each station's units among those that started in `[from, to]`, in seconds since 1970. */
export async function lastOutings(
  trx: Trx,
  districtCode: string,
  from: Date,
  to: Date,
): Promise<Map<number, number>> {
  const { rows } = await sql<{ stationId: number; endedSeconds: number }>`
    SELECT station.id AS station_id, extract(epoch FROM max(last.ended_at))::double precision AS ended_seconds
    FROM (
      SELECT unit_id, max(ended_at) AS ended_at FROM patrols
      WHERE district_code = ${districtCode} AND started_at >= ${from} AND started_at <= ${to}
      GROUP BY unit_id
    ) AS last
    JOIN patrol_units u ON u.id = last.unit_id
    JOIN org_units o ON o.id = u.org_unit_id
    JOIN org_units station ON station.level = 'street' AND starts_with(o.path, station.path)
    GROUP BY station.id`.execute(trx)
  return new Map(rows.map((row) => [row.stationId, row.endedSeconds]))
}

/** @returns how many were new */
export async function raiseSilent(trx: Trx, units: readonly SeenUnit[], now: Date): Promise<number> {
  const result = await sql`
    INSERT INTO alerts (kind, patrol_unit_id, org_unit_id, plain_clothes, since, raised_at)
    SELECT 'silent', unit_id, org_unit_id, plain_clothes, since, ${now}
    FROM unnest(
      ${units.map(({ unitId }) => unitId)}::bigint[],
      ${units.map(({ orgUnitId }) => orgUnitId)}::bigint[],
      ${units.map(({ attire }) => attire === 'plain')}::boolean[],
      ${units.map(({ fixedSeconds }) => timeText(fixedSeconds))}::timestamptz[]
    ) AS silent (unit_id, org_unit_id, plain_clothes, since)
    ON CONFLICT DO NOTHING`.execute(trx)
  return Number(result.numAffectedRows ?? 0)
}

/** @returns how many were new */
export async function raiseNotStarted(trx: Trx, reasons: readonly NotStarted[], now: Date): Promise<number> {
  const result = await sql`
    INSERT INTO alerts (kind, org_unit_id, time_slot_id, since, raised_at)
    SELECT 'not_started', station_id, slot_id, since, ${now}
    FROM unnest(
      ${reasons.map(({ stationId }) => stationId)}::bigint[],
      ${reasons.map(({ slotId }) => slotId)}::bigint[],
      ${reasons.map(({ sinceSeconds }) => timeText(sinceSeconds))}::timestamptz[]
    ) AS reason (station_id, slot_id, since)
    ON CONFLICT DO NOTHING`.execute(trx)
  return Number(result.numAffectedRows ?? 0)
}

/** Resolves the alerts whose reason is none any more. @returns how many */
export async function resolveOthers(
  trx: Trx,
  silent: readonly SeenUnit[],
  reasons: readonly NotStarted[],
  now: Date,
): Promise<number> {
  const result = await sql`
    UPDATE alerts SET resolved_at = ${now}
    WHERE resolved_at IS NULL AND CASE kind
      WHEN 'silent' THEN patrol_unit_id <> ALL(${silent.map(({ unitId }) => unitId)}::bigint[])
      ELSE NOT EXISTS (
        SELECT FROM unnest(
          ${reasons.map(({ stationId }) => stationId)}::bigint[],
          ${reasons.map(({ slotId }) => slotId)}::bigint[],
          ${reasons.map(({ sinceSeconds }) => timeText(sinceSeconds))}::timestamptz[]
        ) AS reason (station_id, slot_id, since)
        WHERE reason.station_id = alerts.org_unit_id AND reason.slot_id = alerts.time_slot_id AND reason.since = alerts.since
      ) END`.execute(trx)
  return Number(result.numAffectedRows ?? 0)
}

/** Last positions of the day before are nobody's place now; alerts tell of movements and go when the fixes go. */
export async function forgetOld(trx: Trx, now: Date, keptDays: number): Promise<void> {
  await sql`DELETE FROM live_units WHERE fixed_at < ${now}::timestamptz - interval '24 hours'`.execute(trx)
  await sql`DELETE FROM alerts WHERE raised_at < ${now}::timestamptz - ${keptDays}::integer * interval '1 day'`.execute(
    trx,
  )
}
