import type { Contiguity } from './contiguity.ts'

/**
 * The places that stand out most among their neighbours of the same kind: a list of these names each hotspot about once, while the places
 * around its middle, whose neighbourhoods overlap, are left to the map.
 *
 * @param kinds null for places that do not count
 * @param evidence the larger, the more a place stands out; of equal ones the first counts
 * @returns 1 for a peak
 */
export function peaksAmong(
  kinds: readonly (string | null)[],
  evidence: ArrayLike<number>,
  { start, neighbours }: Contiguity,
): Uint8Array {
  const peaks = new Uint8Array(kinds.length)
  kinds.forEach((kind, place) => {
    if (kind === null) return
    let highest = true
    for (let at = start[place]!; highest && at < start[place + 1]!; at += 1) {
      const other = neighbours[at]!
      if (kinds[other] !== kind) continue
      const ahead = evidence[other]! - evidence[place]!
      highest = ahead < 0 || (ahead === 0 && place < other)
    }
    if (highest) peaks[place] = 1
  })
  return peaks
}
