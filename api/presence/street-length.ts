import type { PolygonSet } from '../geometry/polygon-set.ts'
import { stretchesInPolygons } from './stretches-in-polygons.ts'

export const defaults = {
  /** Half a street: further out than two drawings of one border lie apart. */
  besideMeters: 8,
}

/** Vertices of a street in metres. */
interface StreetLine {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

/**
 * Metres of street in each polygon. Both sides of a street count half, so that a street along the border of two grids is half of each, and that
 * the lengths in polygons that tile the plane add up to the length of the streets.
 */
export function streetMetersIn(
  set: PolygonSet,
  streets: readonly StreetLine[],
  { besideMeters } = defaults,
): Float64Array {
  const meters = new Float64Array(set.polygonCount)
  const side = { x: new Float64Array(2), y: new Float64Array(2), connected: Uint8Array.of(1) }
  for (const { x, y } of streets) {
    for (let v = 0; v + 1 < x.length; v++) {
      const dx = x[v + 1]! - x[v]!
      const dy = y[v + 1]! - y[v]!
      const length = Math.hypot(dx, dy)
      if (length === 0) continue
      for (const beside of [-besideMeters, besideMeters]) {
        const across = { x: (-dy / length) * beside, y: (dx / length) * beside }
        side.x[0] = x[v]! + across.x
        side.x[1] = x[v + 1]! + across.x
        side.y[0] = y[v]! + across.y
        side.y[1] = y[v + 1]! + across.y
        stretchesInPolygons(side, set, (polygon, _segment, enter, leave) => {
          meters[polygon]! += ((leave - enter) * length) / 2
        })
      }
    }
  }
  return meters
}
