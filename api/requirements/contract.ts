import { z } from 'zod'
import { day, recordId } from '../http/contract.ts'
import { changeProperties, collectionOperations, pageQuery, writeOperations } from '../places/contract.ts'

/** What may be required of: lines, points, key sections, control areas. */
export const targetLayers = ['patrol-lines', 'patrol-points', 'key-sections', 'control-areas'] as const
const measures = ['passes', 'visits', 'presenceMinutes', 'dwellMinutes'] as const

const requirementProperties = changeProperties.extend({
  target: z.object({
    layer: z.enum(targetLayers),
    id: z.number().int(),
    code: z.string(),
    name: z.string(),
  }),
  slot: z.object({
    id: z.number().int(),
    code: z.string(),
    name: z.string(),
    startTime: z.string(),
    endTime: z.string(),
    weekdays: z.array(z.number().int()),
    dayKind: z.string(),
  }),
  measure: z.enum(measures),
  /** Per occurrence of the slot. */
  amount: z.number().int(),
  validFrom: day,
  validTo: day.nullable(),
})
export type RequirementProperties = z.infer<typeof requirementProperties>

const requirementQuery = pageQuery.extend({
  layer: z.enum(targetLayers).optional(),
  /** Id of the target, together with `layer`. */
  target: recordId.optional(),
  slot: recordId.optional(),
})
export type RequirementQuery = z.infer<typeof requirementQuery>

const changeable = {
  slotId: z.number().int().positive(),
  measure: z.enum(measures),
  amount: z.number().int().min(1).max(1440),
  validFrom: day,
  validTo: day.nullable().optional(),
}

export const { list, read } = collectionOperations('requirements', requirementProperties, requirementQuery)
export const { create, change, retire, history } = writeOperations(
  'requirements',
  requirementProperties,
  {
    target: z.strictObject({ layer: z.enum(targetLayers), id: z.number().int().positive() }),
    ...changeable,
  },
  changeable,
)
