import type { StreetGraph } from '../streets/street-graph.ts'
import { type Reached, ringsOnEdge } from './reached.ts'

/** Longitude and latitude of every vertex of a graph, in turn, in degrees. */
export type VertexDegrees = Float64Array

/** A millionth of a degree is a decimetre. */
const unitsPerDegree = 1e6

/**
 * The streets of each ring as lines that travel light: the first longitude and latitude of a line in millionths of a degree, then the
 * difference of each vertex from the one before. Pieces of one road that follow each other in one ring are one line.
 *
 * @param includes whether an edge is drawn
 * @returns one list of lines per ring, and last what is in none
 */
export function linesByRing(
  graph: StreetGraph,
  degrees: VertexDegrees,
  reached: Reached,
  limitsSeconds: readonly number[],
  includes: (edge: number) => boolean,
): number[][][] {
  const { edgeCount, edgeLength, edgeRoad, edgeRoadOffset } = graph
  const rings = Array.from({ length: limitsSeconds.length + 1 }, (): number[][] => [])
  let open: { line: LightLine; ring: number; road: number; end: number } | null = null
  const close = () => {
    if (open && open.line.values.length > 2) rings[open.ring]!.push(open.line.values)
    open = null
  }
  for (let edge = 0; edge < edgeCount; edge++) {
    if (!includes(edge)) continue
    const [road, offset] = [edgeRoad[edge]!, edgeRoadOffset[edge]!]
    for (const { from, to, ring } of ringsOnEdge(reached, edge, edgeLength[edge]!, limitsSeconds)) {
      const follows: boolean =
        open?.ring === ring && open.road === road && Math.abs(open.end - offset - from) < 1e-6
      if (!follows) close()
      open ??= { line: new LightLine(), ring, road, end: 0 }
      addStretch(graph, degrees, edge, from, to, open.line)
      open.end = offset + to
    }
  }
  close()
  return rings
}

function addStretch(
  graph: StreetGraph,
  degrees: VertexDegrees,
  edge: number,
  from: number,
  to: number,
  line: LightLine,
): void {
  const { vertexStart, vertexOffset } = graph
  const last = vertexStart[edge + 1]! - 1
  for (let v = vertexStart[edge]!; v < last; v++) {
    const [start, end] = [vertexOffset[v]!, vertexOffset[v + 1]!]
    if (end <= from || start >= to) continue
    for (const at of [Math.max(from, start), Math.min(to, end)]) {
      const share = (at - start) / (end - start)
      line.add(
        degrees[2 * v]! + share * (degrees[2 * v + 2]! - degrees[2 * v]!),
        degrees[2 * v + 1]! + share * (degrees[2 * v + 3]! - degrees[2 * v + 1]!),
      )
    }
  }
}

class LightLine {
  readonly values: number[] = []
  #lon = 0
  #lat = 0

  /** Adds a vertex, unless it is where the last one is. */
  add(longitude: number, latitude: number): void {
    const lon = Math.round(longitude * unitsPerDegree)
    const lat = Math.round(latitude * unitsPerDegree)
    if (this.values.length > 0 && lon === this.#lon && lat === this.#lat) return
    this.values.push(lon - this.#lon, lat - this.#lat)
    this.#lon = lon
    this.#lat = lat
  }
}
