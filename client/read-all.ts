import type { z } from 'zod'
import type { Operation } from '../api/http/contract.ts'
import { call } from './api.ts'

export interface Row<Properties> {
  id: number
  geometry: { type: string; coordinates?: unknown } | null
  properties: Properties
}

interface Page<Properties> {
  features: Row<Properties>[]
  nextCursor: string | null
}

export type ListOperation<Properties> = Operation<
  z.ZodType,
  z.ZodType,
  z.ZodType,
  z.ZodType<Page<Properties>>
>

const PAGE = 1000

/** All records of one concept, page after page, in the order of the server. */
export async function readAll<Properties>(list: ListOperation<Properties>): Promise<Row<Properties>[]> {
  const rows: Row<Properties>[] = []
  let cursor: string | null = null
  do {
    const page: Page<Properties> = await call(list, { query: { limit: PAGE, cursor } })
    rows.push(...page.features)
    cursor = page.nextCursor
  } while (cursor !== null)
  return rows
}
