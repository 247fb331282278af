import { z } from 'zod'
import { shownCountAnswer } from '../cases/contract.ts'
import { coverageLayers, shortfallReasons } from '../coverage/contract.ts'
import { operation } from '../http/contract.ts'
import { planShares } from '../patrol-routes/contract.ts'

const reviewQuery = z.object({
  /** ISO week in the district's time zone, `2026-W47`; the last whole week where it is left out. */
  week: z.string().max(10).optional(),
  /** Code of a station or community: only what touches its grids, and its own units. */
  unit: z.string().max(40).optional(),
})
export type ReviewQuery = z.infer<typeof reviewQuery>

/** As GET /coverage answers them for the same week and area. */
const figures = z.object({
  coverage: z.number().nullable(),
  required: z.number(),
  completed: z.number(),
  targets: z.number(),
  /** Slots that fell short. */
  gaps: z.number(),
})
export type ReviewFigures = z.infer<typeof figures>

const reviewedArea = figures.extend({
  code: z.string(),
  name: z.string(),
  level: z.enum(['street', 'community']),
  /** Null where the week before was not counted. */
  before: figures.nullable(),
  hoursWithoutPatrol: z.number().int(),
})

const reviewedGap = z.object({
  layer: z.enum(coverageLayers),
  id: z.number(),
  code: z.string(),
  name: z.string(),
  center: z.tuple([z.number(), z.number()]),
  severity: z.number(),
  required: z.number(),
  done: z.number(),
  gapCount: z.number(),
  reasons: z.array(z.object({ reason: z.enum(shortfallReasons), count: z.number() })),
})

const reviewedHotspot = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string().nullable(),
  center: z.tuple([z.number(), z.number()]),
  /** Public reports of the last weeks, small numbers hidden. */
  cases: shownCountAnswer,
  weeks: z.number(),
  hours: z.object({ fromHour: z.number(), toHour: z.number() }),
})

const unitWork = z.object({
  code: z.string(),
  /** Outings that set out in the week, and their time and tracks. */
  outings: z.number().int(),
  hours: z.number(),
  kilometers: z.number(),
  /** Complete passes of must-patrol lines and visits at must-arrive points. */
  passes: z.number().int(),
  visits: z.number().int(),
})

/** Outings in uniform that set out in the week and name a planned route, held against it. */
const plannedWork = z.object({
  outings: z.number().int(),
  /** Of them those whose track knows no times: in no share. */
  unmeasured: z.number().int(),
  /** What the others were to go along: each route as often as an outing names it. */
  plannedKilometers: z.number(),
  /** Null where nothing is measured. */
  shares: planShares.nullable(),
})
export type PlannedWork = z.infer<typeof plannedWork>

const plannedRoute = plannedWork.extend({
  id: z.number().int(),
  code: z.string(),
  name: z.string(),
  center: z.tuple([z.number(), z.number()]),
  lengthMeters: z.number(),
  /** The share of its length that somebody went along in the week; null where nothing is measured. */
  walkedShare: z.number().nullable(),
  /** The longest stretch that nobody went along. */
  missed: z.object({ lengthMeters: z.number(), street: z.string().nullable() }).nullable(),
})

export const readWeeklyReview = operation({
  method: 'get',
  path: '/reviews/weekly',
  summary:
    'The week in words and figures: coverage per station and community against the week before, the worst gaps, hotspots without requirement, hours without patrol, planned routes against what was done, and the work of each unit; outings in plain clothes are in no figure of hours and units',
  tag: 'coverage',
  query: reviewQuery,
  response: z.object({
    week: z.object({
      code: z.string(),
      firstDay: z.string(),
      lastDay: z.string(),
      from: z.string(),
      to: z.string(),
      /** Codes of the weeks beside it that can be asked for. */
      previous: z.string().nullable(),
      next: z.string().nullable(),
    }),
    /** What is reviewed: the unit asked for, or the viewer's own. */
    area: z.object({ code: z.string(), name: z.string() }),
    /** The end of the latest track in the district: nothing later can be known. */
    tracksThrough: z.string().nullable(),
    sentences: z.object({ zh: z.array(z.string()), en: z.array(z.string()) }),
    total: figures,
    before: figures.nullable(),
    areas: z.array(reviewedArea),
    hours: z.object({
      /** Hours of the week that can be known. */
      looked: z.number().int(),
      withoutPatrol: z.number().int(),
      /** Runs of hours without any unit, longest first, at most five. */
      longest: z.array(z.object({ from: z.string(), to: z.string(), hours: z.number().int() })),
    }),
    /** The most severe, at most five. */
    gaps: z.array(reviewedGap),
    /** Targets that fell short. */
    gapTargets: z.number().int(),
    hotspots: z.array(reviewedHotspot),
    plans: z.object({
      total: plannedWork,
      /** Those that a route touches. */
      areas: z.array(plannedWork.extend(reviewedArea.pick({ code: true, name: true, level: true }).shape)),
      /** By code, without those too small to be compared. */
      units: z.array(plannedWork.extend({ code: z.string() })),
      /** By code. */
      routes: z.array(plannedRoute),
    }),
    /** By code. */
    units: z.array(unitWork),
    /** Units too small to be compared, and the smallest strength that is. */
    unitsLeftOut: z.number().int(),
    minimumUnitStrength: z.number().int(),
  }),
})
export type WeeklyReview = z.infer<typeof readWeeklyReview.response>

export const exportWeeklyReview = operation({
  method: 'get',
  path: '/reviews/weekly.{format}',
  summary: 'The weekly review as a Word document or an Excel workbook; leaves an audit row',
  tag: 'coverage',
  params: z.object({ format: z.enum(['docx', 'xlsx']) }),
  query: reviewQuery,
})
