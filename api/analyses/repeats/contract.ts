import { z } from 'zod'
import { caseWindowQuery, shownCountAnswer } from '../../cases/contract.ts'
import { boundingBox, geometry, operation, position } from '../../http/contract.ts'

const heldSegment = z.object({
  id: z.number().int(),
  code: z.string(),
  name: z.string().nullable(),
  outline: geometry,
  middle: position,
  bbox: boundingBox,
  cases: z.number(),
  /** Of the cases on streets, with those of all segments before it in the list. */
  cumulativeShare: z.number(),
})
export type HeldSegment = z.infer<typeof heldSegment>

const riskPlace = z.object({
  /** Where a case was, for viewers that see cases as points; the outline of its grid for others. */
  outline: geometry,
  middle: position,
  bbox: boundingBox,
  /** The grid, null outside all of them. */
  name: z.string().nullable(),
  /** How far the risk reaches, in metres: 0 is the address itself; null for a grid. */
  meters: z.number().nullable(),
  /** Cases at this very place that are in their risk window. */
  cases: z.number().int(),
  /** When the last of them happened, and the day (not included) on which the risk is over. */
  latest: z.string(),
  until: z.string(),
  /** How many times more often than by chance it happens again, at this age of the case. */
  ratio: z.number(),
})
export type RiskPlace = z.infer<typeof riskPlace>

const concentration = z.object({
  /** Segments in the viewer's area, and cases on them; those that lie at no street are left out. */
  segments: z.number().int(),
  segmentsWithCases: z.number().int(),
  cases: z.number(),
  /** The share of segments called top, how many that are, and the share of cases on them. */
  topShare: z.number(),
  topSegments: z.number().int(),
  topCaseShare: z.number(),
  /** How few segments hold half and four fifths of the cases. */
  holdHalf: z.number().int(),
  holdMost: z.number().int(),
  gini: z.number(),
  /** The same held against the most even spread that so few cases allow (Bernasco & Steenbeek 2017). */
  generalizedGini: z.number(),
  /** Lorenz curve, segments with most cases first: share of segments, share of cases. */
  curve: z.array(z.tuple([z.number(), z.number()])),
  /** Segments with most cases. */
  places: z.array(heldSegment),
})

const knoxCell = z.object({
  /** Ends of the bands, (above, upTo]; the first starts at 0 and includes it. */
  metersAbove: z.number(),
  metersUpTo: z.number(),
  daysAbove: z.number().int(),
  daysUpTo: z.number().int(),
  pairs: shownCountAnswer,
  /** Pairs by chance, pairs by pairs by chance, and p; withheld with the pairs. */
  expected: z.number().nullable(),
  ratio: z.number().nullable(),
  pValue: z.number().nullable(),
  /** At least a fifth more often than chance, p at most 0.05, and without a gap from the moment and place of a case. */
  risk: z.boolean(),
})
export type KnoxCell = z.infer<typeof knoxCell>

export const readRepeats = operation({
  method: 'get',
  path: '/analyses/repeats',
  summary:
    'Where cases come back: concentration on street segments of the viewer’s area (Lorenz, Gini), and repeats and near repeats of the district (Knox with permutations) with the places now at risk; public reports alone',
  tag: 'analyses',
  query: caseWindowQuery.omit({ source: true }).extend({
    /** Width of a distance band, in metres; not less than addresses are precise. */
    meters: z.coerce.number().min(10).max(2000).optional(),
    /** Length of a time band, in days. */
    days: z.coerce.number().int().min(1).max(60).default(7),
  }),
  response: z.object({
    window: z.object({ from: z.string(), to: z.string() }),
    /** Null with fewer cases on streets than `minimumCases`. */
    concentration: concentration.nullable(),
    minimumCases: z.number().int(),
    nearRepeat: z.object({
      /** Cases placed at their own address, which alone are held against each other. */
      cases: shownCountAnswer,
      /** Those placed at the middle of a street segment, block or grid, where cases meet that happened apart. */
      leftOut: shownCountAnswer,
      fewest: z.number().int(),
      most: z.number().int(),
      /** Why nothing was computed. */
      refused: z.enum(['too-few', 'too-many']).nullable(),
      permutations: z.number().int(),
      table: z.array(knoxCell),
      /** In the viewer's area at the end of the window, highest ratio first. */
      places: z.array(riskPlace),
    }),
  }),
})
export type Repeats = z.infer<typeof readRepeats.response>
