import { Router } from 'express'
import { requireAdministrator } from '../auth/require.ts'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { type AuditRow, listAudit } from './contract.ts'
import { auditEntries } from './queries.ts'

export function auditRoutes(context: ApiContext): Router {
  const router = Router()
  serve(router, listAudit, async ({ viewer, query }) => {
    requireAdministrator(viewer)
    const { entries, nextCursor } = await auditEntries(context.database, query)
    return {
      entries: entries.map((entry) => ({
        ...entry,
        happenedAt: entry.happenedAt.toISOString(),
        detail: entry.detail as AuditRow['detail'],
      })),
      nextCursor,
    }
  })
  return router
}
