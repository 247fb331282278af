import { z } from 'zod'
import { recordId } from '../http/contract.ts'
import {
  changeProperties,
  collectionOperations,
  orgUnitReference,
  pageQuery,
  recordCode,
  writeOperations,
} from '../places/contract.ts'

export const forceTypes = [
  'police',
  'traffic',
  'auxiliary',
  'joint_defence',
  'security',
  'red_armband',
  'property_guard',
] as const

const patrolUnitProperties = changeProperties.extend({
  code: z.string(),
  forceType: z.enum(forceTypes),
  orgUnit: orgUnitReference,
  /** Members of the team. */
  strength: z.number().int(),
})
export type PatrolUnitProperties = z.infer<typeof patrolUnitProperties>

const patrolUnitQuery = pageQuery.extend({ orgUnit: recordId.optional() })
export type PatrolUnitQuery = z.infer<typeof patrolUnitQuery>

export const { list, read } = collectionOperations('patrol-units', patrolUnitProperties, patrolUnitQuery)
export const { create, change, retire, history } = writeOperations('patrol-units', patrolUnitProperties, {
  code: recordCode,
  forceType: z.enum(forceTypes),
  orgUnitId: z.number().int().positive(),
  strength: z.number().int().min(1).max(10_000),
})
