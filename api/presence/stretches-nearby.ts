import { type BoxIndex, buildBoxIndex, emptyBoxes, findInBox, growBox } from '../geometry/box-index.ts'
import { buildPolygonSet, type PolygonSet } from '../geometry/polygon-set.ts'
import type { Ring } from '../geometry/polygon-wkb.ts'
import { shareInsideCircle } from '../geometry/share-inside-circle.ts'
import type { OnStretch, StraightSegments } from './stretches.ts'
import { stretchesInPolygons } from './stretches-in-polygons.ts'

/** Points and polygons with everything within `meters` of them. */
export interface Surroundings {
  readonly places: readonly (readonly Ring[])[]
  readonly meters: number
  readonly polygons: PolygonSet
  readonly index: BoxIndex
}

/** @param places the rings of each, in metres; a point is one ring of one vertex */
export function surroundingsOf(places: readonly (readonly Ring[])[], meters: number): Surroundings {
  const boxes = emptyBoxes(places.length)
  places.forEach((rings, place) => {
    for (const { x, y } of rings) {
      for (let v = 0; v < x.length; v++) growBox(boxes, place, x[v]!, y[v]!, meters)
    }
  })
  return { places, meters, polygons: buildPolygonSet(places), index: buildBoxIndex(boxes) }
}

/** The parts of a track inside a place or at most the given distance from it, closed: one stretch where parts touch. */
export function stretchesNearby(
  track: StraightSegments,
  surroundings: Surroundings,
  onStretch: OnStretch,
): void {
  const { places, meters, polygons, index } = surroundings
  const one = { x: new Float64Array(2), y: new Float64Array(2), connected: Uint8Array.of(1) }
  const shares: [number, number][] = []
  for (let segment = 0; segment < track.connected.length; segment++) {
    if (track.connected[segment] === 0) continue
    const x0 = (one.x[0] = track.x[segment]!)
    const y0 = (one.y[0] = track.y[segment]!)
    const x1 = (one.x[1] = track.x[segment + 1]!)
    const y1 = (one.y[1] = track.y[segment + 1]!)
    findInBox(index, Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1))
    if (index.found.count === 0) continue
    const inside: [place: number, enter: number, leave: number][] = []
    stretchesInPolygons(one, polygons, (place, _segment, enter, leave) => inside.push([place, enter, leave]))
    for (const place of index.found.items.subarray(0, index.found.count)) {
      shares.length = 0
      for (const [found, enter, leave] of inside) if (found === place) shares.push([enter, leave])
      if (shares.length === 1 && shares[0]![0] === 0 && shares[0]![1] === 1) {
        onStretch(place, segment, 0, 1)
        continue
      }
      for (const ring of places[place]!) sharesAlongRing(ring, meters, x0, y0, x1 - x0, y1 - y0, shares)
      for (const [enter, leave] of joined(shares)) onStretch(place, segment, enter, leave)
    }
  }
}

/** Adds the shares of a segment within the distance of a ring: of each vertex, and beside each edge. */
function sharesAlongRing(
  { x, y }: Ring,
  meters: number,
  x0: number,
  y0: number,
  dx: number,
  dy: number,
  shares: [number, number][],
): void {
  const low = { x: Math.min(x0, x0 + dx) - meters, y: Math.min(y0, y0 + dy) - meters }
  const high = { x: Math.max(x0, x0 + dx) + meters, y: Math.max(y0, y0 + dy) + meters }
  for (let v = 0; v < x.length; v++) {
    const ax = x[v]!
    const ay = y[v]!
    if (ax >= low.x && ax <= high.x && ay >= low.y && ay <= high.y) {
      const [enter, leave] = shareInsideCircle(x0 - ax, y0 - ay, dx, dy, meters)
      if (leave > enter) shares.push([enter, leave])
    }
    if (v + 1 === x.length) break
    const ex = x[v + 1]! - ax
    const ey = y[v + 1]! - ay
    const length = Math.hypot(ex, ey)
    if (length === 0 || Math.max(ax, ax + ex) < low.x || Math.min(ax, ax + ex) > high.x) continue
    if (Math.max(ay, ay + ey) < low.y || Math.min(ay, ay + ey) > high.y) continue
    // Along the edge and across it: between its ends, and at most the distance to either side.
    const along = within(((x0 - ax) * ex + (y0 - ay) * ey) / length, (dx * ex + dy * ey) / length, 0, length)
    const across = within(
      ((y0 - ay) * ex - (x0 - ax) * ey) / length,
      (dy * ex - dx * ey) / length,
      -meters,
      meters,
    )
    const enter = Math.max(along[0], across[0])
    const leave = Math.min(along[1], across[1])
    if (leave > enter) shares.push([enter, leave])
  }
}

/** The shares at which `start + share * change` lies in `[low, high]`; `[1, 0]` when it never does. */
function within(start: number, change: number, low: number, high: number): [number, number] {
  if (change === 0) return start >= low && start <= high ? [0, 1] : [1, 0]
  const a = (low - start) / change
  const b = (high - start) / change
  return [Math.max(0, Math.min(a, b)), Math.min(1, Math.max(a, b))]
}

/** The union, ascending; parts that touch, but for rounding, become one. */
function joined(shares: [number, number][]): [number, number][] {
  const union: [number, number][] = []
  for (const [enter, leave] of shares.sort((a, b) => a[0] - b[0])) {
    const last = union[union.length - 1]
    if (last && enter <= last[1] + 1e-12) last[1] = Math.max(last[1], leave)
    else union.push([enter, leave])
  }
  return union
}
