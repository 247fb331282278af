import { type EdgeGrid, type NearEdges, nearEdgesOf } from '../streets/edge-grid.ts'
import { type MinHeap, minHeap } from '../streets/min-heap.ts'
import type { StreetGraph } from '../streets/street-graph.ts'
import { emptyStates, type States } from './states.ts'
import { emptyTrellis, type Trellis } from './trellis.ts'

/** What a match runs on: the streets, the half-edges its mode may travel, and memory that one match uses at a time. */
export interface MatchGround {
  readonly graph: StreetGraph
  readonly grid: EdgeGrid
  readonly trellis: Trellis
  readonly near: NearEdges
  readonly heap: MinHeap
  readonly states: readonly [States, States]
  /** Counts the fixes placed; a half-edge with this stamp has a state of the present fix, or a label of the present step. */
  stamp: number
  readonly stateOf: Int32Array
  readonly stateStamp: Int32Array
  /** Least cost, length in metres and parent of a way to the end of a half-edge. */
  readonly labelCost: Float64Array
  /** The cost with the least that is still to come. */
  readonly labelKey: Float64Array
  readonly labelMeters: Float64Array
  readonly labelParent: Int32Array
  readonly labelStamp: Int32Array
}

export function matchGround(graph: StreetGraph, grid: EdgeGrid): MatchGround {
  const halfEdges = 2 * graph.edgeCount
  return {
    graph,
    grid,
    trellis: emptyTrellis(),
    near: nearEdgesOf(graph),
    heap: minHeap(),
    states: [emptyStates(), emptyStates()],
    stamp: 0,
    stateOf: new Int32Array(halfEdges),
    stateStamp: new Int32Array(halfEdges),
    labelCost: new Float64Array(halfEdges),
    labelKey: new Float64Array(halfEdges),
    labelMeters: new Float64Array(halfEdges),
    labelParent: new Int32Array(halfEdges),
    labelStamp: new Int32Array(halfEdges),
  }
}
