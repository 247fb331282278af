import { z } from 'zod'
import {
  boundingBox,
  boundingBoxQuery,
  collectionQuery,
  day,
  feature,
  featureCollection,
  idParams,
  instant,
  integerListQuery,
  operation,
  position,
} from '../http/contract.ts'

export const caseSources = ['public_report', 'patrol_found', 'other'] as const

/** Category codes separated by commas; each includes its descendants. */
const categoryQuery = z
  .string()
  .transform((text) => [...new Set(text.split(',').map((code) => code.trim()))])
  .pipe(z.array(z.string().min(1).max(60)).min(1).max(50))

const filters = {
  category: categoryQuery.optional(),
  hours: integerListQuery(0, 23).optional(),
  weekdays: integerListQuery(1, 7).optional(),
}

/** The window `[from, to)` and what is counted in it; hours and weekdays weigh each case by the share of its time window in them. */
export const caseWindowQuery = z.object({
  from: instant,
  to: instant,
  ...filters,
  source: z.enum(caseSources).optional(),
})
export type CaseWindowQuery = z.infer<typeof caseWindowQuery>

const caseProperties = z.object({
  /** The case's number in its source system; what users know it by. */
  code: z.string(),
  name: z.string(),
  kind: z.string(),
  categoryCode: z.string(),
  categoryName: z.string(),
  categoryNameEn: z.string(),
  restricted: z.boolean(),
  keyCase: z.boolean(),
  severityWeight: z.number(),
  occurredFrom: z.string(),
  occurredTo: z.string(),
  reportedAt: z.string().nullable(),
  timePrecision: z.enum(['minute', 'hour', 'day']),
  placePrecision: z.enum(['point', 'street_segment', 'block', 'grid']),
  source: z.enum(caseSources),
  sourceSystem: z.string(),
  externalId: z.string(),
  address: z.string().nullable(),
  gridCode: z.string().nullable(),
  gridName: z.string().nullable(),
})

export const listCases = operation({
  method: 'get',
  path: '/cases',
  summary:
    'Cases in scope, newest first; a grid branch gets them placed at their street segment; restricted ones leave an audit row',
  tag: 'cases',
  query: collectionQuery.extend({
    bbox: boundingBoxQuery.optional(),
    from: instant.optional(),
    to: instant.optional(),
    ...filters,
    source: z.enum(caseSources).optional(),
  }),
  response: featureCollection(caseProperties),
})

export const readCase = operation({
  method: 'get',
  path: '/cases/{id}',
  summary: 'One case; opening a restricted one leaves an audit row',
  tag: 'cases',
  params: idParams,
  response: feature(caseProperties),
})

const windowAnswer = z.object({ from: z.string(), to: z.string() })

/** A count under the small-number rule: `suppressed` when it is hidden, then `count` is null and `countText` says "<3" or, for a sum, ">6". */
export const shownCountAnswer = z.object({
  count: z.number().nullable(),
  countText: z.string(),
  suppressed: z.boolean(),
})

const areaCount = shownCountAnswer.extend({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  inScope: z.boolean(),
  bbox: boundingBox.nullable(),
  comparedCount: z.number().nullable(),
  change: z.number().nullable(),
  /** Percent of the compared count; null where that is 0 or hidden. */
  changePercent: z.number().nullable(),
  householdCount: z.number().nullable(),
  ratePerThousandHouseholds: z.number().nullable(),
})
export type AreaCount = z.infer<typeof areaCount>

export const comparisons = ['previous', 'lastMonth', 'lastYear'] as const
export type ComparisonName = (typeof comparisons)[number]
export const areaLevels = ['grids', 'communities', 'streets', 'core-areas'] as const
export type AreaLevel = (typeof areaLevels)[number]

export const countCases = operation({
  method: 'get',
  path: '/cases/counts',
  summary:
    'Cases per area with the change against an earlier window; counts of 1 and 2 outside the own scope are "<3"; restricted categories are in no figure',
  tag: 'cases',
  query: caseWindowQuery.extend({
    by: z.enum(areaLevels).default('grids'),
    compare: z.enum(comparisons).default('previous'),
  }),
  response: z.object({
    window: windowAnswer,
    compared: windowAnswer.extend({
      name: z.enum(comparisons),
      /** False when the compared window starts before the first case on record: no change is stated then. */
      complete: z.boolean(),
    }),
    /** Cases of the window that lie in no area of this level; known for the whole district only. */
    outside: z.number().nullable(),
    areas: z.array(areaCount),
  }),
})

const comparison = windowAnswer.extend({
  name: z.enum(comparisons),
  complete: z.boolean(),
  count: z.number().nullable(),
  change: z.number().nullable(),
  changePercent: z.number().nullable(),
})

/** The summary's area, by the code users know; at most one of them. */
export const areaQuery = {
  grid: z.string().max(40).optional(),
  orgUnit: z.string().max(40).optional(),
  controlArea: z.string().max(40).optional(),
}

export const summarizeCases = operation({
  method: 'get',
  path: '/cases/summary',
  summary:
    'Total with its changes, counts by category, hour × weekday (windows spread evenly) and day, for the scope or one area',
  tag: 'cases',
  query: caseWindowQuery.extend(areaQuery),
  response: z.object({
    window: windowAnswer,
    total: z.number(),
    /** The area reaches past the viewer's scope: every figure here is of the cases in scope alone, `/cases/counts` has that of the whole. */
    ownPartOnly: z.boolean(),
    comparisons: z.array(comparison),
    /** The whole category tree, each with its descendants; not narrowed by the category filter, so that it can offer the others. */
    categories: z.array(
      z.object({
        code: z.string(),
        name: z.string(),
        nameEn: z.string(),
        parentCode: z.string().nullable(),
        level: z.number().int(),
        keyCase: z.boolean(),
        count: z.number(),
        previousCount: z.number().nullable(),
      }),
    ),
    /** `matrix[weekday - 1][hour]`, Monday first: expected cases in that hour of the week. */
    matrix: z.array(z.array(z.number()).length(24)).length(7),
    /** Cases whose window is longer than a day: their hour is hardly known. */
    vagueTimeCount: z.number(),
    days: z.array(z.object({ day, count: z.number() })),
  }),
})

export const findTopPlaces = operation({
  method: 'get',
  path: '/cases/top-places',
  summary: 'Grids with most cases above what their area would lead to expect, and street segments by cases',
  tag: 'cases',
  query: caseWindowQuery.extend({ limit: z.coerce.number().int().min(1).max(100).default(10) }),
  response: z.object({
    window: windowAnswer,
    total: z.number(),
    grids: z.array(
      z.object({
        id: z.number(),
        code: z.string(),
        name: z.string(),
        bbox: boundingBox,
        count: z.number(),
        /** Cases the grid would have if they fell evenly over the district's grids by area. */
        expected: z.number(),
        ratio: z.number().nullable(),
        share: z.number(),
      }),
    ),
    segments: z.array(
      z.object({
        id: z.number(),
        code: z.string(),
        name: z.string().nullable(),
        kind: z.string(),
        lengthMeters: z.number(),
        middle: position,
        bbox: boundingBox,
        count: z.number(),
        share: z.number(),
        cumulativeShare: z.number(),
      }),
    ),
    /** How concentrated the cases with a known street are: the fewest segments that hold half of them. */
    concentration: z.object({
      casesOnSegments: z.number(),
      segmentsWithHalf: z.number().int(),
      segmentsWithCases: z.number().int(),
    }),
  }),
})
export type TopPlaces = z.infer<typeof findTopPlaces.response>
export type CaseSummary = z.infer<typeof summarizeCases.response>
export type CaseCounts = z.infer<typeof countCases.response>
