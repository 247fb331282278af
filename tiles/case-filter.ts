import { type Kysely, type RawBuilder, sql } from 'kysely'
import { maySeeRestricted } from '../api/auth/permissions.ts'
import { caseInScope } from '../api/auth/scope.ts'
import type { Tables } from '../api/database/connect.ts'
import { readCodes, readIntegers, readWindow, readWords, type TimeWindow } from './filters.ts'
import { InvalidFilter, type TileRequest } from './layer.ts'

export const caseFilterNames = ['from', 'to', 'category', 'hours', 'weekdays', 'source'] as const

const defaultWindowDays = 28
const dayMilliseconds = 86_400_000
const sources = ['public_report', 'patrol_found', 'other'] as const

/**
 * The condition on `cases` for the viewer's scope and the filters of the query: window (default: the 28 days up to the latest case),
 * category with its descendants, hours and weekdays of the district's time zone, source.
 * Null when there are no cases at all. Throws `InvalidFilter`.
 */
export async function casesWanted(request: TileRequest): Promise<RawBuilder<boolean> | null> {
  const { database, district, query, viewer } = request
  const hours = readIntegers(query, 'hours', 0, 23)
  const weekdays = readIntegers(query, 'weekdays', 1, 7)
  const wantedSources = readWords(query, 'source', sources)
  const codes = readCodes(query, 'category')
  const window = readWindow(query) ?? (await latestWindow(database, district.code))
  if (!window) return null
  const categories = codes && (await categoriesBelow(database, codes))
  const local = sql`(cases.occurred_from AT TIME ZONE ${district.timeZone}::text)`
  return sql<boolean>`cases.district_code = ${district.code}
    AND cases.occurred_from >= ${window.from}::timestamptz AND cases.occurred_from < ${window.to}::timestamptz
    AND ${caseInScope(viewer)}
    ${when(!maySeeRestricted(viewer), sql`AND cases.category_id NOT IN (SELECT id FROM case_categories WHERE restricted)`)}
    ${when(categories, sql`AND cases.category_id = ANY(${categories}::bigint[])`)}
    ${when(hours, sql`AND extract(hour FROM ${local}) = ANY(${hours}::int[])`)}
    ${when(weekdays, sql`AND extract(isodow FROM ${local}) = ANY(${weekdays}::int[])`)}
    ${when(wantedSources, sql`AND cases.source = ANY(${wantedSources}::text[])`)}`
}

function when(given: unknown, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return given ? condition : sql``
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

/** Ids of the categories with these codes and of all below them. */
async function categoriesBelow(database: Kysely<Tables>, codes: string[]): Promise<number[]> {
  const { rows } = await sql<{ code: string; ids: number[] }>`
    SELECT chosen.code, array_agg(below.id) AS ids
    FROM case_categories chosen
      JOIN case_categories below ON below.path LIKE chosen.path || '%'
    WHERE chosen.code = ANY(${codes}::text[])
    GROUP BY chosen.code`.execute(database)
  if (rows.length < codes.length) throw new InvalidFilter('category')
  return [...new Set(rows.flatMap((row) => row.ids))]
}
