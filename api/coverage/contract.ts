import { z } from 'zod'
import { shownCountAnswer } from '../cases/contract.ts'
import { exceptionReasons } from '../exceptions/contract.ts'
import { hotspotGapProperties } from '../hotspot-gaps/contract.ts'
import { feature, geometry, instant, operation, recordId } from '../http/contract.ts'
import { missedReasonShown } from '../patrols/contract.ts'

export const coverageLayers = ['patrol-lines', 'patrol-points', 'key-sections', 'control-areas'] as const
export type CoverageLayer = (typeof coverageLayers)[number]
/** Where stays are counted; on lines it is passes. */
export type StayLayer = Exclude<CoverageLayer, 'patrol-lines'>

export const coverageStatuses = ['done', 'partly', 'missed', 'due', 'not_required'] as const
export type CoverageStatus = (typeof coverageStatuses)[number]

/** Why an occurrence fell short, by its best attempt: what came nearest to being done comes first. */
export const shortfallReasons = ['tooFew', 'partial', 'tooBrief', 'tooShort', 'across', 'tooFar'] as const
export type ShortfallReason = (typeof shortfallReasons)[number]

/** Why a pass or visit that came near does not count. */
export const rejectedReasons = ['tooBrief', 'tooShort', 'across', 'tooFar'] as const
export type RejectedReason = (typeof rejectedReasons)[number]

/** Codes of time slots, separated by commas. */
export const slotQuery = z
  .string()
  .transform((text) => [...new Set(text.split(',').map((code) => code.trim()))])
  .pipe(z.array(z.string().min(1).max(40)).min(1).max(50))

/** The window holds the slot occurrences that start in it. */
export const coverageQuery = z.object({
  from: instant,
  to: instant,
  slot: slotQuery.optional(),
  tolerance: z.coerce.number().min(5).max(200).optional(),
  grid: z.string().optional(),
  /** Code of an org unit: only what touches its grids. */
  unit: z.string().optional(),
})
export type CoverageQuery = z.infer<typeof coverageQuery>

const occurrence = z.object({
  day: z.string(),
  slotCode: z.string(),
  from: z.string(),
  to: z.string(),
  /** Of its hours, whether or not what they required was done. */
  state: z.enum(['upcoming', 'due', 'over']),
  measure: z.string(),
  required: z.number(),
  done: z.number(),
  /** Null unless it is over and fell short. */
  reason: z.enum(shortfallReasons).nullable(),
})

const excusedOccurrence = z.object({
  day: z.string(),
  slotCode: z.string(),
  from: z.string(),
  to: z.string(),
  reason: z.enum(exceptionReasons),
  until: z.string(),
})

const severity = z.object({
  severity: z.number(),
  missingShare: z.number(),
  /** Cases near the target, those of neighbours too: under the small-number rule where they are not all the viewer's own. */
  risk: shownCountAnswer.extend({ rank: z.number(), weight: z.number(), part: z.number() }),
  wait: z.object({ hours: z.number().nullable(), share: z.number(), weight: z.number(), part: z.number() }),
  size: z.object({ rank: z.number(), weight: z.number(), part: z.number() }),
})

const targetCoverage = z.object({
  layer: z.enum(coverageLayers),
  id: z.number(),
  code: z.string(),
  name: z.string(),
  gridCode: z.string().nullable(),
  center: z.tuple([z.number(), z.number()]),
  status: z.enum(coverageStatuses),
  /**
   * Sum of min(done, required) / sum of required over ended occurrences; null when nothing was required of them. Where several measures are asked for,
   * each counts by its number of occurrences: passes and minutes do not add up.
   */
  coverage: z.number().nullable(),
  required: z.number(),
  done: z.number(),
  missing: z.number(),
  gapCount: z.number(),
  /** Lines: length of the union of covered stretches / length, over all passes in the occurrences. */
  coveredShare: z.number().nullable(),
  /** Of a line or section. */
  lengthMeters: z.number().nullable(),
  areaSquareMeters: z.number().nullable(),
  passCount: z.number(),
  partialPassCount: z.number(),
  /** Visits at a point, stays along a section or in an area. */
  visitCount: z.number(),
  dwellSeconds: z.number(),
  /** In the occurrences: the time of every unit added up, and the time during which any was there. */
  unitMinutes: z.number(),
  presenceMinutes: z.number(),
  /** The end of the last pass, visit or stay inside the slots asked for, before the window too; null: none since `lookedFrom`. */
  lastDoneAt: z.string().nullable(),
  /** What was done earlier was not looked at. */
  lookedFrom: z.string(),
  /** Missed occurrences by their reason, most frequent first; the counts add up to `gapCount`. */
  reasons: z.array(z.object({ reason: z.enum(shortfallReasons), count: z.number() })),
  severity: severity.nullable(),
  occurrences: z.array(occurrence),
  /** Occurrences that were not required because of an exception, with its reason and end. */
  excused: z.array(excusedOccurrence),
})
export type TargetCoverage = z.infer<typeof targetCoverage>

const summary = z.object({
  coverage: z.number().nullable(),
  required: z.number(),
  completed: z.number(),
  targets: z.number(),
  missed: z.number(),
  partly: z.number(),
  done: z.number(),
  due: z.number(),
  gaps: z.number(),
})

export const readCoverage = operation({
  method: 'get',
  path: '/coverage',
  summary: 'What was required of each line, point, section and area in the window, and what was done',
  tag: 'coverage',
  query: coverageQuery,
  response: z.object({
    window: z.object({ from: z.string(), to: z.string() }),
    slots: z.array(
      z.object({ code: z.string(), name: z.string(), startTime: z.string(), endTime: z.string() }),
    ),
    toleranceMeters: z.number(),
    /** The end of the latest track in the district: nothing later can be known. */
    tracksThrough: z.string().nullable(),
    /** Earlier tracks had lost their times before anything was counted of them; a window may not start before. Null where nothing is missing. */
    tracksFrom: z.string().nullable(),
    summary,
    targets: z.array(targetCoverage),
  }),
})
export type CoverageAnswer = z.infer<typeof readCoverage.response>

const gapProperties = targetCoverage.omit({ occurrences: true, center: true }).extend({
  rank: z.number(),
  gaps: z.array(occurrence),
})

export const listGaps = operation({
  method: 'get',
  path: '/gaps',
  summary: 'Lines, points, sections and areas that fell short, most severe first, as GeoJSON',
  tag: 'coverage',
  query: coverageQuery,
  response: z.object({
    type: z.literal('FeatureCollection'),
    features: z.array(feature(gapProperties).extend({ geometry })),
    /** Street segments with most public reports near which nobody is asked to patrol. */
    hotspots: z.array(feature(hotspotGapProperties).extend({ geometry })),
    nextCursor: z.null(),
  }),
})
export type GapCollection = z.infer<typeof listGaps.response>

export const exportGaps = operation({
  method: 'get',
  path: '/gaps.{format}',
  summary:
    'The gaps as a file: Excel with the hotspots without requirement on a second sheet, CSV (UTF-8 with BOM) or GeoJSON; leaves an audit row',
  tag: 'coverage',
  params: z.object({ format: z.enum(['xlsx', 'csv', 'geojson']) }),
  query: coverageQuery,
})

const passEvidence = z.object({
  patrolId: z.number().nullable(),
  unitCode: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  day: z.string().nullable(),
  slotCode: z.string().nullable(),
  coveredShare: z.number(),
  direction: z.enum(['forward', 'backward']),
  complete: z.boolean(),
})
const visitEvidence = z.object({
  patrolId: z.number().nullable(),
  unitCode: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  day: z.string().nullable(),
  slotCode: z.string().nullable(),
  dwellSeconds: z.number(),
  stillSeconds: z.number(),
  counts: z.boolean(),
})

export const readEvidence = operation({
  method: 'get',
  path: '/coverage/{layer}/{id}',
  summary:
    'The evidence for one target: passes, visits or stays that count, those that do not and why, and the occurrences',
  tag: 'coverage',
  params: z.object({ layer: z.enum(coverageLayers), id: recordId }),
  query: coverageQuery.omit({ grid: true, unit: true }),
  response: z.object({
    target: targetCoverage,
    passes: z.array(passEvidence),
    visits: z.array(visitEvidence),
    rejected: z.array(
      z.object({
        patrolId: z.number().nullable(),
        unitCode: z.string().nullable(),
        from: z.string(),
        to: z.string(),
        reason: z.enum(rejectedReasons),
        /** `tooFar`: how near it came, in metres. */
        nearestMeters: z.number().optional(),
      }),
    ),
    /** A line or section that leaves the streets: how far its furthest place lies from them, in metres; 500 is as much or more. */
    offStreetMeters: z.number().nullable(),
    /** Why outings left it out, as whoever recorded them said at their end. */
    missedReasons: z.array(missedReasonShown).optional(),
  }),
})
