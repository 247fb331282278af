import { z } from 'zod'
import { instant, operation } from '../http/contract.ts'

const auditEntry = z.object({
  id: z.number(),
  happenedAt: z.string(),
  actor: z.string(),
  action: z.string(),
  concept: z.string(),
  recordId: z.number().nullable(),
  recordCode: z.string().nullable(),
  requestId: z.string().nullable(),
  detail: z.json(),
})
export type AuditRow = z.infer<typeof auditEntry>

export const listAudit = operation({
  method: 'get',
  path: '/audit',
  summary: 'Who saw and changed what: sign-ins, writes, exports; newest first',
  tag: 'audit',
  query: z.object({
    from: instant.optional(),
    to: instant.optional(),
    actor: z.string().optional(),
    concept: z.string().optional(),
    action: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
    cursor: z.coerce.number().int().positive().optional(),
  }),
  response: z.object({ entries: z.array(auditEntry), nextCursor: z.string().nullable() }),
})
