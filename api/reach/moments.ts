/** Every quarter of an hour a unit drives or walks somewhere else; closer moments say the same again. */
export const everySeconds = 900

/**
 * The moments at which a window is looked at: every quarter of an hour by the clock.
 *
 * @param spans half open, in seconds since 1970, not overlapping: the window, or the occurrences of a slot in it
 * @returns in order of time, none after `throughSeconds`
 */
export function sampledMoments(
  spans: readonly { readonly fromSeconds: number; readonly toSeconds: number }[],
  throughSeconds: number,
): number[] {
  const moments: number[] = []
  for (const { fromSeconds, toSeconds } of spans) {
    const first = Math.ceil(fromSeconds / everySeconds) * everySeconds
    for (let moment = first; moment < toSeconds && moment <= throughSeconds; moment += everySeconds) {
      moments.push(moment)
    }
  }
  return moments
}

/** The value in the middle; between two, half way. Null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
