import { z } from 'zod'

/** The district of this installation, set by the first administrator (or the demo city). */
export const districtSettings = z.object({
  name: z.string().min(1),
  code: z.string().regex(/^[0-9]{6}$/),
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  timeZone: z.string().min(1),
  metricCrs: z.number().int(),
  approvalNumber: z.string().nullable().default(null),
})
export type DistrictSettings = z.infer<typeof districtSettings>
