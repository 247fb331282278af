import { z } from 'zod'
import {
  changeProperties,
  collectionOperations,
  pageQuery,
  recordName,
  writeOperations,
} from '../places/contract.ts'

const caseCategoryProperties = changeProperties.extend({
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  /** 1 for criminal, public order, dispute, hazard; deeper for what belongs to them. */
  depth: z.number().int(),
  parent: z
    .object({ id: z.number().int(), code: z.string(), name: z.string(), nameEn: z.string() })
    .nullable(),
  severityWeight: z.number(),
  keyCase: z.boolean(),
  restricted: z.boolean(),
  sortOrder: z.number().int(),
})
export type CaseCategoryProperties = z.infer<typeof caseCategoryProperties>

const flags = {
  severityWeight: z.number().min(0).max(1000).optional(),
  keyCase: z.boolean().optional(),
  restricted: z.boolean().optional(),
  sortOrder: z.number().int().min(0).max(100_000).optional(),
}

export const { list, read } = collectionOperations('case-categories', caseCategoryProperties, pageQuery)
export const { create, change, retire, history } = writeOperations(
  'case-categories',
  caseCategoryProperties,
  {
    code: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
    name: recordName,
    nameEn: recordName,
    parentId: z.number().int().positive().nullable().optional(),
    ...flags,
  },
)
