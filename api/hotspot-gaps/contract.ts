import { z } from 'zod'
import { shownCountAnswer } from '../cases/contract.ts'
import { feature, geometry, instant, operation } from '../http/contract.ts'

const rankedPart = z.object({ rank: z.number(), weight: z.number(), part: z.number() })

export const hotspotGapProperties = z.object({
  kind: z.literal('hotspot'),
  /** The street segment. */
  id: z.number(),
  code: z.string(),
  name: z.string().nullable(),
  gridCode: z.string().nullable(),
  center: z.tuple([z.number(), z.number()]),
  lengthMeters: z.number(),
  /** Public reports on the segment in the last weeks, under the small-number rule. */
  cases: shownCountAnswer,
  weeks: z.number(),
  /** The hours of the day in which it mostly happens: from, and the hour after the last; equal for the whole day. */
  hours: z.object({ fromHour: z.number(), toHour: z.number(), share: z.number() }),
  /** The share of the reports in hours in which something nearby is required. */
  requiredShare: z.number(),
  /** How near a requirement is one of the hotspot. */
  requiredWithinMeters: z.number(),
  /** How long units were within `withinMeters` of it in the window, and when last; null: not once. */
  patrolMinutes: z.number(),
  withinMeters: z.number(),
  lastPatrolAt: z.string().nullable(),
  severity: z.object({
    severity: z.number(),
    risk: rankedPart,
    wait: z.object({ hours: z.number().nullable(), share: z.number(), weight: z.number(), part: z.number() }),
    size: rankedPart,
  }),
  /** The must-patrol line nearest to it within the risk radius, where a requirement could be added. */
  nearestLine: z.object({ id: z.number(), name: z.string(), meters: z.number() }).nullable(),
})

const hotspotGap = feature(hotspotGapProperties).extend({ geometry })
export type HotspotGap = z.infer<typeof hotspotGap>

export const listHotspotGaps = operation({
  method: 'get',
  path: '/gaps/hotspots',
  summary: 'Street segments with most public reports near which nobody is asked to patrol when it happens',
  tag: 'coverage',
  query: z.object({
    from: instant,
    to: instant,
    grid: z.string().optional(),
    /** Code of an org unit: only what lies in its grids. */
    unit: z.string().optional(),
  }),
  response: z.object({
    type: z.literal('FeatureCollection'),
    features: z.array(hotspotGap),
    nextCursor: z.null(),
    /** How a hotspot is told: the share of all segments, the weeks, and from how many reports on; null when there is none. */
    rule: z.object({
      topShare: z.number(),
      weeks: z.number(),
      threshold: z.number().nullable(),
      streetCount: z.number(),
      hotspotCount: z.number(),
    }),
  }),
})
export type HotspotGapAnswer = z.infer<typeof listHotspotGaps.response>
