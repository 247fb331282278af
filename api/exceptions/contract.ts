import { z } from 'zod'
import { instant, recordId } from '../http/contract.ts'
import { changeProperties, collectionOperations, pageQuery, writeOperations } from '../places/contract.ts'
import { targetLayers } from '../requirements/contract.ts'

/** Why a place need not be patrolled for a time. */
export const exceptionReasons = ['road_closed', 'event', 'weather', 'other'] as const
export type ExceptionReason = (typeof exceptionReasons)[number]

const exceptionProperties = changeProperties.extend({
  target: z.object({
    layer: z.enum(targetLayers),
    id: z.number().int(),
    code: z.string(),
    name: z.string(),
  }),
  reason: z.enum(exceptionReasons),
  /** Half open. */
  startsAt: instant,
  endsAt: instant,
  note: z.string().nullable(),
})
export type ExceptionProperties = z.infer<typeof exceptionProperties>

const exceptionQuery = pageQuery.extend({
  layer: z.enum(targetLayers).optional(),
  /** Id of the target, together with `layer`. */
  target: recordId.optional(),
  /** Those that reach into `[from, to)`. */
  from: instant.optional(),
  to: instant.optional(),
})
export type ExceptionQuery = z.infer<typeof exceptionQuery>

const changeable = {
  reason: z.enum(exceptionReasons),
  startsAt: instant,
  endsAt: instant,
  note: z.string().trim().max(100).nullable().optional(),
}

export const { list, read } = collectionOperations('exceptions', exceptionProperties, exceptionQuery)
export const { create, change, retire, history } = writeOperations(
  'exceptions',
  exceptionProperties,
  {
    target: z.strictObject({ layer: z.enum(targetLayers), id: z.number().int().positive() }),
    ...changeable,
  },
  changeable,
)
