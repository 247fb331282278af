import fc from 'fast-check'
import { cleanTrack, type CleanedTrack } from '../../api/coverage/cleaned-track.ts'
import type { Ring } from '../../api/geometry/polygon-wkb.ts'
import type { HourAtTarget, HourTally } from '../../api/presence/hour-tally.ts'

/** A track from seconds and metres. */
export function track(rows: readonly (readonly [seconds: number, x: number, y: number])[]): CleanedTrack {
  return cleanTrack({
    timeSeconds: Float64Array.from(rows, (row) => row[0]),
    x: Float64Array.from(rows, (row) => row[1]),
    y: Float64Array.from(rows, (row) => row[2]),
  })
}

// To the millimetre: nearer to a border than rounding can tell, no way of counting can say on which side a position lies.
const position = fc.oneof(
  fc.integer({ min: -6, max: 6 }).map((step) => step * 50),
  fc.integer({ min: -300_000, max: 300_000 }).map((millimeters) => millimeters / 1000),
)

/** Tracks that walk, stand, break, and like to meet borders at multiples of 50 m. */
export const wildTrack = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 140 }), position, position), { minLength: 2, maxLength: 30 })
  .map((steps) => {
    let time = 1_700_000_000
    return track(steps.map(([seconds, x, y]) => [(time += seconds), x, y]))
  })

/** The same way with another fix in every segment, at a third of it. */
export function pieced(walked: CleanedTrack): CleanedTrack {
  const { timeSeconds, x, y, connected } = walked
  const rows: [number, number, number][] = []
  for (let i = 0; i < timeSeconds.length; i++) {
    rows.push([timeSeconds[i]!, x[i]!, y[i]!])
    if (connected[i] !== 1) continue
    const third = (a: Float64Array): number => a[i]! + (a[i + 1]! - a[i]!) / 3
    rows.push([third(timeSeconds), third(x), third(y)])
  }
  return track(rows)
}

/** The hours of a tally added up by target. */
export function totals({ hours }: HourTally): Map<number, HourAtTarget> {
  const sums = new Map<number, HourAtTarget>()
  for (const targets of hours.values()) {
    for (const [target, hour] of targets) {
      const sum = sums.get(target) ?? { dwellSeconds: 0, lengthMeters: 0, stays: 0, effectiveStays: 0 }
      sum.dwellSeconds += hour.dwellSeconds
      sum.lengthMeters += hour.lengthMeters
      sum.stays += hour.stays
      sum.effectiveStays += hour.effectiveStays
      sums.set(target, sum)
    }
  }
  return sums
}

/** A closed ring through the corners, in metres. */
export function ring(...corners: readonly (readonly [x: number, y: number])[]): Ring {
  const closed = [...corners, corners[0]!]
  return { x: Float64Array.from(closed, ([x]) => x), y: Float64Array.from(closed, ([, y]) => y) }
}
