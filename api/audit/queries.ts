import type { z } from 'zod'
import type { Database } from '../database/connect.ts'
import type { listAudit } from './contract.ts'

/** Audit rows, newest first; one more than asked tells whether there is a next page. */
export async function auditEntries(database: Database, filter: z.infer<typeof listAudit.query>) {
  let query = database.read
    .selectFrom('auditEntries')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(filter.limit + 1)
  if (filter.cursor !== undefined) query = query.where('id', '<', filter.cursor)
  if (filter.from) query = query.where('happenedAt', '>=', new Date(filter.from))
  if (filter.to) query = query.where('happenedAt', '<', new Date(filter.to))
  if (filter.actor) query = query.where('actor', '=', filter.actor)
  if (filter.concept) query = query.where('concept', '=', filter.concept)
  if (filter.action) query = query.where('action', '=', filter.action)
  const rows = await query.execute()
  const entries = rows.slice(0, filter.limit)
  return { entries, nextCursor: rows.length > filter.limit ? String(entries.at(-1)?.id) : null }
}
