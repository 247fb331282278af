import { DateTime } from 'luxon'
import type { ComparisonName } from './contract.ts'

export interface Window {
  from: Date
  to: Date
}

/**
 * The window a count is compared with: `previous` is as long and ends where this one starts; `lastMonth` and `lastYear` are the same days a month
 * or a year earlier on the district's calendar (31 March goes to the last day of February).
 */
export function comparedWindow({ from, to }: Window, name: ComparisonName, timeZone: string): Window {
  if (name === 'previous') {
    const start = DateTime.fromJSDate(from, { zone: timeZone })
    const end = DateTime.fromJSDate(to, { zone: timeZone })
    // Whole days stay whole days where clocks change.
    const days = end.diff(start, 'days').days
    const earlier = Number.isInteger(days)
      ? start.minus({ days }).toJSDate()
      : new Date(from.getTime() - (to.getTime() - from.getTime()))
    return { from: earlier, to: from }
  }
  const back = name === 'lastMonth' ? { months: 1 } : { years: 1 }
  const shift = (instant: Date): Date =>
    DateTime.fromJSDate(instant, { zone: timeZone }).minus(back).toJSDate()
  return { from: shift(from), to: shift(to) }
}

/** Difference and percent against an earlier count; the percent is null where the base is 0. */
export function changeAgainst(
  count: number | null,
  compared: number | null,
): { change: number | null; changePercent: number | null } {
  if (count === null || compared === null) return { change: null, changePercent: null }
  const change = count - compared
  return { change, changePercent: compared === 0 ? null : (change / compared) * 100 }
}

/** Whether the record covers a window: its first case lies before it or on its first day. Without that a change would be made up. */
export function covers(firstCase: Date | null, window: Window): boolean {
  return firstCase !== null && firstCase.getTime() < window.from.getTime() + 86_400_000
}
