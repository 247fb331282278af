import { type Contiguity, contiguityOf } from './contiguity.ts'
import type { PolygonMeters } from './raster.ts'

export const defaults = {
  /** A boundary drawn twice is not drawn the same: areas with no more than this between them touch. */
  toleranceMeters: 5,
}

/** Side of the boxes by which edges find those near them. */
const boxMeters = 100

interface Edge {
  area: number
  x1: number
  y1: number
  x2: number
  y2: number
}

/** Areas whose outlines touch, at an edge or a corner (queen). */
export function areaContiguity(
  areas: readonly (readonly PolygonMeters[])[],
  { toleranceMeters }: typeof defaults = defaults,
): Contiguity {
  const boxes = new Map<string, Edge[]>()
  const pairs: [number, number][] = []
  const known = new Set<number>()
  const meet = (edge: Edge, other: Edge): void => {
    const pair = Math.min(edge.area, other.area) * areas.length + Math.max(edge.area, other.area)
    if (edge.area === other.area || known.has(pair) || distance(edge, other) > toleranceMeters) return
    known.add(pair)
    pairs.push([edge.area, other.area])
  }
  for (const edge of edgesOf(areas)) {
    const right = Math.floor((Math.max(edge.x1, edge.x2) + toleranceMeters) / boxMeters)
    const top = Math.floor((Math.max(edge.y1, edge.y2) + toleranceMeters) / boxMeters)
    for (
      let column = Math.floor((Math.min(edge.x1, edge.x2) - toleranceMeters) / boxMeters);
      column <= right;
    ) {
      for (
        let row = Math.floor((Math.min(edge.y1, edge.y2) - toleranceMeters) / boxMeters);
        row <= top;
        row += 1
      ) {
        const key = `${column}/${row}`
        const box = boxes.get(key)
        if (box) {
          for (const other of box) meet(edge, other)
          box.push(edge)
        } else boxes.set(key, [edge])
      }
      column += 1
    }
  }
  return contiguityOf(areas.length, pairs)
}

function* edgesOf(areas: readonly (readonly PolygonMeters[])[]): Generator<Edge> {
  for (const [area, polygons] of areas.entries()) {
    for (const ring of polygons.flat()) {
      for (let i = 1; i < ring.length; i += 1) {
        const [[x1, y1], [x2, y2]] = [ring[i - 1]!, ring[i]!]
        yield { area, x1, y1, x2, y2 }
      }
    }
  }
}

/** Metres between two edges: 0 where they cross, else from the end that is nearest to the other. */
function distance(a: Edge, b: Edge): number {
  const turn = (x1: number, y1: number, x2: number, y2: number, x: number, y: number): number =>
    Math.sign((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1))
  const across = (of: Edge, { x1, y1, x2, y2 }: Edge): boolean =>
    turn(of.x1, of.y1, of.x2, of.y2, x1, y1) * turn(of.x1, of.y1, of.x2, of.y2, x2, y2) < 0
  if (across(a, b) && across(b, a)) return 0
  return Math.min(
    fromEdge(a, b.x1, b.y1),
    fromEdge(a, b.x2, b.y2),
    fromEdge(b, a.x1, a.y1),
    fromEdge(b, a.x2, a.y2),
  )
}

function fromEdge({ x1, y1, x2, y2 }: Edge, x: number, y: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1]
  const length = dx * dx + dy * dy
  const share = length > 0 ? Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length)) : 0
  return Math.hypot(x1 + share * dx - x, y1 + share * dy - y)
}
