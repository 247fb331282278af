import { z } from 'zod'
import { shownCountAnswer } from '../cases/contract.ts'
import { instant, operation, position } from '../http/contract.ts'
import { patrolProperties } from '../patrols/contract.ts'

const withQuery = z.enum(['workstations']).optional()

/** A share per ring, those inside it included; null where there is nothing to take a share of, or too little to be shown. */
const sharePerRing = z.array(z.number().nullable())

const figures = z.object({
  streets: z.object({ totalMeters: z.number(), meters: z.array(z.number()), shares: sharePerRing }),
  /** Households are numbers of a grid: so many are reached as of its streets. */
  households: z.object({ total: z.number(), reached: z.array(z.number()), shares: sharePerRing }),
  /** Reported by the public in the last weeks, on their streets. */
  cases: z.object({ total: shownCountAnswer, from: instant, to: instant, shares: sharePerRing }),
})
export type ReachFigures = z.infer<typeof figures>

const travelModes = ['foot', 'bike', 'vehicle'] as const

export const readReach = operation({
  method: 'get',
  path: '/reach',
  summary: 'What the units of a moment reach along the streets within the rapid response rings',
  tag: 'reach',
  query: z.object({
    /** Without it: now. */
    at: instant.optional(),
    /** Workstations that are always open count too; their officers set out on foot. */
    with: withQuery,
  }),
  response: z.object({
    at: instant,
    ringMinutes: z.array(z.number()),
    units: z.array(
      z.object({
        patrolId: z.number().int(),
        code: z.string(),
        forceType: z.string(),
        mode: patrolProperties.shape.mode,
        /** How it sets out. */
        travels: z.enum(travelModes),
        position,
        /** How old the position is; 0 between two fixes. */
        ageSeconds: z.number(),
        /** False when no street is near: it reaches nothing. */
        onStreet: z.boolean(),
      }),
    ),
    workstations: z.array(
      z.object({ id: z.number().int(), code: z.string(), name: z.string(), position, onStreet: z.boolean() }),
    ),
    figures,
    /** Streets of the area shown, one list of lines per ring and last what no ring holds; a line as longitude and latitude in millionths of a degree, then differences. */
    lines: z.array(z.array(z.array(z.number().int()))),
    speeds: z.object({
      footKilometersPerHour: z.number(),
      bikeKilometersPerHour: z.number(),
      /** By class of road. */
      vehicleKilometersPerHour: z.record(z.string(), z.number()),
    }),
    positionMinutes: z.number(),
  }),
})
export type ReachAnswer = z.infer<typeof readReach.response>

const medianShares = z.object({ streets: sharePerRing, households: sharePerRing, cases: sharePerRing })

/** Median share per ring over all moments, those without a unit included. */
const typicalFigures = medianShares.extend({
  /** Over the moments with a unit out alone; null when there was none. */
  whenOut: medianShares.nullable(),
  units: z.number(),
  /** Moments at which nobody was out. */
  emptyMoments: z.number().int(),
})
export type TypicalFigures = z.infer<typeof typicalFigures>

export const readTypicalReach = operation({
  method: 'get',
  path: '/reach/typical',
  summary: 'What is usually reached: the median over every quarter of an hour of a window, by station',
  tag: 'reach',
  query: z.object({
    from: instant,
    to: instant,
    /** Code of a time slot; its occurrences that start in the window. */
    slot: z.string().max(40).optional(),
    with: withQuery,
  }),
  response: z.object({
    window: z.object({ from: instant, to: instant }),
    ringMinutes: z.array(z.number()),
    everyMinutes: z.number(),
    moments: z.number().int(),
    /** Units smaller than the least strength are in no comparison. */
    smallestStrength: z.number().int(),
    /** For those who see the district: all units on all streets. */
    district: typicalFigures.nullable(),
    /** Each station with its own units on its own streets. */
    stations: z.array(typicalFigures.extend({ code: z.string(), name: z.string() })),
  }),
})
export type TypicalReach = z.infer<typeof readTypicalReach.response>
