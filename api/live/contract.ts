import { z } from 'zod'
import { instant, operation } from '../http/contract.ts'
import { forceTypes } from '../patrol-units/contract.ts'
import { orgUnitReference } from '../places/contract.ts'

export const unitStates = ['moving', 'staying', 'silent', 'ended'] as const
export type UnitState = (typeof unitStates)[number]

/**
 * A line with times as whole numbers: seconds since 1970, longitude and latitude in millionths of a degree of the first place, then the
 * difference of each to the one before, three numbers a place.
 */
export const compactLine = z.array(z.number().int())

export const liveUnit = z.object({
  /** Id of the patrol unit. */
  id: z.number().int(),
  code: z.string(),
  forceType: z.enum(forceTypes),
  orgUnit: orgUnitReference,
  /** The outing it is on. */
  patrolId: z.number().int(),
  startedAt: instant,
  mode: z.enum(['foot', 'bike', 'vehicle', 'fixed_point', 'inspection']),
  attire: z.enum(['uniform', 'plain']),
  state: z.enum(unitStates),
  /** Since when it has been in that state. */
  since: instant,
  /** Time of the last position. */
  fixedAt: instant,
  lon: z.number(),
  lat: z.number(),
  /** Metres per second; null where the device does not say. */
  speed: z.number().nullable(),
  /** Degrees from north, clockwise; null while it has not moved. */
  bearing: z.number().nullable(),
})
export type LiveUnit = z.infer<typeof liveUnit>

export const pointStates = ['due', 'done', 'missed'] as const

/** A must-arrive point in the slot that runs now, or, where none runs, the one that ended last. */
export const livePoint = z.object({
  /** Of the point and the slot. */
  key: z.string(),
  id: z.number().int(),
  code: z.string(),
  name: z.string(),
  center: z.tuple([z.number(), z.number()]),
  slotCode: z.string(),
  slotName: z.string(),
  from: instant,
  to: instant,
  state: z.enum(pointStates),
  measure: z.string(),
  required: z.number(),
  done: z.number(),
})
export type LivePoint = z.infer<typeof livePoint>

/** What the stream sends, by name of the event; the data is JSON. */
export const liveEvents = {
  /** First: everything as it is. */
  snapshot: z.object({
    now: instant,
    silentSeconds: z.number(),
    trailSeconds: z.number(),
    units: z.array(liveUnit.extend({ trail: compactLine })),
    /** Null while what was done is being counted. */
    points: z.array(livePoint).nullable(),
  }),
  /** Units that moved or changed their state, and ids of those that are no longer shown. */
  units: z.object({ now: instant, changed: z.array(liveUnit), gone: z.array(z.number().int()) }),
  /** Points that ticked, and keys of those that no longer count; the first time all, even if there are none. */
  points: z.object({ now: instant, changed: z.array(livePoint), gone: z.array(z.string()) }),
  /** Some alert was raised, resolved or acknowledged: `GET /alerts`. */
  alerts: z.object({ now: instant }),
  /** Every few seconds, so that silence means a broken line. */
  beat: z.object({ now: instant }),
} as const
export type LiveEvents = { [Name in keyof typeof liveEvents]: z.infer<(typeof liveEvents)[Name]> }
export type LiveSnapshot = LiveEvents['snapshot']

export const streamLive = operation({
  method: 'get',
  path: '/live',
  summary:
    'Units of the own station as they move, and points as they tick: server-sent events, beginning with a snapshot. Ends with the session',
  tag: 'patrols',
})
