import type { Kysely } from 'kysely'
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
