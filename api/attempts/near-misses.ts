import type { CleanedTrack } from '../coverage/cleaned-track.ts'
import { distanceToLine } from '../geometry/along-line.ts'

/** Between two fixes the way is judged at places this far apart. */
const sampleMeters = 10

interface MetricLine {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

/** When a track was within reach of a line without being at it, and how near it came, in metres. */
export interface NearMiss {
  fromSeconds: number
  toSeconds: number
  nearestMeters: number
}

/**
 * The approach of a track to a line in `[fromSeconds, toSeconds)`: from first to last within `withinMeters` around the moment it was nearest.
 * Null when it never came so near.
 */
export function nearMiss(
  { timeSeconds, x, y, connected }: CleanedTrack,
  line: MetricLine,
  { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number },
  withinMeters: number,
): NearMiss | null {
  let best: NearMiss | null = null
  let approach: NearMiss | null = null
  for (let i = 0; i < connected.length; i++) {
    const [start, end] = [timeSeconds[i]!, timeSeconds[i + 1]!]
    const [from, to] = [Math.max(fromSeconds, start), Math.min(toSeconds, end)]
    if (connected[i] === 0 || to <= from) {
      approach = null
      continue
    }
    const [dx, dy] = [x[i + 1]! - x[i]!, y[i + 1]! - y[i]!]
    const steps = Math.max(1, Math.ceil(Math.hypot(dx, dy) / sampleMeters))
    for (let step = 0; step <= steps; step++) {
      const seconds = from + (step / steps) * (to - from)
      const share = (seconds - start) / (end - start)
      const meters = distanceToLine(x[i]! + share * dx, y[i]! + share * dy, line)
      if (meters > withinMeters) {
        approach = null
        continue
      }
      approach ??= { fromSeconds: seconds, toSeconds: seconds, nearestMeters: meters }
      approach.toSeconds = seconds
      approach.nearestMeters = Math.min(approach.nearestMeters, meters)
      if (!best || approach.nearestMeters < best.nearestMeters) best = approach
    }
  }
  return best
}
