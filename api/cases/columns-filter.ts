import { caseSources } from './contract.ts'
import type { CaseColumns } from './columns.ts'
import { chosenHoursOfWeek, type WindowFilter, weighsCases } from './filter.ts'
import { wallClock } from './wall-clock.ts'

const hourMilliseconds = 3_600_000
const weekMilliseconds = 168 * hourMilliseconds

/**
 * Calls `visit` for every case of the columns that the filter lets through, with its weight in the filter's hours and weekdays (as `caseWeight`
 * computes it in SQL); cases of no weight are left out. The filter's scope is not looked at.
 */
export function forEachCase(
  months: readonly CaseColumns[],
  filter: WindowFilter,
  visit: (columns: CaseColumns, row: number, weight: number) => void,
): void {
  const from = filter.from.getTime()
  const to = filter.to.getTime()
  const categories = filter.categoryIds && new Set(filter.categoryIds)
  const source = filter.source === null ? -1 : caseSources.findIndex((name) => name === filter.source)
  const weigh = weighsCases(filter) ? weightIn(filter) : null
  for (const columns of months) {
    for (let row = 0; row < columns.length; row += 1) {
      const occurredFrom = columns.from[row]!
      if (occurredFrom < from || occurredFrom >= to) continue
      if (filter.source !== null && columns.source[row] !== source) continue
      if (categories && !categories.has(columns.categoryId[row]!)) continue
      const weight = weigh ? weigh(occurredFrom, columns.to[row]!) : 1
      if (weight > 0) visit(columns, row, weight)
    }
  }
}

/** The share of `[from, to)` in the chosen hours of the week, 0 to 1; of a known moment 1 or 0. */
function weightIn(filter: WindowFilter): (from: number, to: number) => number {
  const chosen = chosenHoursOfWeek(filter)
  const before = [0]
  for (const hour of chosen) before.push((before.at(-1) ?? 0) + hour * hourMilliseconds)
  const perWeek = before.at(-1) ?? 0
  const local = wallClock(filter.timeZone)
  const hourAt = (at: number): number =>
    Math.floor((at - Math.floor(at / weekMilliseconds) * weekMilliseconds) / hourMilliseconds)
  const chosenBefore = (at: number): number => {
    const hour = hourAt(at)
    const intoHour = at - Math.floor(at / hourMilliseconds) * hourMilliseconds
    return Math.floor(at / weekMilliseconds) * perWeek + before[hour]! + chosen[hour]! * intoHour
  }
  return (from, to) => {
    const start = local(from)
    const end = from === to ? start : local(to)
    return end === start ? chosen[hourAt(start)]! : (chosenBefore(end) - chosenBefore(start)) / (end - start)
  }
}
