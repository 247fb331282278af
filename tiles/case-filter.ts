import type { Kysely } from 'kysely'
import { maySeeRestricted } from '../api/auth/permissions.ts'
import type { Viewer } from '../api/auth/viewer.ts'
import type { WindowFilter } from '../api/cases/filter.ts'
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
export async function readCaseFilter(request: TileRequest): Promise<WindowFilter | null> {
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
    categoryIds: await coveredCategoryIds(database, viewer, codes),
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

/** The chosen categories with all below them, cut to what the viewer may see; null when that is every category. */
async function coveredCategoryIds(
  database: Kysely<Tables>,
  viewer: Viewer,
  codes: string[] | null,
): Promise<number[] | null> {
  if (!codes && maySeeRestricted(viewer)) return null
  const categories = await database
    .selectFrom('caseCategories')
    .select(['id', 'code', 'path', 'restricted'])
    .execute()
  const visible = categories.filter((category) => !category.restricted || maySeeRestricted(viewer))
  if (!codes) {
    return visible.length === categories.length ? null : visible.map((category) => category.id)
  }
  const roots = codes.map((code) => visible.find((category) => category.code === code))
  if (roots.includes(undefined)) throw new InvalidFilter('category')
  return visible
    .filter((category) => roots.some((root) => root && category.path.startsWith(root.path)))
    .map((category) => category.id)
}
