import { z } from 'zod'
import { collectionOperations, placeProperties, placeQuery } from '../places/contract.ts'

const roadProperties = placeProperties.extend({
  oneway: z.boolean(),
  lanes: z.number().int().nullable(),
  maxSpeedKmh: z.number().nullable(),
  bridge: z.boolean(),
  lengthMeters: z.number(),
})

export type RoadProperties = z.infer<typeof roadProperties>

export const { list, read } = collectionOperations('roads', roadProperties, placeQuery)
