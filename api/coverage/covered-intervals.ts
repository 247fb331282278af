/** A stretch of a line in metres from its start. */
export type CoveredInterval = readonly [fromMeters: number, toMeters: number]

/** The share of the line in the union of what several passes covered: not the sum of their shares. */
export function unionCoveredShare(
  passes: Iterable<{ readonly coveredIntervals: readonly CoveredInterval[] }>,
  lengthMeters: number,
): number {
  const all: CoveredInterval[] = []
  for (const pass of passes) all.push(...pass.coveredIntervals)
  return Math.min(1, lengthOf(unionOf(all)) / lengthMeters)
}

/** The union of the intervals, ascending and disjoint. */
export function unionOf(intervals: readonly CoveredInterval[]): CoveredInterval[] {
  const union: [number, number][] = []
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = union[union.length - 1]
    if (last && from <= last[1] + 1e-6) last[1] = Math.max(last[1], to)
    else union.push([from, to])
  }
  return union
}

/** The sum of the lengths of disjoint intervals. */
export function lengthOf(intervals: readonly CoveredInterval[]): number {
  let meters = 0
  for (const [from, to] of intervals) meters += to - from
  return meters
}
