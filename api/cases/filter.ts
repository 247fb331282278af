import { type RawBuilder, sql } from 'kysely'
import { caseInScope } from '../auth/scope.ts'
import type { Viewer } from '../auth/viewer.ts'

/** Which cases a query is about; null means no restriction by that. */
export interface CaseFilter {
  districtCode: string
  timeZone: string
  from: Date | null
  to: Date | null
  categoryIds: readonly number[] | null
  hours: readonly number[] | null
  weekdays: readonly number[] | null
  /** Hours of the week besides, 168 times 1 or 0, Monday 00:00 first; absent or null: all. */
  hoursOfWeek?: readonly number[] | null
  source: string | null
  /** Cut to this viewer's scope; null for the whole district. */
  scope: Viewer | null
}

/** A filter whose window is known, as every aggregate needs. */
export type WindowFilter = CaseFilter & {
  from: Date
  to: Date
  /** EPSG number of the district's metric CRS. */
  metricCrs: number
}

const hourSeconds = 3600
const weekSeconds = 7 * 24 * hourSeconds
/** 1970-01-05 was a Monday. */
const firstMondaySeconds = 4 * 24 * hourSeconds

/** The condition of everything in the filter but hours and weekdays, which `caseWeight` covers. */
export function caseCondition(filter: CaseFilter): RawBuilder<boolean> {
  const conditions = [sql<boolean>`cases.district_code = ${filter.districtCode}`]
  if (filter.from) conditions.push(sql`cases.occurred_from >= ${filter.from}`)
  if (filter.to) conditions.push(sql`cases.occurred_from < ${filter.to}`)
  if (filter.categoryIds) conditions.push(sql`cases.category_id = ANY(${[...filter.categoryIds]}::bigint[])`)
  if (filter.source) conditions.push(sql`cases.source = ${filter.source}`)
  if (filter.scope) conditions.push(caseInScope(filter.scope))
  return sql<boolean>`${sql.join(conditions, sql` AND `)}`
}

/** Whether hours or weekdays are filtered, so that a case may count less than one. */
export function weighsCases(filter: CaseFilter): boolean {
  return filter.hours !== null || filter.weekdays !== null || (filter.hoursOfWeek ?? null) !== null
}

/**
 * How much of a case lies in the filter's hours and weekdays, 0 to 1: the share of `[occurredFrom, occurredTo)` in them, the window spread
 * evenly (aoristic analysis, Ratcliffe 2000); for a known moment 1 or 0. Without such a filter 1.
 *
 * Written as a difference of "chosen seconds before t", so that one case costs the same however long its window is.
 */
export function caseWeight(filter: CaseFilter): RawBuilder<number> {
  if (!weighsCases(filter)) return sql<number>`1`
  const chosen = chosenHoursOfWeek(filter)
  const before = [0]
  for (const hour of chosen) before.push((before.at(-1) ?? 0) + hour * hourSeconds)
  const perWeek = before.at(-1) ?? 0
  const from = localSeconds(sql`cases.occurred_from`, filter.timeZone)
  const to = localSeconds(sql`cases.occurred_to`, filter.timeZone)
  const hourIndex = (at: RawBuilder<number>): RawBuilder<number> =>
    sql<number>`(floor((${at} - floor(${at} / ${weekSeconds}::float8) * ${weekSeconds}::float8) / ${hourSeconds}::float8)::int + 1)`
  const isChosen = (at: RawBuilder<number>): RawBuilder<number> =>
    sql<number>`(${chosen}::float8[])[${hourIndex(at)}]`
  const secondsBefore = (at: RawBuilder<number>): RawBuilder<number> =>
    sql<number>`(floor(${at} / ${weekSeconds}::float8) * ${perWeek}::float8
      + (${before}::float8[])[${hourIndex(at)}]
      + ${isChosen(at)} * (${at} - floor(${at} / ${hourSeconds}::float8) * ${hourSeconds}::float8))`
  return sql<number>`(CASE WHEN cases.occurred_to = cases.occurred_from THEN ${isChosen(from)}
    ELSE coalesce((${secondsBefore(to)} - ${secondsBefore(from)}) / nullif(${to} - ${from}, 0), ${isChosen(from)}) END)`
}

/** 168 times 1 or 0, Monday 00:00 first. */
export function chosenHoursOfWeek({ hours, weekdays, hoursOfWeek }: CaseFilter): number[] {
  return Array.from({ length: 168 }, (_, index) => {
    const inHours = hours === null || hours.includes(index % 24)
    const inWeekdays = weekdays === null || weekdays.includes(Math.floor(index / 24) + 1)
    return inHours && inWeekdays && (hoursOfWeek?.[index] ?? 1) === 1 ? 1 : 0
  })
}

/** Seconds of wall-clock time since a Monday, 00:00. */
function localSeconds(instant: RawBuilder<unknown>, timeZone: string): RawBuilder<number> {
  return sql<number>`(date_part('epoch', ${instant} AT TIME ZONE ${timeZone}) - ${firstMondaySeconds}::float8)`
}
