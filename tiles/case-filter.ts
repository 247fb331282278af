import type { Kysely } from 'kysely'
import type { CasePurpose } from '../api/auth/permissions.ts'
import { coveredCategoryIds, readCategories, UnknownCategory } from '../api/cases/categories.ts'
import type { CaseFilter } from '../api/cases/filter.ts'
import type { Tables } from '../api/database/connect.ts'
import { readCodes, readIntegers, readWindow, readWord, type TimeWindow } from './filters.ts'
import { InvalidFilter, type TileRequest } from './layer.ts'

export const caseFilterNames = ['from', 'to', 'category', 'hours', 'weekdays', 'source'] as const

const defaultWindowDays = 28
const dayMilliseconds = 86_400_000
const sources = ['public_report', 'patrol_found', 'other'] as const

/**
 * The cases a tile is about: the viewer's scope and the filters of the query, by default the 28 days up to the latest case.
 * Null when there are no cases at all. Throws `InvalidFilter`.
 */
export async function readCaseFilter(request: TileRequest, purpose: CasePurpose): Promise<CaseFilter | null> {
  const { database, district, query, viewer } = request
  const chosen = {
    hours: readIntegers(query, 'hours', 0, 23),
    weekdays: readIntegers(query, 'weekdays', 1, 7),
    source: readWord(query, 'source', sources),
  }
  const codes = readCodes(query, 'category')
  const window = readWindow(query) ?? (await latestWindow(database, district.code))
  if (!window) return null
  return {
    ...chosen,
    ...window,
    districtCode: district.code,
    timeZone: district.timeZone,
    categoryIds: await categoriesOf(request, codes, purpose),
    scope: viewer,
  }
}

async function latestWindow(database: Kysely<Tables>, districtCode: string): Promise<TimeWindow | null> {
  const { latest } = await database
    .selectFrom('cases')
    .select((select) => select.fn.max('occurredFrom').as('latest'))
    .where('districtCode', '=', districtCode)
    .executeTakeFirstOrThrow()
  if (!latest) return null
  const to = new Date(latest.getTime() + 1000)
  return { from: new Date(to.getTime() - defaultWindowDays * dayMilliseconds), to }
}

async function categoriesOf(
  { database, viewer }: TileRequest,
  codes: string[] | null,
  purpose: CasePurpose,
): Promise<number[] | null> {
  try {
    return coveredCategoryIds(await readCategories(database), viewer, codes, purpose)
  } catch (error) {
    throw error instanceof UnknownCategory ? new InvalidFilter('category') : error
  }
}
