import type { CleanedTrack } from '../coverage/cleaned-track.ts'

export interface KnownPosition {
  /** Easting and northing in metres. */
  readonly x: number
  readonly y: number
  /** How long before the moment it was known: 0 between two connected fixes. */
  readonly ageSeconds: number
}

/**
 * Where a track was at a moment: on the way between two fixes that form a segment, else at the last fix before, when that is young enough. After
 * its end somebody is still there only as long as the outing may be going on.
 *
 * @param longestAgeSeconds of the last fix
 * @param mayGoOn whether the outing may last longer than its track, as one of now does
 */
export function positionAt(
  { timeSeconds, x, y, connected }: CleanedTrack,
  momentSeconds: number,
  longestAgeSeconds: number,
  mayGoOn: boolean,
): KnownPosition | null {
  const before = lastAtOrBefore(timeSeconds, momentSeconds)
  if (before === -1) return null
  const ageSeconds = momentSeconds - timeSeconds[before]!
  if (connected[before] === 1 && ageSeconds > 0) {
    const share = ageSeconds / (timeSeconds[before + 1]! - timeSeconds[before]!)
    return {
      x: x[before]! + share * (x[before + 1]! - x[before]!),
      y: y[before]! + share * (y[before + 1]! - y[before]!),
      ageSeconds: 0,
    }
  }
  const isOver = before === timeSeconds.length - 1 && ageSeconds > 0 && !mayGoOn
  if (isOver || ageSeconds > longestAgeSeconds) return null
  return { x: x[before]!, y: y[before]!, ageSeconds }
}

/** The index of the last time that is not after the moment; -1 when all are. */
function lastAtOrBefore(timeSeconds: Float64Array, momentSeconds: number): number {
  let low = 0
  let high = timeSeconds.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeSeconds[middle]! <= momentSeconds) low = middle + 1
    else high = middle
  }
  return low - 1
}
