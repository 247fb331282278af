import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import { invalidInput, notFound } from '../http/problem.ts'
import { areaInScope, type SummaryArea } from './summary-queries.ts'

/** The one area that was asked for by its code; null: none. @throws invalid-input for more than one, not-found outside the scope. */
export async function askedArea(
  database: Database,
  viewer: Viewer,
  query: { grid?: string | undefined; orgUnit?: string | undefined; controlArea?: string | undefined },
): Promise<SummaryArea> {
  const asked = (['grid', 'orgUnit', 'controlArea'] as const).flatMap((kind) => {
    const code = query[kind]
    return code === undefined ? [] : [{ kind, code }]
  })
  if (asked.length > 1) {
    throw invalidInput('grid', { zh: '一次只能统计一个区域', en: 'Only one area at a time' })
  }
  const area = asked[0] ? await areaInScope(database, viewer, asked[0].kind, asked[0].code) : null
  if (area === undefined) throw notFound()
  return area
}
