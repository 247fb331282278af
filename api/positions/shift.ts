/**
 * Judges whether positions sent as WGS84 are GCJ-02, the shifted system of Chinese maps (300 to 600 m away). Turned back from GCJ-02 they then lie on the
 * streets, while as sent they lie anywhere.
 */
export const defaults = {
  /** Fewer say nothing. */
  leastSample: 20,
  /** Fixes of a patrol lie within half a street and the error of a fix of some street. */
  nearStreetMeters: 15,
  /** The share of the sample that must lie nearer to a street once turned back. */
  betterShare: 0.7,
  /** What turned back is not this much nearer in the middle is chance. */
  clearlyNearer: 0.5,
}

/**
 * @param asSentMeters distance of each sampled fix to the nearest street
 * @param turnedBackMeters the same once turned back from GCJ-02 to WGS84
 */
export function isShiftSuspected(
  asSentMeters: readonly number[],
  turnedBackMeters: readonly number[],
): boolean {
  const count = asSentMeters.length
  if (count < defaults.leastSample || turnedBackMeters.length !== count) return false
  const sent = median(asSentMeters)
  const turned = median(turnedBackMeters)
  const better = turnedBackMeters.filter((meters, i) => meters < asSentMeters[i]!).length
  return (
    turned <= defaults.nearStreetMeters &&
    sent > defaults.nearStreetMeters &&
    turned < defaults.clearlyNearer * sent &&
    better >= defaults.betterShare * count
  )
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
