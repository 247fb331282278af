import { z } from 'zod'
import { caseWindowQuery, shownCountAnswer } from '../../cases/contract.ts'
import { boundingBox, geometry, operation, position } from '../../http/contract.ts'
import { testedUnits } from '../contract.ts'

/** The window a window is held against: as long and just before it, or the same days a year earlier. */
export const comparedWindows = ['previous', 'lastYear'] as const
/** What a place is held against: itself before, or the change of the whole district. */
export const trends = ['own', 'district'] as const

const changedPlace = z.object({
  id: z.number().int(),
  code: z.string(),
  /** Of a cell the grid its middle lies in; null where a street has no name. */
  name: z.string().nullable(),
  outline: geometry,
  middle: position,
  bbox: boundingBox,
  kind: z.enum(['rise', 'fall']),
  /** Whether q is at most the answer's `falseDiscoveryShare`; what is not may well be chance. */
  significant: z.boolean(),
  /** Cases in the earlier and the later window; of a cell with its neighbours. */
  before: shownCountAnswer,
  now: shownCountAnswer,
  /** Cases per km² and year, of street segments per km and year. */
  rates: z.object({ before: z.number(), now: z.number() }).nullable(),
  /** Later rate by earlier rate (by that of the district where it is held against it); null where there was none before. */
  ratio: z.number().nullable(),
  pValue: z.number().nullable(),
  qValue: z.number().nullable(),
  /** Cases more or fewer than the rest of the district would have led to expect, the neighbours counted in, with its 95 % interval. */
  net: z.object({ estimate: z.number(), low: z.number(), high: z.number() }).nullable(),
  /** 1 to 3: less than half as many again, up to twice, twice and more; falls likewise. */
  strength: z.number().int().min(1).max(3),
  /** No neighbour of the same kind changed by more. */
  peak: z.boolean(),
})
export type ChangedPlace = z.infer<typeof changedPlace>

const windowAnswer = z.object({ from: z.string(), to: z.string() })

export const readChange = operation({
  method: 'get',
  path: '/analyses/change',
  summary:
    'Where cases rose or fell between two windows more than chance explains: exact conditional test, after Benjamini-Hochberg, and the weighted displacement difference; public reports alone, computed over the district and cut to the scope',
  tag: 'analyses',
  query: caseWindowQuery.omit({ source: true }).extend({
    unit: z.enum(testedUnits).default('grids'),
    against: z.enum(comparedWindows).default('previous'),
    trend: z.enum(trends).default('own'),
    /** Of squares and hexagons, in metres. */
    cell: z.coerce.number().min(25).max(5000).optional(),
  }),
  response: z.object({
    window: windowAnswer,
    /** `complete` is false where the record does not reach back so far: then nothing is tested. */
    compared: windowAnswer.extend({ name: z.enum(comparedWindows), complete: z.boolean() }),
    unit: z.enum(testedUnits),
    trend: z.enum(trends),
    cellMeters: z.number().nullable(),
    /** Cases of the district in the places. */
    before: shownCountAnswer,
    now: shownCountAnswer,
    /** p that the district's rate is unchanged; null where its counts are withheld. */
    pValue: z.number().nullable(),
    minimumCases: z.number().int(),
    tooFewCases: z.boolean(),
    /** Of the whole district, as are the next three. */
    tested: z.number().int(),
    /** Places with too few cases in both windows together to ever tell. */
    untested: z.number().int(),
    found: z.number().int(),
    foundByChance: z.number(),
    falseDiscoveryShare: z.number(),
    /** Those in the viewer's scope: the significant ones, and of places that are no cells the others as well; largest change first. */
    places: z.array(changedPlace),
  }),
})
export type Change = z.infer<typeof readChange.response>
