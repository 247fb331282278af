import { z } from 'zod'
import { caseWindowQuery, shownCountAnswer } from '../../cases/contract.ts'
import { boundingBox, geometry, operation, position } from '../../http/contract.ts'
import { testedUnits } from '../contract.ts'

/** What became of a hot spot, as `api/hotspots/emerging.ts` defines it after Esri. */
export const emergingKinds = [
  'new',
  'consecutive',
  'intensifying',
  'persistent',
  'diminishing',
  'sporadic',
  'oscillating',
  'historical',
] as const
export type EmergingKind = (typeof emergingKinds)[number]

const emergingPlace = z.object({
  id: z.number().int(),
  code: z.string(),
  /** Of a cell the grid its middle lies in; null where a street has no name. */
  name: z.string().nullable(),
  outline: geometry,
  middle: position,
  bbox: boundingBox,
  kind: z.enum(emergingKinds),
  /** Per step, the oldest first: 1 hot, -1 cold, 0 neither. */
  states: z.array(z.number().int()),
  /** Cases per step in the place and its neighbours; null where these hold cases of others. */
  counts: z.array(z.number()).nullable(),
  /** Gi* per step, the step before counted in; withheld likewise. */
  z: z.array(z.number()).nullable(),
  /** p of the Mann-Kendall trend of z, and whether it rises; withheld likewise. */
  trend: z.object({ s: z.number(), pValue: z.number() }).nullable(),
  /** No neighbour of the same kind holds more cases in the steps in which it is hot. */
  peak: z.boolean(),
})
export type EmergingPlace = z.infer<typeof emergingPlace>

export const readEmerging = operation({
  method: 'get',
  path: '/analyses/emerging',
  summary:
    'New, intensifying, persistent, diminishing and other hot spots: Gi* with exact tails in each month of a space-time cube, and the Mann-Kendall trend; public reports alone, computed over the district and cut to the scope',
  tag: 'analyses',
  query: caseWindowQuery.omit({ source: true, from: true }).extend({
    unit: z.enum(testedUnits).default('squares'),
    /** Of squares and hexagons, in metres. */
    cell: z.coerce.number().min(25).max(5000).optional(),
    /** Months before `to`. */
    steps: z.coerce.number().int().min(6).max(36).default(12),
  }),
  response: z.object({
    window: z.object({ from: z.string(), to: z.string() }),
    /** False where the record does not reach back so far: then nothing is classed. */
    complete: z.boolean(),
    steps: z.array(z.object({ from: z.string(), to: z.string() })),
    unit: z.enum(testedUnits),
    cellMeters: z.number().nullable(),
    /** Cases of the district in the places. */
    cases: shownCountAnswer,
    minimumCases: z.number().int(),
    tooFewCases: z.boolean(),
    /** Hot spots of the whole district. */
    found: z.number().int(),
    tested: z.number().int(),
    falseDiscoveryShare: z.number(),
    /** Those that are new are hot in the last so many steps only. */
    recentSteps: z.number().int(),
    /** Those in the viewer's scope, by kind and then by cases. */
    places: z.array(emergingPlace),
  }),
})
export type Emerging = z.infer<typeof readEmerging.response>
