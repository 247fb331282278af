import { findInBox } from '../geometry/box-index.ts'
import { type PolygonSet, polygonsAround, polygonsAt } from '../geometry/polygon-set.ts'
import type { OnStretch, StraightSegments } from './stretches.ts'

/** An end of an edge this close to the segment, as a share of the edge, is crossed too: one cut too many does no harm, one missing does. */
const slack = 1e-9

/**
 * The parts of a track inside each polygon of a set. Every segment is cut where it crosses any edge near it, and each piece lies where its middle lies
 * (`isInside`, half open): polygons that tile the plane share every moment exactly once, also along their common borders.
 */
export function stretchesInPolygons(
  { x, y, connected }: StraightSegments,
  set: PolygonSet,
  onStretch: OnStretch,
): void {
  const cuts: number[] = []
  for (let segment = 0; segment < connected.length; segment++) {
    if (connected[segment] === 0) continue
    const x0 = x[segment]!
    const y0 = y[segment]!
    const dx = x[segment + 1]! - x0
    const dy = y[segment + 1]! - y0
    const around = polygonsAround(
      set,
      Math.min(x0, x0 + dx),
      Math.min(y0, y0 + dy),
      Math.max(x0, x0 + dx),
      Math.max(y0, y0 + dy),
    )
    if (around) {
      for (const polygon of around) onStretch(polygon, segment, 0, 1)
      continue
    }
    cuts.length = 0
    if (dx !== 0 || dy !== 0) {
      findCuts(set, x0, y0, dx, dy, cuts)
      cuts.sort((a, b) => a - b)
    }
    cuts.push(1)
    let enter = 0
    for (const leave of cuts) {
      if (leave <= enter) continue
      const middle = (enter + leave) / 2
      for (const polygon of polygonsAt(set, x0 + middle * dx, y0 + middle * dy)) {
        onStretch(polygon, segment, enter, leave)
      }
      enter = leave
    }
  }
}

/** Adds the shares of the segment at which it meets an edge. */
function findCuts(set: PolygonSet, x0: number, y0: number, dx: number, dy: number, cuts: number[]): void {
  const { lowX, lowY, highX, highY, edgeIndex } = set
  findInBox(
    edgeIndex,
    Math.min(x0, x0 + dx),
    Math.min(y0, y0 + dy),
    Math.max(x0, x0 + dx),
    Math.max(y0, y0 + dy),
  )
  for (let i = 0; i < edgeIndex.found.count; i++) {
    const edge = edgeIndex.found.items[i]!
    const ex = highX[edge]! - lowX[edge]!
    const ey = highY[edge]! - lowY[edge]!
    const cross = dx * ey - dy * ex
    // Along the edge: it is cut where the edges at both its ends begin.
    if (cross === 0) continue
    const ax = lowX[edge]! - x0
    const ay = lowY[edge]! - y0
    const onEdge = (ax * dy - ay * dx) / cross
    if (onEdge < -slack || onEdge > 1 + slack) continue
    const onSegment = (ax * ey - ay * ex) / cross
    if (onSegment > 0 && onSegment < 1) cuts.push(onSegment)
  }
}
