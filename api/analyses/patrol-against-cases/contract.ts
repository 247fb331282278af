import { z } from 'zod'
import { shownCountAnswer } from '../../cases/contract.ts'
import { slotQuery } from '../../coverage/contract.ts'
import { boundingBox, geometry, instant, integerListQuery, operation, position } from '../../http/contract.ts'

const patrolQuery = z.object({
  from: instant,
  to: instant,
  hours: integerListQuery(0, 23).optional(),
  weekdays: integerListQuery(1, 7).optional(),
  slot: slotQuery.optional(),
})
export type PatrolQuery = z.infer<typeof patrolQuery>

const lookedAt = {
  window: z.object({ from: z.string(), to: z.string() }),
  /** Hours that were looked at: those asked for, up to the latest track. */
  hours: z.number().int(),
  tracksThrough: z.string().nullable(),
}

const level = z.number().int().min(0).max(2)

const servedGrid = shownCountAnswer.extend({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  bbox: boundingBox,
  middle: position,
  unitMinutes: z.number(),
  effectiveStays: z.number().int(),
  /** Cases per kilometre of street, and police visibility; null where there is no street. */
  casesPerKilometer: z.number().nullable(),
  minutesPerKilometerHour: z.number().nullable(),
  /** In which third of the grids both are; null where there is no street. */
  caseLevel: level.nullable(),
  patrolLevel: level.nullable(),
  /** Of the cases and the patrol time in all these grids. */
  caseShare: z.number(),
  patrolShare: z.number(),
  /** The shares differ more than chance explains; null: about in proportion, or too few cases to tell. */
  balance: z.enum(['under', 'over']).nullable(),
})
export type ServedGrid = z.infer<typeof servedGrid>

export const readPatrolAgainstCases = operation({
  method: 'get',
  path: '/analyses/patrol-against-cases',
  summary:
    'Is patrol where the cases are: patrol minutes against cases reported by the public by grid and by hour of the week; the own scope; names no unit',
  tag: 'analyses',
  query: patrolQuery,
  response: z.object({
    ...lookedAt,
    caseTotal: z.number(),
    minimumCases: z.number().int(),
    /** Shares say nothing: neither levels nor balance are given. */
    tooFewCases: z.boolean(),
    unitMinutes: z.number(),
    /** Limits between the thirds of the grids. */
    limits: z.object({
      casesPerKilometer: z.tuple([z.number(), z.number()]),
      minutesPerKilometerHour: z.tuple([z.number(), z.number()]),
    }),
    /** Ascending class limits of `minutesPerKilometerHour`, the first 0. */
    breaks: z.array(z.number()),
    falseDiscoveryShare: z.number(),
    leastRatio: z.number(),
    /** The share of patrol time that would have to be in other grids for it to lie where cases do. */
    displacedShare: z.number(),
    /** Those under-served first, by how much their share of cases exceeds that of patrol time. */
    grids: z.array(servedGrid),
    /** The hours of the week with least patrol, whatever hours were asked for. */
    leastPatrolled: z
      .object({ hours: z.number().int(), caseShare: z.number(), presenceShare: z.number() })
      .nullable(),
    shortHours: z.array(
      z.object({
        weekday: z.number().int(),
        hour: z.number().int(),
        caseShare: z.number(),
        presenceShare: z.number(),
      }),
    ),
  }),
})
export type PatrolAgainstCases = z.infer<typeof readPatrolAgainstCases.response>

const hotspotStays = z.object({
  /** The street segment. */
  id: z.number(),
  code: z.string(),
  name: z.string().nullable(),
  gridCode: z.string().nullable(),
  center: position,
  bbox: boundingBox,
  outline: geometry,
  cases: shownCountAnswer,
  /** Its slot: the hours asked for, or those in which it mostly happens; equal hours: the whole day. */
  slot: z.object({ fromHour: z.number(), toHour: z.number() }),
  /** Blocks of the slot in the window, each of which asks for a stay, and those that had one. */
  blocks: z.number().int(),
  met: z.number().int(),
  stays: z.number().int(),
  /** In the slot. */
  minutes: z.number(),
  /** Where the last hour begins in which a patrol was there in the slot; null: never. */
  lastHour: z.string().nullable(),
})
export type HotspotStays = z.infer<typeof hotspotStays>

export const listHotspotStays = operation({
  method: 'get',
  path: '/analyses/hotspot-stays',
  summary:
    'The street segments with most public reports, and whether each had an effective stay every two hours of its slot; the own scope',
  tag: 'analyses',
  query: patrolQuery,
  response: z.object({
    ...lookedAt,
    rule: z.object({
      topShare: z.number(),
      weeks: z.number(),
      /** From so many reports on; null: no segment has enough. */
      threshold: z.number().nullable(),
      blockHours: z.number(),
      effectiveStaySeconds: z.number(),
      stayCeilingSeconds: z.number(),
      cellMeters: z.number(),
    }),
    /** Hotspots of the district; those beyond the hundred with most reports are not looked at. */
    hotspotCount: z.number().int(),
    lookedAtMost: z.number().int(),
    /** Those in scope; fewest met first, then most cases. */
    hotspots: z.array(hotspotStays),
  }),
})
export type HotspotStaysAnswer = z.infer<typeof listHotspotStays.response>
