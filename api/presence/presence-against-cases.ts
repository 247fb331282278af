export const defaults = {
  /** As many hours as fit in a sentence and a shift. */
  namedHours: 10,
  /** A quarter of the week: 42 hours. */
  leastPatrolledShare: 0.25,
}

/** An hour of the week in which cases have a larger share of all cases than patrols of all patrol time. */
export interface ShortHour {
  /** 0 = Monday 00:00 to 167. */
  hourOfWeek: number
  caseShare: number
  presenceShare: number
}

const shareOf = (values: readonly number[]): number[] => {
  const sum = values.reduce((total, value) => total + value, 0)
  return values.map((value) => (sum > 0 ? value / sum : 0))
}

/**
 * The hours of the week where the share of cases most exceeds the share of patrol time, largest excess first. Both are shares of the whole week, so the
 * comparison needs no unit.
 *
 * @param seconds patrol time and cases by hour of the week, 168 each
 */
export function shortHours(
  seconds: readonly number[],
  cases: readonly number[],
  limit = defaults.namedHours,
): ShortHour[] {
  const presenceShares = shareOf(seconds)
  return shareOf(cases)
    .map((caseShare, hourOfWeek) => ({ hourOfWeek, caseShare, presenceShare: presenceShares[hourOfWeek]! }))
    .filter(({ caseShare, presenceShare }) => caseShare > presenceShare)
    .sort(
      (a, b) =>
        b.caseShare - b.presenceShare - (a.caseShare - a.presenceShare) || a.hourOfWeek - b.hourOfWeek,
    )
    .slice(0, limit)
}

/**
 * What the quarter of the window's hours of the week with least patrol holds of the cases and of the patrol time; hours with as little as the last of them
 * belong to it, so that nothing is chosen among equals: where most hours saw nobody, it is all of those.
 *
 * @param occurrences how often the window holds each hour of the week
 */
export function leastPatrolled(
  seconds: readonly number[],
  cases: readonly number[],
  occurrences: readonly number[],
): { hours: number; caseShare: number; presenceShare: number } {
  const presenceShares = shareOf(seconds)
  const caseShares = shareOf(cases)
  const perHour = seconds.map((value, hourOfWeek) => value / occurrences[hourOfWeek]!)
  const held = occurrences.flatMap((count, hourOfWeek) => (count > 0 ? [hourOfWeek] : []))
  const ascending = held.map((hourOfWeek) => perHour[hourOfWeek]!).sort((a, b) => a - b)
  const limit = ascending[Math.ceil(held.length * defaults.leastPatrolledShare) - 1] ?? -1
  const least = held.filter((hourOfWeek) => perHour[hourOfWeek]! <= limit)
  const sum = (shares: readonly number[]): number =>
    least.reduce((total, hourOfWeek) => total + shares[hourOfWeek]!, 0)
  return { hours: least.length, caseShare: sum(caseShares), presenceShare: sum(presenceShares) }
}
