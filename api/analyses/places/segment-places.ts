import { countsByRoad, segmentsById } from '../../cases/top-place-queries.ts'
import type { Database } from '../../database/connect.ts'
import { contiguityOf } from '../../hotspots/contiguity.ts'
import type { StreetGraph } from '../../streets/street-graph.ts'
import { segmentsInScope } from './queries.ts'
import type { TestedPlaces } from './tested-places.ts'

/** The street segments of a graph; neighbours are those that meet at a node. A segment weighs its length: nobody lives on a street. */
export function segmentPlaces(database: Database, graph: StreetGraph): TestedPlaces {
  const roads = [...new Set(graph.edgeRoad)].sort((a, b) => a - b)
  const numberOf = new Map(roads.map((road, number) => [road, number]))
  const edgesOf: number[][] = roads.map(() => [])
  const length = new Float64Array(roads.length)
  graph.edgeRoad.forEach((road, edge) => {
    const number = numberOf.get(road)!
    edgesOf[number]!.push(edge)
    length[number]! += graph.edgeLength[edge]!
  })
  return {
    contiguity: contiguityOf(roads.length, meetings(graph, numberOf)),
    area: length,
    households: null,
    equalSized: false,
    cellMeters: null,
    countsIn: async (filter) => {
      const counts = await countsByRoad(database, filter)
      return Float64Array.from(roads, (road) => counts.get(road) ?? 0)
    },
    inScope: async (viewer) => {
      const own = await segmentsInScope(database, viewer)
      return Uint8Array.from(roads, (road) => (own.has(road) ? 1 : 0))
    },
    describe: async (numbers) => {
      const known = await segmentsById(
        database,
        numbers.map((number) => roads[number]!),
      )
      return numbers.map((number) => {
        const id = roads[number]!
        const segment = known.get(id)
        const coordinates = lineOf(graph, edgesOf[number]!)
        return {
          id,
          code: segment?.code ?? String(id),
          name: segment?.name ?? null,
          outline: { type: 'LineString', coordinates },
        }
      })
    },
  }
}

/** Every two segments that leave the same node. */
function* meetings(
  { nodeCount, leavingStart, leaving, edgeRoad }: StreetGraph,
  numberOf: ReadonlyMap<number, number>,
): Generator<[number, number]> {
  for (let node = 0; node < nodeCount; node += 1) {
    const halfEdges = leaving.subarray(leavingStart[node], leavingStart[node + 1])
    const meeting = [...new Set(Array.from(halfEdges, (half) => numberOf.get(edgeRoad[half >> 1]!)!))]
    for (const [index, a] of meeting.entries()) for (const b of meeting.slice(index + 1)) yield [a, b]
  }
}

/** The edges of one road, which follow one another, as one line. */
function lineOf({ edgeRoadOffset, vertexStart, vertices }: StreetGraph, edges: number[]): [number, number][] {
  const inOrder = edges.toSorted((a, b) => edgeRoadOffset[a]! - edgeRoadOffset[b]!)
  return inOrder.flatMap((edge, index) => {
    const first = vertexStart[edge]! + (index === 0 ? 0 : 1)
    return Array.from({ length: vertexStart[edge + 1]! - first }, (_, at): [number, number] => [
      vertices[2 * (first + at)]!,
      vertices[2 * (first + at) + 1]!,
    ])
  })
}
