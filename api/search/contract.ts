import { z } from 'zod'
import { boundingBox, operation, position } from '../http/contract.ts'

export const searchResult = z.object({
  layer: z.string(),
  id: z.number().int(),
  /** Null for streets found by name and for labels. */
  code: z.string().nullable(),
  name: z.string(),
  kind: z.string(),
  gridCode: z.string().nullable(),
  address: z.string().nullable(),
  center: position,
  bbox: boundingBox,
})
export type SearchResult = z.infer<typeof searchResult>

export const search = operation({
  method: 'get',
  path: '/search',
  summary: 'Find grids, streets, places, units and labels by name, code or address',
  tag: 'search',
  query: z.object({
    q: z.string().trim().min(1).max(100),
    limit: z.coerce.number().int().min(1).max(50).default(20),
  }),
  response: z.object({ results: z.array(searchResult) }),
})
