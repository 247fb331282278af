import { placeOnEdge, type StreetGraph } from '../streets/street-graph.ts'

export const defaults = {
  /** A street is divided between grids to this precision: under the width of most, and grids mostly end along one. */
  pieceMeters: 20,
  /** Cells in which grids are looked for first. */
  cellMeters: 200,
}

/** A grid's outline in metres: outer ring first, then holes, each as easting and northing in turn. */
export interface GridOutline {
  readonly rings: readonly Float64Array[]
}

/** In which grid each piece of each edge lies. An edge is cut into equal pieces; a piece is where its middle is. */
export interface StreetsOfGrids {
  /** `pieceGrid[pieceStart[e] … pieceStart[e + 1]]` are the grids of edge e, by index; -1 outside all. */
  readonly pieceStart: Int32Array
  readonly pieceGrid: Int32Array
}

export function streetsOfGrids(
  graph: StreetGraph,
  grids: readonly GridOutline[],
  options: Partial<typeof defaults> = {},
): StreetsOfGrids {
  const { pieceMeters, cellMeters } = { ...defaults, ...options }
  const find = gridFinder(grids, cellMeters)
  const pieceStart = new Int32Array(graph.edgeCount + 1)
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    pieceStart[edge + 1] = pieceStart[edge]! + Math.max(1, Math.ceil(graph.edgeLength[edge]! / pieceMeters))
  }
  const pieceGrid = new Int32Array(pieceStart[graph.edgeCount]!)
  const place = new Float64Array(2)
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const first = pieceStart[edge]!
    const count = pieceStart[edge + 1]! - first
    for (let piece = 0; piece < count; piece++) {
      placeOnEdge(graph, edge, ((piece + 0.5) / count) * graph.edgeLength[edge]!, place)
      pieceGrid[first + piece] = find(place[0]!, place[1]!)
    }
  }
  return { pieceStart, pieceGrid }
}

/** Adds the metres of a stretch of an edge to the grids it lies in. @param meters by the index of the grid */
export function addMetersByGrid(
  { edgeLength }: StreetGraph,
  { pieceStart, pieceGrid }: StreetsOfGrids,
  edge: number,
  from: number,
  to: number,
  meters: Float64Array,
): void {
  const first = pieceStart[edge]!
  const count = pieceStart[edge + 1]! - first
  const pieceLength = edgeLength[edge]! / count
  for (let piece = Math.floor(from / pieceLength); piece < count && piece * pieceLength < to; piece++) {
    const grid = pieceGrid[first + piece]!
    if (grid === -1) continue
    const start = Math.max(from, piece * pieceLength)
    const end = piece === count - 1 ? to : Math.min(to, (piece + 1) * pieceLength)
    if (end > start) meters[grid]! += end - start
  }
}

/** Finds the first grid that holds a place, -1 where none does. */
function gridFinder(grids: readonly GridOutline[], cellMeters: number): (x: number, y: number) => number {
  const cells = new Map<string, number[]>()
  for (const [index, { rings }] of grids.entries()) {
    const outer = rings[0]
    if (!outer) continue
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let i = 0; i < outer.length; i += 2) {
      minX = Math.min(minX, outer[i]!)
      maxX = Math.max(maxX, outer[i]!)
      minY = Math.min(minY, outer[i + 1]!)
      maxY = Math.max(maxY, outer[i + 1]!)
    }
    for (let column = Math.floor(minX / cellMeters); column <= Math.floor(maxX / cellMeters); column++) {
      for (let row = Math.floor(minY / cellMeters); row <= Math.floor(maxY / cellMeters); row++) {
        const key = `${column} ${row}`
        const cell = cells.get(key)
        if (cell) cell.push(index)
        else cells.set(key, [index])
      }
    }
  }
  return (x, y) => {
    const cell = cells.get(`${Math.floor(x / cellMeters)} ${Math.floor(y / cellMeters)}`)
    return cell?.find((index) => holds(grids[index]!, x, y)) ?? -1
  }
}

/** Even-odd: a place in a hole is crossed an even number of times. */
function holds({ rings }: GridOutline, x: number, y: number): boolean {
  let inside = false
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const [xi, yi, xj, yj] = [ring[i]!, ring[i + 1]!, ring[j]!, ring[j + 1]!]
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
    }
  }
  return inside
}
