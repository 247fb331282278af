import { z } from 'zod'
import { day, instant, operation, recordId } from '../http/contract.ts'
import { collectionOperations, orgUnitReference, pageQuery } from '../places/contract.ts'

/** The team of an outing. */
export const patrolUnitReference = z.object({
  id: z.number().int(),
  code: z.string(),
  forceType: z.string(),
  orgUnit: orgUnitReference,
})

export const patrolProperties = z.object({
  unit: patrolUnitReference,
  mode: z.enum(['foot', 'bike', 'vehicle', 'fixed_point', 'inspection']),
  attire: z.enum(['uniform', 'plain']),
  startedAt: instant,
  endedAt: instant,
  /** The planned route it was to follow; null for a free patrol. */
  route: z.object({ id: z.number().int(), code: z.string(), name: z.string() }).nullable(),
})
export type PatrolProperties = z.infer<typeof patrolProperties>

/** Outings that start in `[from, to)`; without a window the last 24 hours before the latest start. */
export const patrolQuery = pageQuery.extend({
  from: instant.optional(),
  to: instant.optional(),
  /** Code of the patrol unit. */
  unit: z.string().max(40).optional(),
})
export type PatrolQuery = z.infer<typeof patrolQuery>

export const { list, read } = collectionOperations('patrols', patrolProperties, patrolQuery)

/** Why an outing left out what was required: road closed, weather, sent elsewhere, out of time, something else. */
export const missedReasons = ['road_closed', 'weather', 'dispatched', 'no_time', 'other'] as const
export type MissedReason = (typeof missedReasons)[number]

/** The longest note, in characters. */
export const longestNote = 60

/** The number an outing was given by whoever recorded it. */
export const patrolKey = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,59}$/)

const givenReason = z.object({
  layer: z.enum(['patrol-lines', 'patrol-points']),
  targetId: recordId,
  /** The day the occurrence starts on. */
  day,
  slotCode: z.string().min(1).max(40),
  reason: z.enum(missedReasons),
  note: z.string().trim().max(longestNote).optional(),
})
export type GivenReason = z.infer<typeof givenReason>

export const giveMissedReasons = operation({
  method: 'put',
  path: '/patrols/{patrolKey}/missed-reasons',
  summary:
    'Say why an outing left out lines or points; said again for the same occurrence, the last word counts',
  tag: 'patrols',
  params: z.object({ patrolKey }),
  body: z.object({
    /** Code of the patrol unit. */
    unit: z.string().max(40),
    reasons: z.array(givenReason).min(1).max(200),
  }),
  response: z.object({ stored: z.number().int() }),
})

/** A reason as evidence of an occurrence shows it. */
export const missedReasonShown = z.object({
  day: z.string(),
  slotCode: z.string(),
  /** Null for a unit of another station. */
  unitCode: z.string().nullable(),
  reason: z.enum(missedReasons),
  note: z.string().nullable(),
  givenAt: instant,
})
export type MissedReasonShown = z.infer<typeof missedReasonShown>
