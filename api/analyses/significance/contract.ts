import { z } from 'zod'
import { caseWindowQuery, shownCountAnswer } from '../../cases/contract.ts'
import { boundingBox, geometry, operation, position } from '../../http/contract.ts'
import { testedUnits } from '../contract.ts'

/** Getis-Ord Gi* finds hot and cold places, local Moran clusters and outliers. */
export const statistics = ['getis-ord', 'local-moran'] as const
export type Statistic = (typeof statistics)[number]

/** What cases are held against: area (of street segments their length), or households. */
export const bases = ['area', 'households'] as const
export type Base = (typeof bases)[number]

export const significanceKinds = ['hot', 'cold', 'high-high', 'low-low', 'high-low', 'low-high'] as const
export type SignificanceKind = (typeof significanceKinds)[number]

const significantPlace = z.object({
  id: z.number().int(),
  /** Of a cell its column and row: multiples of the cell size in the metric CRS. */
  code: z.string(),
  /** Of a cell the grid its middle lies in; null where a street has no name. */
  name: z.string().nullable(),
  outline: geometry,
  middle: position,
  bbox: boundingBox,
  kind: z.enum(significanceKinds),
  /** Cases in the place. */
  cases: shownCountAnswer,
  /** Cases in the place and its neighbours, which is what the test is about. */
  casesAround: shownCountAnswer,
  /** The cases around if all fell at random in proportion to the base. */
  expected: z.number().nullable(),
  /** Cases around divided by expected. */
  ratio: z.number().nullable(),
  z: z.number().nullable(),
  pValue: z.number().nullable(),
  qValue: z.number().nullable(),
  /** The least of the answer's `levels` that q is below; known where q itself is withheld. */
  qBelow: z.number(),
  /** 1 to 3: less than twice, two to three times, three times and more what is expected; of cold places as many times less. */
  strength: z.number().int().min(1).max(3),
  /** No neighbour of the same kind stands out more. */
  peak: z.boolean(),
})
export type SignificantPlace = z.infer<typeof significantPlace>

export const readSignificance = operation({
  method: 'get',
  path: '/analyses/significance',
  summary:
    'Where more or fewer cases lie together than chance explains: Getis-Ord Gi* with exact binomial tails, or local Moran with permutations, after Benjamini-Hochberg; public reports alone, computed over the district and cut to the scope',
  tag: 'analyses',
  query: caseWindowQuery.omit({ source: true }).extend({
    unit: z.enum(testedUnits).default('squares'),
    statistic: z.enum(statistics).default('getis-ord'),
    base: z.enum(bases).default('area'),
    /** Of squares and hexagons, in metres. */
    cell: z.coerce.number().min(25).max(5000).optional(),
  }),
  response: z.object({
    window: z.object({ from: z.string(), to: z.string() }),
    unit: z.enum(testedUnits),
    statistic: z.enum(statistics),
    base: z.enum(bases),
    /** Null for places that are no cells. */
    cellMeters: z.number().nullable(),
    /** Cases of the district in the tested places. */
    cases: shownCountAnswer,
    minimumCases: z.number().int(),
    /** Nothing was tested: there are fewer cases than `minimumCases`. */
    tooFewCases: z.boolean(),
    /** Of the whole district, as are the next three. */
    tested: z.number().int(),
    /** Places that have no base with their neighbours, for example where nobody lives. */
    untested: z.number().int(),
    found: z.number().int(),
    /** How many of those found are chance, on average at most. */
    foundByChance: z.number(),
    /** How many would be called significant in a district without any pattern if each was tested as if alone. */
    aloneByChance: z.number(),
    /** The largest q of a significant place. */
    falseDiscoveryShare: z.number(),
    levels: z.array(z.number()),
    /** Of local Moran; null where p is exact. */
    permutations: z.number().int().nullable(),
    /** Those in the viewer's scope, most cases above or below expectation first; whose figures are withheld, last. */
    places: z.array(significantPlace),
  }),
})
export type Significance = z.infer<typeof readSignificance.response>
