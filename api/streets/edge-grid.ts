import type { StreetGraph } from './street-graph.ts'

export const defaults = {
  /** Near the usual search radius: a search then reads about nine cells. */
  cellMeters: 50,
  /** 16 MB of cells; larger extents get larger cells. */
  maximumCells: 4_000_000,
}

/** A uniform grid over the straight segments of all edges, to find the edges near a place. */
export interface EdgeGrid {
  readonly cellMeters: number
  readonly minX: number
  readonly minY: number
  readonly columns: number
  readonly rows: number
  /** `segments[cellStart[c] … cellStart[c + 1]]` are the segments that touch cell c; segment v runs from vertex v to v + 1. */
  readonly cellStart: Int32Array
  readonly segments: Int32Array
  /** The edge of segment v. */
  readonly segmentEdge: Int32Array
}

/** The edges found near a place, and the memory to find them; made once, filled by each search. */
export interface NearEdges {
  count: number
  /** The edges, each once, in a fixed order that is not the distance. */
  readonly edges: Int32Array
  /** Metres from the place to the edge, and from the edge's beginning to its nearest place. */
  readonly distances: Float64Array
  readonly offsets: Float64Array
  /** Where an edge stands in `edges` if the search saw it. */
  readonly slotOfEdge: Int32Array
  readonly searchOfEdge: Int32Array
  search: number
}

/** Memory for searches in the grid of a graph. */
export function nearEdgesOf(graph: StreetGraph): NearEdges {
  const { edgeCount } = graph
  return {
    count: 0,
    edges: new Int32Array(edgeCount),
    distances: new Float64Array(edgeCount),
    offsets: new Float64Array(edgeCount),
    slotOfEdge: new Int32Array(edgeCount),
    searchOfEdge: new Int32Array(edgeCount),
    search: 0,
  }
}

export function buildEdgeGrid(graph: StreetGraph, options: Partial<typeof defaults> = {}): EdgeGrid {
  const { maximumCells, ...all } = { ...defaults, ...options }
  const { vertices, vertexStart, edgeCount } = graph
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < vertices.length; i += 2) {
    minX = Math.min(minX, vertices[i]!)
    maxX = Math.max(maxX, vertices[i]!)
    minY = Math.min(minY, vertices[i + 1]!)
    maxY = Math.max(maxY, vertices[i + 1]!)
  }
  if (edgeCount === 0) [minX, minY, maxX, maxY] = [0, 0, 0, 0]
  const cellMeters = Math.max(all.cellMeters, Math.sqrt(((maxX - minX) * (maxY - minY)) / maximumCells))
  const columns = Math.floor((maxX - minX) / cellMeters) + 1
  const rows = Math.floor((maxY - minY) / cellMeters) + 1

  const segmentEdge = new Int32Array(vertices.length / 2)
  const cellStart = new Int32Array(columns * rows + 1)
  let segments = new Int32Array(0)
  /** Counts the segments of each cell first, and writes them in a second round. */
  for (const write of [false, true]) {
    for (let edge = 0; edge < edgeCount; edge++) {
      for (let v = vertexStart[edge]!; v + 1 < vertexStart[edge + 1]!; v++) {
        segmentEdge[v] = edge
        const x0 = (vertices[2 * v]! - minX) / cellMeters
        const y0 = (vertices[2 * v + 1]! - minY) / cellMeters
        const x1 = (vertices[2 * v + 2]! - minX) / cellMeters
        const y1 = (vertices[2 * v + 3]! - minY) / cellMeters
        const lastRow = Math.floor(Math.max(y0, y1))
        for (let row = Math.floor(Math.min(y0, y1)); row <= lastRow; row++) {
          // The part of the segment between the lower and the upper border of the row.
          const a = y1 === y0 ? 0 : Math.min(1, Math.max(0, (row - y0) / (y1 - y0)))
          const b = y1 === y0 ? 1 : Math.min(1, Math.max(0, (row + 1 - y0) / (y1 - y0)))
          const xa = x0 + a * (x1 - x0)
          const xb = x0 + b * (x1 - x0)
          const lastColumn = Math.min(columns - 1, Math.floor(Math.max(xa, xb)))
          for (let column = Math.max(0, Math.floor(Math.min(xa, xb))); column <= lastColumn; column++) {
            const cell = row * columns + column
            if (write) segments[--cellStart[cell]!] = v
            else cellStart[cell]!++
          }
        }
      }
    }
    if (write) break
    for (let cell = 1; cell < cellStart.length; cell++) cellStart[cell]! += cellStart[cell - 1]!
    segments = new Int32Array(cellStart[cellStart.length - 1]!)
  }
  return { cellMeters, minX, minY, columns, rows, cellStart, segments, segmentEdge }
}

/** Finds every edge within `radiusMeters` of a place, with the nearest place on it, and leaves them in `found`. */
export function findNearEdges(
  graph: StreetGraph,
  grid: EdgeGrid,
  x: number,
  y: number,
  radiusMeters: number,
  found: NearEdges,
): void {
  const { vertices, vertexOffset } = graph
  const { cellMeters, minX, minY, columns, rows, cellStart, segments, segmentEdge } = grid
  const { edges, distances, offsets, slotOfEdge, searchOfEdge } = found
  const search = ++found.search
  const firstColumn = Math.max(0, Math.floor((x - radiusMeters - minX) / cellMeters))
  const lastColumn = Math.min(columns - 1, Math.floor((x + radiusMeters - minX) / cellMeters))
  const firstRow = Math.max(0, Math.floor((y - radiusMeters - minY) / cellMeters))
  const lastRow = Math.min(rows - 1, Math.floor((y + radiusMeters - minY) / cellMeters))
  let count = 0
  for (let row = firstRow; row <= lastRow; row++) {
    const from = cellStart[row * columns + firstColumn]!
    const to = lastColumn < firstColumn ? from : cellStart[row * columns + lastColumn + 1]!
    for (let i = from; i < to; i++) {
      const v = segments[i]!
      const ax = vertices[2 * v]!
      const ay = vertices[2 * v + 1]!
      const dx = vertices[2 * v + 2]! - ax
      const dy = vertices[2 * v + 3]! - ay
      const share = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)
      const along = share > 0 ? (share < 1 ? share : 1) : 0
      const ex = ax + along * dx - x
      const ey = ay + along * dy - y
      const distance = Math.sqrt(ex * ex + ey * ey)
      if (distance > radiusMeters) continue
      const edge = segmentEdge[v]!
      let slot = slotOfEdge[edge]!
      if (searchOfEdge[edge] !== search) {
        searchOfEdge[edge] = search
        slot = count++
        slotOfEdge[edge] = slot
        edges[slot] = edge
      } else if (distance >= distances[slot]!) {
        continue
      }
      distances[slot] = distance
      offsets[slot] = vertexOffset[v]! + along * (vertexOffset[v + 1]! - vertexOffset[v]!)
    }
  }
  found.count = count
}
