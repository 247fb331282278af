import { z } from 'zod'
import { collectionOperations, orgUnitReference, placeProperties, placeQuery } from '../places/contract.ts'

const gridProperties = placeProperties.extend({
  name: z.string(),
  /** The community the grid belongs to. */
  community: orgUnitReference,
  householdCount: z.number().int(),
  residentCount: z.number().int(),
  areaSquareMeters: z.number(),
  /** The viewer's own: not a neighbour that is drawn dimmed. */
  inScope: z.boolean(),
})

export type GridProperties = z.infer<typeof gridProperties>

export const { list, read } = collectionOperations('grids', gridProperties, placeQuery)
