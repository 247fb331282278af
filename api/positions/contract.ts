import { z } from 'zod'
import { day, idParams, instant, operation } from '../http/contract.ts'
import { recordCode } from '../places/contract.ts'

/** Most positions of one batch. */
export const mostPositions = 5000

export const refusalReasons = [
  'not-an-object',
  'time-unreadable',
  'time-in-future',
  'time-too-old',
  'not-a-number',
  'position-missing',
  'position-swapped',
  'position-outside',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** One position, as a sender should write it. Each is judged by itself, so that one bad position does not refuse the others. */
export const sentPosition = z.object({
  time: instant,
  lon: z.number(),
  lat: z.number(),
  /** Metres. */
  accuracy: z.number().optional(),
  /** Metres per second. */
  speed: z.number().optional(),
  /** Degrees from north, clockwise. */
  bearing: z.number().optional(),
  /** The first after a pause: the track breaks before it, however short the pause was. */
  resumed: z.boolean().optional(),
})
export type SentPosition = z.infer<typeof sentPosition>

export const positionBatch = z.object({
  /** Code of the patrol unit; a unit's token may leave it out. */
  unit: z.string().max(40).optional(),
  coordinateSystem: z.enum(['wgs84', 'cgcs2000', 'gcj02']).default('wgs84'),
  mode: z.enum(['foot', 'bike', 'vehicle', 'fixed_point', 'inspection']).default('vehicle'),
  attire: z.enum(['uniform', 'plain']).default('uniform'),
  /** Code of the planned route that the outing follows. */
  route: recordCode.optional(),
  /** The sender's own number of the outing; without it a silence of 30 minutes ends one. */
  patrolKey: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,59}$/)
    .optional(),
  /** When the outing began, with `patrolKey`. */
  startedAt: instant.optional(),
  /** When the outing was ended, with `patrolKey`. */
  endedAt: instant.optional(),
  /** The device's clock at the moment of sending; far from the server's, the positions are kept but do not count. */
  sentAt: instant.optional(),
  positions: z
    .array(
      z.unknown().meta({
        description: 'A position: time, lon, lat, and if known accuracy, speed, bearing and resumed',
      }),
    )
    .max(mostPositions),
})
export type PositionBatch = z.infer<typeof positionBatch>

const receipt = z.object({
  unit: z.string(),
  /** Stored by this batch. */
  accepted: z.number().int(),
  /** Stored already; of two at one time the more accurate counts. */
  duplicate: z.number().int(),
  /** Of the accepted: bear a mark so far; marks are reconsidered when neighbours come. */
  marked: z.number().int(),
  refused: z.number().int(),
  /** Why, by the place in the batch, from 0. */
  reasons: z.array(
    z.object({ index: z.number().int(), reason: z.enum(refusalReasons), message: z.string() }),
  ),
})

export const sendPositions = operation({
  method: 'post',
  path: '/positions',
  summary: 'Send positions of one patrol unit: late, out of order or twice, the result is the same',
  tag: 'patrols',
  unitToken: true,
  body: positionBatch,
  response: receipt,
})

export const readPositionRules = operation({
  method: 'get',
  path: '/positions/rules',
  summary:
    'The numbers by which positions become tracks, visits and passes, for devices that show it while recording',
  tag: 'patrols',
  response: z.object({
    /** A longer silence breaks the track. */
    maximumGapSeconds: z.number(),
    maximumSpeedMetersPerSecond: z.number(),
    poorAccuracyMeters: z.number(),
    /** A shorter exit does not end a visit. */
    toleratedExitSeconds: z.number(),
    /** The share of a line from which a pass is complete. */
    completeShare: z.number(),
    /** How far beside a line one still walks along it. */
    lineToleranceMeters: z.number(),
  }),
})
export type PositionRules = z.infer<typeof readPositionRules.response>

const qualityDay = z.object({
  day,
  fixCount: z.number().int(),
  /** The middle interval between two fixes of an outing. */
  medianIntervalSeconds: z.number().nullable(),
  /** Silences within an outing over the longest gap of a track. */
  dropoutCount: z.number().int(),
  longestDropoutSeconds: z.number(),
  /** Shares of the fixes, 0 to 1. */
  markedShares: z.object({
    jump: z.number(),
    poorAccuracy: z.number(),
    clock: z.number(),
    jitter: z.number(),
  }),
  /** Looks like GCJ-02 sent as WGS84. */
  shiftSuspected: z.boolean(),
})

export const readUnitQuality = operation({
  method: 'get',
  path: '/patrol-units/{id}/quality',
  summary: 'How good the positions of a patrol unit are, by day',
  tag: 'patrols',
  params: idParams,
  query: z.object({ from: day.optional(), days: z.coerce.number().int().min(1).max(31).default(7) }),
  response: z.object({
    unit: z.string(),
    /** The latest fix. */
    lastSeenAt: instant.nullable(),
    days: z.array(qualityDay),
    /** By day of arrival. */
    received: z.array(
      z.object({
        day,
        source: z.string(),
        acceptedCount: z.number().int(),
        duplicateCount: z.number().int(),
        /** Least time between a fix and its arrival: of hours, the device's clock or time zone is wrong. */
        leastDelaySeconds: z.number().nullable(),
      }),
    ),
    refused: z.array(
      z.object({ day, source: z.string(), reason: z.string(), refusedCount: z.number().int() }),
    ),
  }),
})
export type UnitQuality = z.infer<typeof readUnitQuality.response>
