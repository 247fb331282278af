import { z } from 'zod'
import { instant } from '../http/contract.ts'
import { collectionOperations, orgUnitReference, pageQuery } from '../places/contract.ts'

/** The team of an outing. */
export const patrolUnitReference = z.object({
  id: z.number().int(),
  code: z.string(),
  forceType: z.string(),
  orgUnit: orgUnitReference,
})

export const patrolProperties = z.object({
  unit: patrolUnitReference,
  mode: z.enum(['foot', 'bike', 'vehicle', 'fixed_point', 'inspection']),
  attire: z.enum(['uniform', 'plain']),
  startedAt: instant,
  endedAt: instant,
})
export type PatrolProperties = z.infer<typeof patrolProperties>

/** Outings that start in `[from, to)`; without a window the last 24 hours before the latest start. */
export const patrolQuery = pageQuery.extend({
  from: instant.optional(),
  to: instant.optional(),
  /** Code of the patrol unit. */
  unit: z.string().max(40).optional(),
})
export type PatrolQuery = z.infer<typeof patrolQuery>

export const { list, read } = collectionOperations('patrols', patrolProperties, patrolQuery)
