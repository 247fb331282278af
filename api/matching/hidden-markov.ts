import { type EdgeGrid, findNearEdges, type NearEdges, nearEdgesOf } from '../streets/edge-grid.ts'
import { type MinHeap, minHeap, popHeap, pushHeap } from '../streets/min-heap.ts'
import type { StreetGraph } from '../streets/street-graph.ts'
import type { MatchOptions } from './options.ts'
import { addState, bestState, emptyStates, enterStates, type States } from './states.ts'
import type { MatchableTrack } from './thinned-fixes.ts'
import { addToTrellis, emptyTrellis, link, noStreet, type Trellis } from './trellis.ts'

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
    labelMeters: new Float64Array(halfEdges),
    labelParent: new Int32Array(halfEdges),
    labelStamp: new Int32Array(halfEdges),
  }
}

/**
 * The likeliest states of the given fixes (Viterbi), as the entry of the last in `ground.trellis`, from which parents lead to the first.
 *
 * Newson & Krumm (2009), "Hidden Markov map matching through noise and sparseness": a fix d metres from its street costs d² / 2σ², and
 * going from one to the next |way along the streets - straight way| / β. States are half-edges, so that turning back has a price. A step is
 * one search from all states at once (Dijkstra over half-edges, begun at each state's own cost) instead of a search per state: what it finds
 * is Viterbi's choice wherever the way is not shorter than the straight one.
 *
 * @param modes bits of `modeBit`
 * @param kept the fixes to match, in their order; the first `count`, at least one
 */
export function likeliestStates(
  ground: MatchGround,
  modes: number,
  track: MatchableTrack,
  kept: Int32Array,
  count: number,
  options: MatchOptions,
): number {
  const { states, trellis } = ground
  const { x, y } = track
  trellis.count = 0
  for (let i = 0; i < count; i++) {
    const now = states[i & 1]!
    const before = states[(i + 1) & 1]!
    const [fix, fixBefore] = [kept[i]!, kept[i - 1]!]
    placeFix(ground, modes, track, fix, options, now)
    if (i === 0) startAt(now)
    else
      takeStep(
        ground,
        modes,
        before,
        now,
        Math.hypot(x[fix]! - x[fixBefore]!, y[fix]! - y[fixBefore]!),
        options,
      )
    enterStates(now, options.beam, trellis)
  }
  const last = states[(count - 1) & 1]!
  let best = 0
  for (let s = 1; s < last.count; s++) if (last.cost[s]! < last.cost[best]!) best = s
  return last.entry[best]!
}

/** The states of a fix: every half-edge near it that the mode may travel, and the state off the streets. */
function placeFix(
  ground: MatchGround,
  modes: number,
  { x, y, accuracyMeters }: MatchableTrack,
  fix: number,
  options: MatchOptions,
  states: States,
): void {
  const { graph, grid, near, stateOf, stateStamp } = ground
  const { halfEdgeModes, edgeLength } = graph
  findNearEdges(graph, grid, x[fix]!, y[fix]!, options.candidateMeters, near)
  const stamp = ++ground.stamp
  const sigma = sigmaOf(accuracyMeters?.[fix], options)
  states.count = 0
  for (let i = 0; i < near.count; i++) {
    const edge = near.edges[i]!
    const distance = near.distances[i]! / sigma
    const emission = (distance * distance) / 2
    for (let h = 2 * edge; h <= 2 * edge + 1; h++) {
      if ((halfEdgeModes[h]! & modes) === 0) continue
      const offset = h & 1 ? edgeLength[edge]! - near.offsets[i]! : near.offsets[i]!
      stateOf[h] = addState(states, h, offset, emission)
      stateStamp[h] = stamp
    }
  }
  addState(states, noStreet, 0, (options.unmatchedMeters / options.sigmaMeters) ** 2 / 2)
}

/** A circle that holds 68 % of a round normal scatter has 1.51 standard deviations. */
function sigmaOf(accuracyMeters: number | undefined, { sigmaMeters, candidateMeters }: MatchOptions): number {
  if (accuracyMeters === undefined || !(accuracyMeters > 0)) return sigmaMeters
  return Math.min(candidateMeters / 2, Math.max(sigmaMeters, accuracyMeters / 1.51))
}

function startAt(states: States): void {
  for (let s = 0; s < states.count; s++) {
    states.cost[s] = states.emission[s]!
    states.parent[s] = -1
    states.link[s] = link.start
  }
}

/** Finds the best way from the states of one fix to each state of the next, `meters` further as the crow flies. */
function takeStep(
  ground: MatchGround,
  modes: number,
  before: States,
  now: States,
  meters: number,
  options: MatchOptions,
): void {
  const { graph, heap, trellis, stamp, stateOf, stateStamp } = ground
  const { labelCost, labelMeters, labelParent, labelStamp } = ground
  const { halfEdgeHead, halfEdgeModes, edgeLength, leaving, leavingStart } = graph
  const { offset, reached, emission, cost, parent, link: linkOf } = now
  const beta = Math.max(options.betaMeters, options.betaShare * meters)
  const uTurn = options.uTurnMeters / options.betaMeters

  jumpAll(before, now, options.leaveMeters / options.betaMeters)
  let least = Infinity
  for (let t = 0; t < now.count; t++) least = Math.min(least, cost[t]! + emission[t]!)
  // The way to a state is at least as long as to the label before it.
  const slack = options.beam + meters / beta

  for (let s = 0; s < before.count; s++) {
    const h = before.halfEdge[s]!
    if (h === noStreet) continue
    const at = before.reached[s]!
    const length = edgeLength[h >> 1]!
    if (stateStamp[h] === stamp) {
      const t = stateOf[h]!
      const further = offset[t]! - at
      const price = before.cost[s]! + Math.abs(Math.abs(further) - meters) / beta
      if (further >= -options.backwardToleranceMeters && price < cost[t]!) {
        cost[t] = price
        parent[t] = before.entry[s]!
        linkOf[t] = link.forward
        reached[t] = further > 0 ? offset[t]! : at
        least = Math.min(least, price + emission[t]!)
      }
    }
    if (stateStamp[h ^ 1] === stamp) {
      const t = stateOf[h ^ 1]!
      const back = Math.abs(length - offset[t]! - at)
      const price = before.cost[s]! + uTurn + Math.abs(back - meters) / beta
      if (price < cost[t]!) {
        cost[t] = price
        parent[t] = before.entry[s]!
        linkOf[t] = link.turn
        reached[t] = offset[t]!
        least = Math.min(least, price + emission[t]!)
      }
    }
    // On to the end of the half-edge, or back to where it was entered.
    for (let back = 0; back <= 1; back++) {
      const g = h ^ back
      if ((halfEdgeModes[g]! & modes) === 0) continue
      const way = back ? at : length - at
      const price = before.cost[s]! + back * uTurn + way / beta
      if (price > least + slack || (labelStamp[g] === stamp && price >= labelCost[g]!)) continue
      labelStamp[g] = stamp
      labelCost[g] = price
      labelMeters[g] = way
      labelParent[g] = before.entry[s]!
      pushHeap(heap, price, g)
    }
  }

  while (heap.size > 0) {
    const price = heap.keys[0]!
    if (price > least + slack) break
    const h = popHeap(heap)
    if (price > labelCost[h]!) continue
    const way = labelMeters[h]!
    const entry = addToTrellis(trellis, h, labelParent[h]!, link.way, -1)
    const node = halfEdgeHead[h]!
    const last = leavingStart[node + 1]!
    let goesOn = false
    for (let i = leavingStart[node]!; i <= last; i++) {
      // Back the way it came comes last: free where nothing else leaves.
      const g = i < last ? leaving[i]! : h ^ 1
      if ((i < last && g === (h ^ 1)) || (halfEdgeModes[g]! & modes) === 0) continue
      const turned = i < last || !goesOn ? price : price + uTurn
      if (i < last) goesOn = true
      if (stateStamp[g] === stamp) {
        const t = stateOf[g]!
        const total = turned + (Math.abs(way + offset[t]! - meters) - way) / beta
        if (total < cost[t]!) {
          cost[t] = total
          parent[t] = entry
          linkOf[t] = link.way
          reached[t] = offset[t]!
          least = Math.min(least, total + emission[t]!)
        }
      }
      const length = edgeLength[g >> 1]!
      const next = turned + length / beta
      if (next <= least + slack && (labelStamp[g] !== stamp || next < labelCost[g]!)) {
        labelStamp[g] = stamp
        labelCost[g] = next
        labelMeters[g] = way + length
        labelParent[g] = entry
        pushHeap(heap, next, g)
      }
    }
  }
  heap.size = 0
  for (let t = 0; t < now.count; t++) cost[t] = cost[t]! + emission[t]!
}

/** Every state can be reached off the streets: by leaving them, by coming back to them, or both where the map lacks a street between. */
function jumpAll(before: States, now: States, leave: number): void {
  const street = bestState(before, true)
  const off = bestState(before, false)
  const fromStreet = street < 0 ? Infinity : before.cost[street]! + leave
  const fromOff = off < 0 ? Infinity : before.cost[off]!
  const from = before.entry[fromStreet < fromOff ? street : off]!
  const price = Math.min(fromStreet, fromOff)
  for (let t = 0; t < now.count; t++) {
    now.cost[t] = now.halfEdge[t] === noStreet ? price : price + leave
    now.parent[t] = from
    now.link[t] = link.jump
  }
}
