import { findNearEdges, type NearEdges } from './edge-grid.ts'
import type { Streets } from './network.ts'

/** Between two crossings a line may leave its street for so long unseen. */
const sampleMeters = 10

/**
 * How far a line is from the streets where it is furthest from them, in metres: 0 for one drawn along them, `Infinity` when a place on it has no
 * street within `withinMeters`.
 *
 * @param near of `nearEdgesOf`, overwritten
 */
export function furthestFromStreets(
  { graph, grid }: Streets,
  near: NearEdges,
  { x, y }: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> },
  withinMeters: number,
): number {
  let furthest = 0
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = i > 0 ? [x[i]! - x[i - 1]!, y[i]! - y[i - 1]!] : [0, 0]
    const steps = Math.max(1, Math.ceil(Math.hypot(dx, dy) / sampleMeters))
    for (let step = 1; step <= steps; step++) {
      const back = 1 - step / steps
      findNearEdges(graph, grid, x[i]! - back * dx, y[i]! - back * dy, withinMeters, near)
      let nearest = Infinity
      for (let e = 0; e < near.count; e++) nearest = Math.min(nearest, near.distances[e]!)
      furthest = Math.max(furthest, nearest)
    }
  }
  return furthest
}
