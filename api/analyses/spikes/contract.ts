import { z } from 'zod'
import { boundingBox, instant, operation } from '../../http/contract.ts'

/** What charts are kept of: the whole district, its streets with their stations, communities, and grids. */
export const chartLevels = ['district', 'streets', 'communities', 'grids'] as const
export type ChartLevel = (typeof chartLevels)[number]

const chartArea = z.object({
  level: z.enum(chartLevels),
  id: z.number().int(),
  code: z.string(),
  name: z.string(),
  bbox: boundingBox.nullable(),
})
export type ChartArea = z.infer<typeof chartArea>

/** Null: all categories together. */
const chartCategory = z.object({ code: z.string(), name: z.string(), nameEn: z.string() }).nullable()

/** One chart in one week. Every case in it is the viewer's own. */
const chartWeek = z.object({
  count: z.number().int(),
  /** If nothing changed: level, trend and season going on. */
  expected: z.number(),
  /** From so many cases on it is a spike. */
  alarmFrom: z.number().int(),
})

/** The rule by which a week is called a spike, and how often it is wrong. */
const ruleAnswer = {
  /** The week that is judged, the last seven whole local days before `to` of which cases are known. */
  week: z.object({ from: z.string(), to: z.string() }),
  /** The weeks before it, from which the expectation comes. */
  baselineWeeks: z.number().int(),
  fewestBaselineWeeks: z.number().int(),
  /** There are fewer: nothing is judged. */
  tooShort: z.boolean(),
  /** The record is long enough for trend and season; otherwise the expectation is the mean. */
  seasonal: z.boolean(),
  /** How often a chart without change alarms, at most. */
  falseAlarmShare: z.number(),
  /** Fewer cases are never called a spike. */
  fewestCases: z.number().int(),
}

export const findSpikes = operation({
  method: 'get',
  path: '/analyses/spikes',
  summary:
    'Areas and categories with more cases in the last week than level, trend and season explain, at a stated false-alarm rate; public reports alone, in the own scope (a branch: its own grid)',
  tag: 'analyses',
  query: z.object({ to: instant }),
  response: z.object({
    ...ruleAnswer,
    /** Charts that were looked at. */
    charts: z.number().int(),
    /** How many of them alarm in a week without change, on average. */
    falseAlarms: z.number(),
    /** Rarest first; one that lies within another (a community in its station, a kind in its group) stands for both. */
    spikes: z.array(
      chartWeek.extend({
        area: chartArea,
        category: chartCategory,
        /** How often such a count or a higher one comes up without change. */
        pValue: z.number(),
      }),
    ),
  }),
})
export type Spikes = z.infer<typeof findSpikes.response>
export type Spike = Spikes['spikes'][number]

export const readControlChart = operation({
  method: 'get',
  path: '/analyses/control-chart',
  summary:
    'Weekly cases of one area and category with what was to be expected and the limit from which a week is a spike; without an area of the whole scope',
  tag: 'analyses',
  query: z.object({
    to: instant,
    /** Weeks that are shown. */
    weeks: z.coerce.number().int().min(4).max(520).default(52),
    level: z.enum(chartLevels).optional(),
    /** Code of the area; without it the viewer's own unit. */
    area: z.string().max(40).optional(),
    /** Without it all categories together. */
    category: z.string().max(60).optional(),
  }),
  response: z.object({
    ...ruleAnswer,
    area: chartArea,
    category: chartCategory,
    /** The areas there are charts of. */
    areas: z.array(chartArea),
    /** Oldest first; the last is the judged week, those before it are held against the same course, which they are part of. */
    points: z.array(
      chartWeek.extend({ from: z.string(), to: z.string(), isSpike: z.boolean(), pValue: z.number() }),
    ),
  }),
})
export type ControlChart = z.infer<typeof readControlChart.response>
