import { addToWeek } from '../../cases/aoristic.ts'
import type { CaseColumns } from '../../cases/columns.ts'
import { forEachCase } from '../../cases/columns-filter.ts'
import type { WindowFilter } from '../../cases/filter.ts'
import { wallClock } from '../../cases/wall-clock.ts'
import type { HoldsCase } from './cases-of-area.ts'

const hourMilliseconds = 3_600_000
const dayMilliseconds = 24 * hourMilliseconds
const weekMilliseconds = 7 * dayMilliseconds
/** `wallClock` counts from Monday 1970-01-05. */
const firstMonday = 4
/** A quarter of the day's half: a longer span leaves more than one part of the day open. */
const uncertainHours = 3

export interface CaseTimes {
  total: number
  /** Expected cases of the 168 hours of the week, Monday 00:00 first; they add up to `total`. */
  hours: Float64Array
  /** Cases with a span of more than three hours, and of more than a day. */
  uncertainCount: number
  vagueCount: number
}

/** When the cases of the filter's window happened, by hour of the local week; uncertain times spread evenly. */
export function caseTimes(months: readonly CaseColumns[], filter: WindowFilter, holds: HoldsCase): CaseTimes {
  const local = wallClock(filter.timeZone)
  const times: CaseTimes = { total: 0, hours: new Float64Array(168), uncertainCount: 0, vagueCount: 0 }
  forEachCase(months, filter, (columns, row) => {
    if (!holds(columns, row)) return
    const start = local(columns.from[row]!)
    const duration = Math.max(0, local(columns.to[row]!) - start)
    const intoWeek = start - Math.floor(start / weekMilliseconds) * weekMilliseconds
    addToWeek(times.hours, {
      startSecondOfWeek: intoWeek / 1000,
      durationSeconds: duration / 1000,
      count: 1,
    })
    times.total += 1
    if (duration > uncertainHours * hourMilliseconds) times.uncertainCount += 1
    if (duration > dayMilliseconds) times.vagueCount += 1
  })
  return times
}

/**
 * Expected cases of each local day that begins in the filter's window, uncertain times spread evenly; what reaches past the last day counts on it.
 * @returns the counts and the first day, in days since 1970
 */
export function casesByDay(
  months: readonly CaseColumns[],
  filter: WindowFilter,
  holds: HoldsCase,
): { counts: Float64Array; firstDay: number } {
  const local = wallClock(filter.timeZone)
  const first = Math.ceil(local(filter.from.getTime()) / dayMilliseconds)
  const size = Math.max(0, Math.ceil(local(filter.to.getTime()) / dayMilliseconds) - first)
  const counts = new Float64Array(size)
  const dayAt = (at: number): number => Math.min(size - 1, Math.floor(at / dayMilliseconds) - first)
  forEachCase(months, filter, (columns, row) => {
    const start = local(columns.from[row]!)
    if (dayAt(start) < 0 || !holds(columns, row)) return
    const end = local(columns.to[row]!)
    if (end <= start || dayAt(end) === dayAt(start)) {
      counts[dayAt(start)]! += 1
      return
    }
    for (let at = start; at < end;) {
      const next = Math.min(end, (Math.floor(at / dayMilliseconds) + 1) * dayMilliseconds)
      counts[dayAt(at)]! += (next - at) / (end - start)
      at = next
    }
  })
  return { counts, firstDay: first + firstMonday }
}
