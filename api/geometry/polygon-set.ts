import { type BoxIndex, buildBoxIndex, emptyBoxes, emptyCellAround, findInBox, growBox } from './box-index.ts'
import type { Ring } from './polygon-wkb.ts'

/** Polygons with holes in metres, which may overlap, border or lie apart, with what it takes to find those around a place. */
export interface PolygonSet {
  readonly polygonCount: number
  /** Edges of all polygons, the lower end first (of two equally high the left), so that neighbours see a common edge bit for bit alike. */
  readonly lowX: Float64Array
  readonly lowY: Float64Array
  readonly highX: Float64Array
  readonly highY: Float64Array
  /** The edges of polygon p are `edgeStart[p] … edgeStart[p + 1]`. */
  readonly edgeStart: Int32Array
  readonly edgeIndex: BoxIndex
  readonly polygonIndex: BoxIndex
  /** The polygons around cells of the edge index without an edge, as far as they are known. */
  readonly aroundEmptyCells: Map<number, readonly number[]>
}

/**
 * @param polygons the rings of each, outer ring and holes in any order and direction; a ring of one vertex has no inside
 */
export function buildPolygonSet(polygons: readonly (readonly Ring[])[]): PolygonSet {
  const edgeCount = polygons.reduce(
    (sum, rings) => sum + rings.reduce((edges, ring) => edges + ring.x.length - 1, 0),
    0,
  )
  const lowX = new Float64Array(edgeCount)
  const lowY = new Float64Array(edgeCount)
  const highX = new Float64Array(edgeCount)
  const highY = new Float64Array(edgeCount)
  const edgeStart = new Int32Array(polygons.length + 1)
  const edgeBoxes = emptyBoxes(edgeCount)
  const polygonBoxes = emptyBoxes(polygons.length)
  let edge = 0
  polygons.forEach((rings, polygon) => {
    for (const { x, y } of rings) {
      for (let v = 0; v + 1 < x.length; v++) {
        const upwards = y[v]! < y[v + 1]! || (y[v] === y[v + 1] && x[v]! <= x[v + 1]!)
        const low = upwards ? v : v + 1
        const high = upwards ? v + 1 : v
        lowX[edge] = x[low]!
        lowY[edge] = y[low]!
        highX[edge] = x[high]!
        highY[edge] = y[high]!
        for (const end of [low, high]) {
          growBox(edgeBoxes, edge, x[end]!, y[end]!)
          growBox(polygonBoxes, polygon, x[end]!, y[end]!)
        }
        edge++
      }
    }
    edgeStart[polygon + 1] = edge
  })
  return {
    polygonCount: polygons.length,
    lowX,
    lowY,
    highX,
    highY,
    edgeStart,
    edgeIndex: buildBoxIndex(edgeBoxes),
    polygonIndex: buildBoxIndex(polygonBoxes),
    aroundEmptyCells: new Map(),
  }
}

/**
 * Whether a place lies in a polygon: an odd number of its edges lie to the right (even-odd rule). Half open: what lies on a border belongs to the polygon
 * to the right of it, or above a level one, so that polygons that tile the plane share every place exactly once.
 */
export function isInside(set: PolygonSet, polygon: number, x: number, y: number): boolean {
  const { lowX, lowY, highX, highY, edgeStart } = set
  let inside = false
  for (let edge = edgeStart[polygon]!; edge < edgeStart[polygon + 1]!; edge++) {
    const y0 = lowY[edge]!
    const y1 = highY[edge]!
    if (y < y0 || y >= y1) continue
    const x0 = lowX[edge]!
    const x1 = highX[edge]!
    // Never past the ends by rounding: a polygon's inside lies in its box.
    const crossing = x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)
    if (x < Math.min(Math.max(crossing, Math.min(x0, x1)), Math.max(x0, x1))) inside = !inside
  }
  return inside
}

/** The polygons that hold a place. */
export function polygonsAt(set: PolygonSet, x: number, y: number): number[] {
  const { polygonIndex } = set
  findInBox(polygonIndex, x, y, x, y)
  const holding: number[] = []
  for (let i = 0; i < polygonIndex.found.count; i++) {
    const polygon = polygonIndex.found.items[i]!
    if (isInside(set, polygon, x, y)) holding.push(polygon)
  }
  return holding
}

/** The polygons around a box that no edge is near to; null where one is, or may be. */
export function polygonsAround(
  set: PolygonSet,
  minX: number,
  minY: number,
  maxX: number,
  maxY: number,
): readonly number[] | null {
  const cell = emptyCellAround(set.edgeIndex, minX, minY, maxX, maxY)
  if (cell < 0) return null
  let around = set.aroundEmptyCells.get(cell)
  if (!around) {
    around = polygonsAt(set, minX, minY)
    set.aroundEmptyCells.set(cell, around)
  }
  return around
}
