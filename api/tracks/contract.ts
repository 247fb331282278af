import { z } from 'zod'
import { boundingBoxQuery } from '../http/contract.ts'
import { patrolProperties, patrolQuery } from '../patrols/contract.ts'
import { collectionOperations } from '../places/contract.ts'

/** The cleaned track of a patrol; its id is the patrol's. */
const trackProperties = patrolProperties.extend({
  fixCount: z.number().int(),
  observedSeconds: z.number(),
  unobservedSeconds: z.number(),
  lengthMeters: z.number(),
})
export type TrackProperties = z.infer<typeof trackProperties>

const trackQuery = patrolQuery.extend({ bbox: boundingBoxQuery.optional(), grid: z.string().optional() })
export type TrackQuery = z.infer<typeof trackQuery>

export const { list, read } = collectionOperations('tracks', trackProperties, trackQuery)
