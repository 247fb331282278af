import { z } from 'zod'
import type { Setting } from './contract.ts'

type Limits = Setting['limits']

const numberSchema = z.object({
  type: z.enum(['number', 'integer']),
  minimum: z.number(),
  maximum: z.number(),
})
const shape = z.union([
  numberSchema.transform((value): Record<string, z.infer<typeof numberSchema>> => ({ value })),
  z.object({ properties: z.record(z.string(), numberSchema) }).transform(({ properties }) => properties),
])

/**
 * What the numbers of a setting may be, for a form to say at once: by the name of the part, `value` where the setting or an item of its list is
 * one number.
 */
export function limitsOf(schema: z.ZodType): Limits {
  const json = z.toJSONSchema(schema)
  const parts = shape.parse(json.type === 'array' ? json.items : json)
  return Object.fromEntries(
    Object.entries(parts).map(([name, { type, minimum, maximum }]) => [
      name,
      { whole: type === 'integer', minimum, maximum },
    ]),
  )
}
