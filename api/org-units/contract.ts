import { z } from 'zod'
import { collectionQuery, instant, recordId } from '../http/contract.ts'
import {
  changeProperties,
  collectionOperations,
  count,
  orgUnitReference,
  recordName,
  wordListQuery,
  writeOperations,
} from '../places/contract.ts'

/** From the district down; `street` is a street office or a police station. */
export const orgUnitLevels = ['district', 'street', 'community', 'branch', 'building_group'] as const

const orgUnitProperties = changeProperties.extend({
  code: z.string(),
  name: z.string(),
  level: z.enum(orgUnitLevels),
  parent: orgUnitReference.nullable(),
  officerCount: z.number().int(),
  communityOfficerCount: z.number().int(),
  securityMemberCount: z.number().int(),
  /** Of the grids below the unit. */
  gridCount: z.number().int(),
  householdCount: z.number().int(),
  residentCount: z.number().int(),
  confirmedAt: instant.nullable(),
})

export type OrgUnitProperties = z.infer<typeof orgUnitProperties>

const orgUnitQuery = collectionQuery.extend({
  level: wordListQuery.optional(),
  parent: recordId.optional(),
  updatedSince: instant.optional(),
})
export type OrgUnitQuery = z.infer<typeof orgUnitQuery>

const counts = {
  officerCount: count.optional(),
  communityOfficerCount: count.optional(),
  securityMemberCount: count.optional(),
}
const code = z.string().regex(/^[0-9]{12}$|^[0-9]{15}(-[0-9]{2})?$/)

export const { list, read } = collectionOperations('org-units', orgUnitProperties, orgUnitQuery)
export const { create, change, retire, history } = writeOperations(
  'org-units',
  orgUnitProperties,
  { code, name: recordName, level: z.enum(orgUnitLevels), parentId: z.number().int().positive(), ...counts },
  { code, name: recordName, parentId: z.number().int().positive(), ...counts },
)
