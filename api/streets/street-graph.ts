import { modesOfRoad } from './travel-modes.ts'
import { vertexNumbers } from './vertex-numbers.ts'

export const defaults = {
  /** Vertices this near are one: neighbouring roads share their vertices exactly, up to the 7 decimals of a stored degree (1 cm). */
  precisionMeters: 0.01,
}

/** One line of the road table. */
export interface RoadLine {
  readonly id: number
  /** `residential`, `footway`, … */
  readonly kind: string
  /** Vehicles only from the first vertex to the last. */
  readonly oneway: boolean
  /** Easting and northing of the vertices in metres. */
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

/**
 * The streets as a graph on typed arrays. An edge is a stretch of one road between two nodes. Edge `e` is travelled by two
 * half-edges: `2e` along its line and `2e + 1` against it, so that `h ^ 1` is the way back and `h >> 1` the edge.
 */
export interface StreetGraph {
  readonly nodeCount: number
  readonly edgeCount: number
  /** Easting and northing of the nodes in metres. */
  readonly nodeX: Float64Array
  readonly nodeY: Float64Array
  /** Metres along the edge's line. */
  readonly edgeLength: Float64Array
  /** The road's id, and how far along the road's line the edge begins, in metres: these outlast a rebuilt graph. */
  readonly edgeRoad: Float64Array
  readonly edgeRoadOffset: Float64Array
  /** Index into `kinds`. */
  readonly edgeKind: Uint8Array
  readonly kinds: readonly string[]
  /** The node a half-edge leads to; its tail is the head of `h ^ 1`. */
  readonly halfEdgeHead: Int32Array
  /** The modes that may travel a half-edge, bits of `modeBit`. */
  readonly halfEdgeModes: Uint8Array
  /** `leaving[leavingStart[n] … leavingStart[n + 1]]` are the half-edges that leave node n, ascending. */
  readonly leavingStart: Int32Array
  readonly leaving: Int32Array
  /** `vertexStart[e] … vertexStart[e + 1]` are the vertices of edge e, at least two. */
  readonly vertexStart: Int32Array
  /** Easting and northing in turn: vertex v is at `vertices[2v]`, `vertices[2v + 1]`. */
  readonly vertices: Float64Array
  /** Metres from the beginning of the edge to each vertex. */
  readonly vertexOffset: Float64Array
}

/**
 * Builds the graph of all given roads. Roads meet where they share a vertex, and are split there; lines that cross without one (bridges)
 * stay apart. Lines without length are left out.
 *
 * @throws RangeError when a line's x and y differ in length or hold a value that is not finite.
 */
export function buildStreetGraph(
  roads: readonly RoadLine[],
  options: Partial<typeof defaults> = {},
): StreetGraph {
  const { precisionMeters } = { ...defaults, ...options }
  const lines = numberVertices(roads, precisionMeters)
  const { vertex, lineStart, isNode, x, y } = lines

  let edgeCount = 0
  let vertexCount = 0
  for (let road = 0; road < roads.length; road++) {
    const [start, end] = [lineStart[road]!, lineStart[road + 1]!]
    for (let i = start + 1; i < end; i++) {
      vertexCount++
      if (isNode[vertex[i]!] || i === end - 1) {
        edgeCount++
        vertexCount++
      }
    }
  }

  const nodeOfVertex = new Int32Array(isNode.length).fill(-1)
  const nodeX: number[] = []
  const nodeY: number[] = []
  const nodeAt = (of: number): number => {
    if (nodeOfVertex[of] === -1) {
      nodeOfVertex[of] = nodeX.length
      nodeX.push(x[of]!)
      nodeY.push(y[of]!)
    }
    return nodeOfVertex[of]!
  }

  const edgeLength = new Float64Array(edgeCount)
  const edgeRoad = new Float64Array(edgeCount)
  const edgeRoadOffset = new Float64Array(edgeCount)
  const edgeKind = new Uint8Array(edgeCount)
  const halfEdgeHead = new Int32Array(2 * edgeCount)
  const halfEdgeModes = new Uint8Array(2 * edgeCount)
  const vertexStart = new Int32Array(edgeCount + 1)
  const vertices = new Float64Array(2 * vertexCount)
  const vertexOffset = new Float64Array(vertexCount)
  const kinds = [...new Set(roads.map(({ kind }) => kind))].sort()

  let edge = 0
  let at = 0
  const addVertex = (of: number, offset: number): void => {
    vertices[2 * at] = x[of]!
    vertices[2 * at + 1] = y[of]!
    vertexOffset[at++] = offset
  }
  for (const [index, road] of roads.entries()) {
    const [start, end] = [lineStart[index]!, lineStart[index + 1]!]
    const { along, against } = modesOfRoad(road.kind, road.oneway)
    let first = start
    let roadOffset = 0
    let length = 0
    for (let i = start + 1; i < end; i++) {
      const [before, here] = [vertex[i - 1]!, vertex[i]!]
      if (first === i - 1) addVertex(before, 0)
      length += Math.hypot(x[here]! - x[before]!, y[here]! - y[before]!)
      addVertex(here, length)
      if (!isNode[here] && i < end - 1) continue
      edgeLength[edge] = length
      edgeRoad[edge] = road.id
      edgeRoadOffset[edge] = roadOffset
      edgeKind[edge] = kinds.indexOf(road.kind)
      halfEdgeHead[2 * edge + 1] = nodeAt(vertex[first]!)
      halfEdgeHead[2 * edge] = nodeAt(here)
      halfEdgeModes[2 * edge] = along
      halfEdgeModes[2 * edge + 1] = against
      vertexStart[++edge] = at
      roadOffset += length
      length = 0
      first = i
    }
  }

  return {
    nodeCount: nodeX.length,
    edgeCount,
    nodeX: Float64Array.from(nodeX),
    nodeY: Float64Array.from(nodeY),
    edgeLength,
    edgeRoad,
    edgeRoadOffset,
    edgeKind,
    kinds,
    halfEdgeHead,
    halfEdgeModes,
    ...leavingHalfEdges(halfEdgeHead, nodeX.length),
    vertexStart,
    vertices,
    vertexOffset,
  }
}

/** The place on an edge at an offset from its beginning, in metres, written to `out` as easting and northing. */
export function placeOnEdge(graph: StreetGraph, edge: number, offset: number, out: Float64Array): void {
  const { vertexStart, vertexOffset, vertices } = graph
  const last = vertexStart[edge + 1]! - 1
  let v = vertexStart[edge]!
  while (v + 1 < last && vertexOffset[v + 1]! < offset) v++
  const length = vertexOffset[v + 1]! - vertexOffset[v]!
  const share = length > 0 ? Math.min(1, Math.max(0, (offset - vertexOffset[v]!) / length)) : 0
  out[0] = vertices[2 * v]! + share * (vertices[2 * v + 2]! - vertices[2 * v]!)
  out[1] = vertices[2 * v + 1]! + share * (vertices[2 * v + 3]! - vertices[2 * v + 1]!)
}

interface NumberedLines {
  /** `vertex[lineStart[r] … lineStart[r + 1]]` are the vertex numbers of road r, without repetitions; none when it has no length. */
  readonly vertex: Int32Array
  readonly lineStart: Int32Array
  /** 1 where lines end or meet, per vertex number. */
  readonly isNode: Uint8Array
  readonly x: Float64Array
  readonly y: Float64Array
}

function numberVertices(roads: readonly RoadLine[], precisionMeters: number): NumberedLines {
  const capacity = roads.reduce((sum, road) => sum + road.x.length, 0)
  const numbers = vertexNumbers(capacity, precisionMeters)
  const vertex = new Int32Array(capacity)
  const lineStart = new Int32Array(roads.length + 1)
  const uses = new Uint8Array(capacity)
  let at = 0
  for (const [index, { id, x, y }] of roads.entries()) {
    if (x.length !== y.length) {
      throw new RangeError(`road ${id}: x and y differ in length: ${x.length}, ${y.length}`)
    }
    const start = at
    for (let i = 0; i < x.length; i++) {
      if (!Number.isFinite(x[i]!) || !Number.isFinite(y[i]!)) {
        throw new RangeError(`road ${id}: vertex ${i} holds a value that is not finite`)
      }
      const number = numbers.numberOf(x[i]!, y[i]!)
      if (at === start || vertex[at - 1] !== number) vertex[at++] = number
    }
    if (at - start < 2) at = start
    for (let i = start; i < at; i++) {
      const isEnd = i === start || i === at - 1
      uses[vertex[i]!] = Math.min(2, uses[vertex[i]!]! + (isEnd ? 2 : 1))
    }
    lineStart[index + 1] = at
  }
  const isNode = uses.slice(0, numbers.count).map((count) => (count >= 2 ? 1 : 0))
  return { vertex: vertex.slice(0, at), lineStart, isNode, x: numbers.x, y: numbers.y }
}

function leavingHalfEdges(
  halfEdgeHead: Int32Array,
  nodeCount: number,
): Pick<StreetGraph, 'leaving' | 'leavingStart'> {
  const leavingStart = new Int32Array(nodeCount + 1)
  for (let h = 0; h < halfEdgeHead.length; h++) {
    const tail = halfEdgeHead[h ^ 1]!
    leavingStart[tail + 1] = leavingStart[tail + 1]! + 1
  }
  for (let n = 0; n < nodeCount; n++) leavingStart[n + 1] = leavingStart[n + 1]! + leavingStart[n]!
  const next = leavingStart.slice(0, nodeCount)
  const leaving = new Int32Array(halfEdgeHead.length)
  for (let h = 0; h < halfEdgeHead.length; h++) {
    const tail = halfEdgeHead[h ^ 1]!
    leaving[next[tail]!] = h
    next[tail] = next[tail]! + 1
  }
  return { leaving, leavingStart }
}
