import type { Point } from './plane.ts'
import { ringArea } from './polygons.ts'

/** A straight piece between two nodes of an arrangement; `source` is the index of the line it came from. */
export interface Piece {
  from: number
  to: number
  source: number
}

/** Lines cut at every crossing: nodes in whole centimetres, and the pieces between them. */
export interface Arrangement {
  nodes: Point[]
  pieces: Piece[]
}

const SNAP_METERS = 0.8
const CELL_METERS = 120
const CELLS_ACROSS = 4096

/** A large city is still well inside 2,000 cells each way. */
const cellOf = (meters: number): number => Math.floor(meters / CELL_METERS) + 2048

class NodeIndex {
  readonly nodes: Point[] = []
  readonly #byPlace = new Map<number, number>()

  add(x: number, y: number): number {
    const cx = Math.round(x * 100)
    const cy = Math.round(y * 100)
    const key = (cx + 4e6) * 8e6 + (cy + 4e6)
    let index = this.#byPlace.get(key)
    if (index === undefined) {
      index = this.nodes.length
      this.nodes.push({ x: cx / 100, y: cy / 100 })
      this.#byPlace.set(key, index)
    }
    return index
  }
}

/**
 * Cuts polylines at all their crossings and where one ends on another. Where two pieces coincide the one with the lower
 * `rank` of its source stays.
 */
export function arrange(lines: readonly (readonly Point[])[], rank: (source: number) => number): Arrangement {
  const index = new NodeIndex()
  let pieces: Piece[] = []
  lines.forEach((line, source) => {
    for (let i = 1; i < line.length; i++) {
      const from = index.add(line[i - 1]!.x, line[i - 1]!.y)
      const to = index.add(line[i]!.x, line[i]!.y)
      if (from !== to) pieces.push({ from, to, source })
    }
  })
  for (let pass = 0; pass < 3; pass++) {
    const before = pieces.length
    pieces = unique(cutOnce(index, pieces), rank)
    if (pieces.length === before) break
  }
  return { nodes: index.nodes, pieces }
}

function cutOnce(index: NodeIndex, pieces: Piece[]): Piece[] {
  const cells = new Map<number, number[]>()
  const firstCellX = new Int16Array(pieces.length)
  const firstCellY = new Int16Array(pieces.length)
  pieces.forEach((piece, i) => {
    const a = index.nodes[piece.from]!
    const b = index.nodes[piece.to]!
    const minX = cellOf(Math.min(a.x, b.x) - SNAP_METERS)
    const maxX = cellOf(Math.max(a.x, b.x) + SNAP_METERS)
    const minY = cellOf(Math.min(a.y, b.y) - SNAP_METERS)
    const maxY = cellOf(Math.max(a.y, b.y) + SNAP_METERS)
    firstCellX[i] = minX
    firstCellY[i] = minY
    for (let cx = minX; cx <= maxX; cx++)
      for (let cy = minY; cy <= maxY; cy++) {
        const cell = cells.get(cx * CELLS_ACROSS + cy)
        if (cell) cell.push(i)
        else cells.set(cx * CELLS_ACROSS + cy, [i])
      }
  })
  const cuts: (Cuts | undefined)[] = new Array<undefined>(pieces.length).fill(undefined)
  for (const [key, cell] of cells)
    for (let i = 0; i < cell.length; i++)
      for (let j = i + 1; j < cell.length; j++) {
        const p = cell[i]!
        const q = cell[j]!
        // Two pieces that share several cells are looked at in the first of them only.
        const cx = Math.max(firstCellX[p]!, firstCellX[q]!)
        const cy = Math.max(firstCellY[p]!, firstCellY[q]!)
        if (cx * CELLS_ACROSS + cy === key) cutPair(index, pieces, p, q, cuts)
      }
  const result: Piece[] = []
  pieces.forEach((piece, i) => {
    const own = cuts[i]
    if (!own) {
      result.push(piece)
      return
    }
    const stops = [...own].sort((p, q) => p[1] - q[1]).map(([node]) => node)
    let from = piece.from
    for (const to of [...stops, piece.to]) {
      if (to !== from) result.push({ from, to, source: piece.source })
      from = to
    }
  })
  return result
}

/** Nodes on a piece, with their share of the way along it. */
type Cuts = Map<number, number>

/** Notes where two pieces meet. */
function cutPair(
  index: NodeIndex,
  pieces: readonly Piece[],
  first: number,
  second: number,
  cuts: (Cuts | undefined)[],
): void {
  const p = pieces[first]!
  const q = pieces[second]!
  const a = index.nodes[p.from]!
  const b = index.nodes[p.to]!
  const c = index.nodes[q.from]!
  const d = index.nodes[q.to]!
  if (
    Math.max(a.x, b.x) < Math.min(c.x, d.x) - 1 ||
    Math.max(c.x, d.x) < Math.min(a.x, b.x) - 1 ||
    Math.max(a.y, b.y) < Math.min(c.y, d.y) - 1 ||
    Math.max(c.y, d.y) < Math.min(a.y, b.y) - 1
  )
    return
  let touching = p.from === q.from || p.from === q.to || p.to === q.from || p.to === q.to
  const touch = (node: number, owner: number, start: Point, end: Point): void => {
    const piece = pieces[owner]!
    if (node === piece.from || node === piece.to) return
    const at = index.nodes[node]!
    const dx = end.x - start.x
    const dy = end.y - start.y
    const squared = dx * dx + dy * dy
    const share = ((at.x - start.x) * dx + (at.y - start.y) * dy) / squared
    if (share <= 0 || share >= 1) return
    if ((start.x + share * dx - at.x) ** 2 + (start.y + share * dy - at.y) ** 2 < SNAP_METERS ** 2) {
      ;(cuts[owner] ??= new Map()).set(node, share)
      touching = true
    }
  }
  touch(p.from, second, c, d)
  touch(p.to, second, c, d)
  touch(q.from, first, a, b)
  touch(q.to, first, a, b)
  if (touching) return
  const cross = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x)
  if (Math.abs(cross) < 1e-9) return
  const s = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / cross
  const t = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / cross
  if (s <= 0 || s >= 1 || t <= 0 || t >= 1) return
  const node = index.add(a.x + s * (b.x - a.x), a.y + s * (b.y - a.y))
  if (node !== p.from && node !== p.to) (cuts[first] ??= new Map()).set(node, s)
  if (node !== q.from && node !== q.to) (cuts[second] ??= new Map()).set(node, t)
}

function unique(pieces: readonly Piece[], rank: (source: number) => number): Piece[] {
  const best = new Map<number, Piece>()
  for (const piece of pieces) {
    const key = Math.min(piece.from, piece.to) * 4e6 + Math.max(piece.from, piece.to)
    const other = best.get(key)
    if (!other || rank(piece.source) < rank(other.source)) best.set(key, piece)
  }
  return [...best.values()]
}

/** A face of an arrangement: its outer ring (counter-clockwise, node indexes) and the half-edges along it. */
export interface Face {
  ring: number[]
  /** Half-edge 2i runs along piece i from `from` to `to`, 2i + 1 back. */
  halfEdges: number[]
}

export interface FaceGraph {
  faces: Face[]
  /** The face on the left of each half-edge; -1 outside everything. */
  faceOf: Int32Array
}

/** The bounded faces between the pieces, by walking half-edges with the face on the left. */
export function facesOf({ nodes, pieces }: Arrangement): FaceGraph {
  const leaving: number[][] = nodes.map(() => [])
  const origin = (half: number): number => (half & 1 ? pieces[half >> 1]!.to : pieces[half >> 1]!.from)
  const heading = new Float64Array(pieces.length * 2)
  for (let half = 0; half < pieces.length * 2; half++) {
    const a = nodes[origin(half)]!
    const b = nodes[origin(half ^ 1)]!
    heading[half] = Math.atan2(b.y - a.y, b.x - a.x)
    leaving[origin(half)]!.push(half)
  }
  const position = new Int32Array(pieces.length * 2)
  for (const halves of leaving) {
    halves.sort((p, q) => heading[p]! - heading[q]!)
    halves.forEach((half, i) => (position[half] = i))
  }
  // With the face on the left, the next half-edge is the first clockwise from the way back.
  const next = (half: number): number => {
    const back = half ^ 1
    const around = leaving[origin(back)]!
    return around[(position[back]! + around.length - 1) % around.length]!
  }
  const faceOf = new Int32Array(pieces.length * 2).fill(-2)
  const faces: Face[] = []
  for (let start = 0; start < pieces.length * 2; start++) {
    if (faceOf[start] !== -2) continue
    const halfEdges: number[] = []
    let half = start
    do {
      halfEdges.push(half)
      faceOf[half] = -1
      half = next(half)
    } while (half !== start)
    const ring = halfEdges.map(origin)
    if (ringArea(ring.map((node) => nodes[node]!)) <= 0) continue
    for (const own of halfEdges) faceOf[own] = faces.length
    faces.push({ ring, halfEdges })
  }
  return { faces, faceOf }
}

/** The outline of some faces: rings of node indexes, the outer one (counter-clockwise, largest) first, then holes. */
export function outline(arrangement: Arrangement, graph: FaceGraph, faces: ReadonlySet<number>): number[][] {
  const { nodes, pieces } = arrangement
  const origin = (half: number): number => (half & 1 ? pieces[half >> 1]!.to : pieces[half >> 1]!.from)
  const leaving = new Map<number, number[]>()
  const border: number[] = []
  for (const face of faces)
    for (const half of graph.faces[face]!.halfEdges) {
      if (faces.has(graph.faceOf[half ^ 1]!)) continue
      border.push(half)
      const list = leaving.get(origin(half))
      if (list) list.push(half)
      else leaving.set(origin(half), [half])
    }
  const used = new Set<number>()
  const rings: number[][] = []
  for (const start of border) {
    if (used.has(start)) continue
    const path: number[] = []
    const at = new Map<number, number>()
    let half: number | undefined = start
    while (half !== undefined) {
      const node = origin(half)
      const earlier = at.get(node)
      if (earlier !== undefined) {
        const loop = path.splice(earlier)
        for (const inner of loop) at.delete(inner)
        rings.push(loop)
      }
      at.set(node, path.length)
      path.push(node)
      used.add(half)
      half = leaving.get(origin(half ^ 1))?.find((candidate) => !used.has(candidate))
    }
    if (path.length > 2) rings.push(path)
  }
  const area = (ring: number[]): number => ringArea(ring.map((node) => nodes[node]!))
  return rings.sort((p, q) => area(q) - area(p))
}
