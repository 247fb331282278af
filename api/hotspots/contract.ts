import { z } from 'zod'
import { caseSources, caseWindowQuery } from '../cases/contract.ts'
import { operation, position } from '../http/contract.ts'

export const kernels = ['quartic', 'gaussian'] as const

export const readHeat = operation({
  method: 'get',
  path: '/cases/heat',
  summary:
    'Kernel density of cases per km² and year on square cells in metres, computed over the district and cut to the scope',
  tag: 'cases',
  query: caseWindowQuery.extend({
    source: z.enum(caseSources).default('public_report'),
    bandwidth: z.coerce.number().min(50).max(5000).optional(),
    cell: z.coerce.number().min(25).max(1000).optional(),
    kernel: z.enum(kernels).default('quartic'),
  }),
  response: z.object({
    /** EPSG number of the metres below. */
    crs: z.number().int(),
    /** South-west corner of the first cell; a multiple of the cell size. */
    originX: z.number(),
    originY: z.number(),
    cellMeters: z.number(),
    columns: z.number().int(),
    rows: z.number().int(),
    /** Base64 of little-endian Float32, row by row from the south-west corner to the north-east; NaN outside the scope. */
    values: z.string(),
    /** Corners of the whole raster: south-west, north-west, north-east, south-east. */
    corners: z.tuple([position, position, position, position]),
    /** Round class limits for the legend, the same for everyone in the district; the first is 0. */
    breaks: z.array(z.number()),
    maximum: z.number(),
    /** The viewer's own cases, by their weight in the hours and weekdays asked for; those of neighbours in cells along the border are not in it. */
    caseCount: z.number(),
    /** A density of so few cases shows where they were and nothing more: not to be drawn as a heat map. */
    tooFewCases: z.boolean(),
    minimumCases: z.number().int(),
    bandwidthMeters: z.number(),
    kernel: z.enum(kernels),
    unit: z.literal('cases/km²/year'),
    window: z.object({ from: z.string(), to: z.string() }),
  }),
})
export type Heat = z.infer<typeof readHeat.response>
