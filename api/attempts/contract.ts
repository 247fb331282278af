import { z } from 'zod'
import { coverageLayers } from '../coverage/contract.ts'
import { feature, geometry, instant, operation, recordId } from '../http/contract.ts'

/** Whether what an outing did counts, and why not: `complete` counts. */
export const attemptVerdicts = ['complete', 'partial', 'tooBrief', 'tooShort', 'across', 'tooFar'] as const
export type AttemptVerdict = (typeof attemptVerdicts)[number]

/** What a feature of the answer is. `time` and `direction` are points; `direction` has a bearing, degrees clockwise from north. */
export const attemptParts = [
  'line',
  'covered',
  'uncovered',
  'recorded',
  'way',
  'time',
  'direction',
  'target',
] as const
export type AttemptPart = (typeof attemptParts)[number]

export const readAttempt = operation({
  method: 'get',
  path: '/coverage/{layer}/{id}/attempts/{patrolId}',
  summary:
    'What one outing did at one target at a time: the piece of its track, its way along the streets, what of the line that covers, and why it counts or not',
  tag: 'coverage',
  params: z.object({ layer: z.enum(coverageLayers), id: recordId, patrolId: recordId }),
  query: z.object({
    from: instant,
    to: instant,
    tolerance: z.coerce.number().min(5).max(200).optional(),
  }),
  response: z.object({
    type: z.literal('FeatureCollection'),
    features: z.array(
      feature(
        z.object({
          part: z.enum(attemptParts),
          at: z.string().optional(),
          bearing: z.number().optional(),
        }),
      ).extend({ geometry }),
    ),
    attempt: z.object({
      layer: z.enum(coverageLayers),
      id: z.number(),
      name: z.string(),
      /** Null for a unit of another station. */
      unitCode: z.string().nullable(),
      verdict: z.enum(attemptVerdicts),
      from: z.string(),
      to: z.string(),
      direction: z.enum(['forward', 'backward']).nullable(),
      /** Lines: the share of the length it covered, and what a complete pass needs. */
      coveredShare: z.number().nullable(),
      completeShare: z.number().nullable(),
      lengthMeters: z.number().nullable(),
      /** How far from the line counts, or the radius of the point. */
      toleranceMeters: z.number(),
      nearestMeters: z.number(),
      furthestMeters: z.number(),
      offLineSeconds: z.number(),
      dwellSeconds: z.number().nullable(),
      stillSeconds: z.number().nullable(),
      requiredDwellSeconds: z.number().nullable(),
    }),
  }),
})
export type AttemptAnswer = z.infer<typeof readAttempt.response>
