import { type Kysely, sql } from 'kysely'
import type { DB as Tables, JsonObject } from '../database/tables.ts'

export interface AuditEntry {
  /** Account user name, `token:<name>` or `system`. */
  actor: string
  action: string
  concept: string
  recordId?: number
  recordCode?: string
  requestId?: string
  detail?: JsonObject
}

/** Leaves an audit row, in the writer's transaction where there is one. Never give it secrets or personal values. */
export async function recordAudit(db: Kysely<Tables>, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('auditEntries')
    .values({ ...entry, detail: JSON.stringify(entry.detail ?? {}) })
    .execute()
}

/** The same for what is looked at again and again: one row for the same actor, action and detail since the instant. */
export async function recordAuditOnceSince(
  db: Kysely<Tables>,
  { actor, action, concept, requestId, detail }: AuditEntry,
  since: Date,
): Promise<void> {
  const text = JSON.stringify(detail ?? {})
  await sql`
    INSERT INTO audit_entries (actor, action, concept, request_id, detail)
    SELECT ${actor}, ${action}, ${concept}, ${requestId ?? null}, ${text}::jsonb
    WHERE NOT EXISTS (
      SELECT FROM audit_entries
      WHERE happened_at >= ${since} AND actor = ${actor} AND action = ${action} AND concept = ${concept} AND detail = ${text}::jsonb
    )`.execute(db)
}
