import { type Kysely, sql, type Transaction } from 'kysely'
import { maySeePlainClothes } from '../auth/permissions.ts'
import { patrolUnitInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { DB as Tables } from '../database/tables.ts'
import { orgUnitReference } from '../places/place.ts'
import type { AcknowledgeReason, Alert } from './contract.ts'

const mostAlerts = 500

const alertSource = sql`
  SELECT a.id, a.kind, ${orgUnitReference('o')} AS org_unit,
    CASE WHEN u.id IS NULL THEN NULL ELSE jsonb_build_object('id', u.id, 'code', u.code, 'forceType', u.force_type) END AS unit,
    CASE WHEN s.id IS NULL THEN NULL ELSE jsonb_build_object('code', s.code, 'name', s.name) END AS slot,
    a.since, a.raised_at, a.resolved_at, a.acknowledged_at, coalesce(account.post, a.acknowledged_by) AS acknowledged_by,
    a.acknowledged_reason
  FROM alerts a
  JOIN org_units o ON o.id = a.org_unit_id
  LEFT JOIN patrol_units u ON u.id = a.patrol_unit_id
  LEFT JOIN time_slots s ON s.id = a.time_slot_id
  LEFT JOIN accounts account ON account.username = a.acknowledged_by`

/** Alerts about units of the own station and below, and about that station. */
function visible(viewer: Viewer) {
  const inScope = patrolUnitInScope(viewer, 'a')
  return maySeePlainClothes(viewer) ? inScope : sql<boolean>`${inScope} AND NOT a.plain_clothes`
}

/** @param hours also those resolved so long ago */
export async function alertsInScope(
  db: Kysely<Tables>,
  viewer: Viewer,
  hours: number | undefined,
): Promise<Alert[]> {
  const isRecent =
    hours === undefined
      ? sql<boolean>`a.resolved_at IS NULL`
      : sql<boolean>`(a.resolved_at IS NULL OR a.resolved_at > now() - ${hours}::integer * interval '1 hour')`
  const { rows } = await sql<AlertRow>`
    ${alertSource}
    WHERE ${isRecent} AND ${visible(viewer)}
    ORDER BY a.raised_at DESC, a.id DESC
    LIMIT ${mostAlerts}`.execute(db)
  return rows.map(asAlert)
}

export async function alertInScope(
  db: Kysely<Tables>,
  viewer: Viewer,
  id: number,
): Promise<Alert | undefined> {
  const { rows } = await sql<AlertRow>`${alertSource} WHERE a.id = ${id} AND ${visible(viewer)}`.execute(db)
  return rows.map(asAlert)[0]
}

/** @returns false when somebody else was first */
export async function acknowledge(
  trx: Transaction<Tables>,
  id: number,
  username: string,
  reason: AcknowledgeReason | undefined,
): Promise<boolean> {
  const result = await sql`
    UPDATE alerts SET acknowledged_at = now(), acknowledged_by = ${username}, acknowledged_reason = ${reason ?? null}
    WHERE id = ${id} AND acknowledged_at IS NULL`.execute(trx)
  return Number(result.numAffectedRows ?? 0) > 0
}

/** To be called in every transaction that changes alerts: listeners of the live picture follow the count. */
export async function alertsChanged(trx: Transaction<Tables>): Promise<void> {
  await sql`SELECT bump_layer_version('alerts')`.execute(trx)
}

type Times = 'since' | 'raisedAt' | 'resolvedAt' | 'acknowledgedAt'
type AlertRow = Omit<Alert, Times> & {
  since: Date
  raisedAt: Date
  resolvedAt: Date | null
  acknowledgedAt: Date | null
}

function asAlert({ since, raisedAt, resolvedAt, acknowledgedAt, ...rest }: AlertRow): Alert {
  return {
    ...rest,
    since: since.toISOString(),
    raisedAt: raisedAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
  }
}
