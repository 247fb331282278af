import { z } from 'zod'
import { idParams, instant, operation } from '../http/contract.ts'
import { orgUnitReference } from '../places/contract.ts'

export const alertKinds = ['not_started', 'silent'] as const

/** Short, and no free text: a remark would name people. */
export const acknowledgeReasons = ['contacted', 'under_way', 'device', 'signal', 'planned', 'other'] as const
export type AcknowledgeReason = (typeof acknowledgeReasons)[number]

export const alert = z.object({
  id: z.number().int(),
  kind: z.enum(alertKinds),
  /** The unit's own org unit; of `not_started` the station. */
  orgUnit: orgUnitReference,
  /** Of `silent`. */
  unit: z.object({ id: z.number().int(), code: z.string(), forceType: z.string() }).nullable(),
  /** Of `not_started`. */
  slot: z.object({ code: z.string(), name: z.string() }).nullable(),
  /** Last position before the silence, or start of the slot. */
  since: instant,
  raisedAt: instant,
  /** When the reason ended; null while it lasts. */
  resolvedAt: instant.nullable(),
  acknowledgedAt: instant.nullable(),
  /** The post, not the person. */
  acknowledgedBy: z.string().nullable(),
  acknowledgedReason: z.enum(acknowledgeReasons).nullable(),
})
export type Alert = z.infer<typeof alert>

export const listAlerts = operation({
  method: 'get',
  path: '/alerts',
  summary:
    'Units that fell silent and stations where nobody set out: those whose reason lasts, or all of the last hours',
  tag: 'patrols',
  query: z.object({
    /** `hours=12`: also those resolved in the last 12 hours. */
    hours: z.coerce.number().int().min(1).max(168).optional(),
  }),
  response: z.object({
    /** Newest first. */
    alerts: z.array(alert),
    mayAcknowledge: z.boolean(),
  }),
})

export const acknowledgeAlert = operation({
  method: 'post',
  path: '/alerts/{id}/acknowledge',
  summary: 'Say that somebody has seen to it; the first to say so stays',
  tag: 'patrols',
  params: idParams,
  body: z.object({ reason: z.enum(acknowledgeReasons).optional() }),
  response: alert,
})
