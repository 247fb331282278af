import type { CleanedTrack } from '../coverage/cleaned-track.ts'
import { distanceToLine } from '../geometry/along-line.ts'

/** Between two fixes the way is judged at places this far apart. */
const sampleMeters = 5

interface Street {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

/** How long a track was within a distance of a street in `[fromSeconds, toSeconds)`, and when last (null: never). */
export function timeNearStreet(
  { timeSeconds, x, y, connected }: CleanedTrack,
  street: Street,
  withinMeters: number,
  { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number },
): { seconds: number; lastSeconds: number | null } {
  const box = boxAround(street, withinMeters)
  let seconds = 0
  let lastSeconds: number | null = null
  for (let i = 0; i < connected.length; i++) {
    const [start, end] = [timeSeconds[i]!, timeSeconds[i + 1]!]
    const [from, to] = [Math.max(fromSeconds, start), Math.min(toSeconds, end)]
    if (connected[i] === 0 || to <= from) continue
    const [x0, y0, x1, y1] = [x[i]!, y[i]!, x[i + 1]!, y[i + 1]!]
    const isApart =
      Math.max(x0, x1) < box.minX ||
      Math.min(x0, x1) > box.maxX ||
      Math.max(y0, y1) < box.minY ||
      Math.min(y0, y1) > box.maxY
    if (isApart) continue
    const share = (at: number) => (at - start) / (end - start)
    const steps = Math.max(
      1,
      Math.ceil((Math.hypot(x1 - x0, y1 - y0) * share(start + to - from)) / sampleMeters),
    )
    for (let step = 0; step < steps; step++) {
      const middle = share(from + ((step + 0.5) / steps) * (to - from))
      if (distanceToLine(x0 + middle * (x1 - x0), y0 + middle * (y1 - y0), street) > withinMeters) continue
      seconds += (to - from) / steps
      lastSeconds = from + ((step + 1) / steps) * (to - from)
    }
  }
  return { seconds, lastSeconds }
}

function boxAround({ x, y }: Street, margin: number) {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < x.length; i++) {
    minX = Math.min(minX, x[i]!)
    maxX = Math.max(maxX, x[i]!)
    minY = Math.min(minY, y[i]!)
    maxY = Math.max(maxY, y[i]!)
  }
  return { minX: minX - margin, minY: minY - margin, maxX: maxX + margin, maxY: maxY + margin }
}
