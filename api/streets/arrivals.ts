import { type MinHeap, minHeap, popHeap, pushHeap } from './min-heap.ts'
import type { StreetGraph } from './street-graph.ts'
import { modeBit, type TravelMode } from './travel-modes.ts'

/** A place on a street from which somebody sets out, and after how many seconds. */
export interface Start {
  readonly edge: number
  /** Metres from the beginning of the edge. */
  readonly offset: number
  readonly seconds: number
}

/** When the nodes are reached, and the memory to find it out; made once, filled by each search. */
export interface Arrivals {
  /** The least seconds to each node; `Infinity` where it is over the limit. */
  readonly nodeSeconds: Float64Array
  /** `settled[0 … settledCount]` are the nodes reached, earliest first. */
  readonly settled: Int32Array
  settledCount: number
  readonly heap: MinHeap
}

export function arrivalsOf({ nodeCount }: StreetGraph): Arrivals {
  return {
    nodeSeconds: new Float64Array(nodeCount).fill(Infinity),
    settled: new Int32Array(nodeCount),
    settledCount: 0,
    heap: minHeap(),
  }
}

/**
 * The least time to every node that one mode reaches within a limit from any of the starts: Dijkstra (1959) with many sources and a bound.
 *
 * @param secondsPerMeter by the index of `graph.kinds`
 * @param arrivals of `arrivalsOf`, overwritten
 * @param onward arrivals of another mode: from where it has come, this one goes on
 */
export function arriveWithin(
  graph: StreetGraph,
  mode: TravelMode,
  secondsPerMeter: Float64Array,
  starts: readonly Start[],
  limitSeconds: number,
  arrivals: Arrivals,
  onward: readonly Arrivals[] = [],
): void {
  const { edgeLength, edgeKind, halfEdgeHead, halfEdgeModes, leaving, leavingStart } = graph
  const { nodeSeconds, settled, heap } = arrivals
  const bit = modeBit[mode]
  for (let i = 0; i < arrivals.settledCount; i++) nodeSeconds[settled[i]!] = Infinity
  arrivals.settledCount = 0
  heap.size = 0
  const reach = (node: number, seconds: number): void => {
    if (seconds <= limitSeconds && seconds < nodeSeconds[node]!) {
      nodeSeconds[node] = seconds
      pushHeap(heap, seconds, node)
    }
  }

  for (const { edge, offset, seconds } of starts) {
    const pace = secondsPerMeter[edgeKind[edge]!]!
    const rest = edgeLength[edge]! - offset
    // Who stands at a crossing is there, whatever the direction of the street.
    if (rest <= 0 || halfEdgeModes[2 * edge]! & bit) reach(halfEdgeHead[2 * edge]!, seconds + rest * pace)
    if (offset <= 0 || halfEdgeModes[2 * edge + 1]! & bit) {
      reach(halfEdgeHead[2 * edge + 1]!, seconds + offset * pace)
    }
  }
  for (const earlier of onward) {
    for (let i = 0; i < earlier.settledCount; i++) {
      const node = earlier.settled[i]!
      reach(node, earlier.nodeSeconds[node]!)
    }
  }

  while (heap.size > 0) {
    const seconds = heap.keys[0]!
    const node = popHeap(heap)
    if (seconds > nodeSeconds[node]!) continue
    settled[arrivals.settledCount++] = node
    for (let i = leavingStart[node]!; i < leavingStart[node + 1]!; i++) {
      const half = leaving[i]!
      if ((halfEdgeModes[half]! & bit) === 0) continue
      const edge = half >> 1
      reach(halfEdgeHead[half]!, seconds + edgeLength[edge]! * secondsPerMeter[edgeKind[edge]!]!)
    }
  }
}
