import { popHeap, pushHeap } from '../streets/min-heap.ts'
import type { MatchGround } from './match-ground.ts'
import type { MatchOptions } from './options.ts'
import type { Piece } from './pieces.ts'
import { bestState, type States } from './states.ts'
import { addToTrellis, link, noStreet } from './trellis.ts'

/** One step from a fix to the next. */
interface Step {
  readonly modes: number
  readonly options: MatchOptions
  /** Where it leads, and how far that is as the crow flies. */
  readonly toX: number
  readonly toY: number
  readonly meters: number
  readonly beta: number
  readonly uTurn: number
  /** The least cost of a state so far, with its emission; whatever costs more than that by `slack` is given up. */
  least: number
  readonly slack: number
}

/** Finds the best way from the states of the fix before to each state of the present one. */
export function takeStep(
  ground: MatchGround,
  modes: number,
  { x, y }: Piece,
  fixBefore: number,
  fix: number,
  before: States,
  now: States,
  options: MatchOptions,
): void {
  const [toX, toY] = [x[fix]!, y[fix]!]
  const meters = Math.hypot(toX - x[fixBefore]!, toY - y[fixBefore]!)
  const beta = Math.max(options.betaMeters, options.betaShare * meters)
  const uTurn = options.uTurnMeters / beta
  // |way - meters| / beta is never less than (way - meters) / beta.
  const slack = options.beam + meters / beta
  const step: Step = { modes, options, toX, toY, meters, beta, uTurn, least: Infinity, slack }
  jump(step, before, now)
  for (let s = 0; s < before.count; s++) {
    if (before.halfEdge[s] === noStreet) continue
    stayOnEdge(ground, step, before, s, now)
    leaveEdge(ground, step, before, s)
  }
  search(ground, step, now)
  for (let t = 0; t < now.count; t++) now.cost[t] = now.cost[t]! + now.emission[t]!
}

/** Every state can be reached off the streets: by leaving them, by coming back to them, or both where the map lacks a street between. */
function jump(step: Step, before: States, now: States): void {
  const leave = step.options.leaveMeters / step.options.betaMeters
  const street = bestState(before, true)
  const off = bestState(before, false)
  const fromStreet = street < 0 ? Infinity : before.cost[street]! + leave
  const fromOff = off < 0 ? Infinity : before.cost[off]!
  const from = before.entry[fromStreet < fromOff ? street : off]!
  const price = Math.min(fromStreet, fromOff)
  for (let t = 0; t < now.count; t++) {
    reach(step, now, t, now.halfEdge[t] === noStreet ? price : price + leave, from, link.jump, now.offset[t]!)
  }
}

/** Further along the same half-edge, or back a little, which counts as holding its place; or turned back within the edge. */
function stayOnEdge(ground: MatchGround, step: Step, before: States, s: number, now: States): void {
  const { stamp, stateOf, stateStamp } = ground
  const h = before.halfEdge[s]!
  const at = before.reached[s]!
  const cost = before.cost[s]!
  if (stateStamp[h] === stamp) {
    const t = stateOf[h]!
    const further = now.offset[t]! - at
    if (further >= -step.options.backwardToleranceMeters) {
      const price = cost + Math.abs(Math.abs(further) - step.meters) / step.beta
      reach(step, now, t, price, before.entry[s]!, link.forward, further > 0 ? now.offset[t]! : at)
    }
  }
  if (stateStamp[h ^ 1] === stamp) {
    const t = stateOf[h ^ 1]!
    const back = Math.abs(ground.graph.edgeLength[h >> 1]! - now.offset[t]! - at)
    const price = cost + step.uTurn + Math.abs(back - step.meters) / step.beta
    reach(step, now, t, price, before.entry[s]!, link.turn, now.offset[t]!)
  }
}

/** On to the end of the half-edge, or back to where it was entered. */
function leaveEdge(ground: MatchGround, step: Step, before: States, s: number): void {
  const h = before.halfEdge[s]!
  const at = before.reached[s]!
  const onward = ground.graph.edgeLength[h >> 1]! - at
  offer(ground, step, h, before.cost[s]! + onward / step.beta, onward, before.entry[s]!)
  if ((ground.graph.halfEdgeModes[h ^ 1]! & step.modes) === 0) return
  offer(ground, step, h ^ 1, before.cost[s]! + step.uTurn + at / step.beta, at, before.entry[s]!)
}

/** Follows the cheapest label to the half-edges that go on from its end, until what is left is too dear (A*). */
function search(ground: MatchGround, step: Step, now: States): void {
  const { graph, heap, trellis, stamp, stateOf, stateStamp } = ground
  const { labelCost, labelKey, labelMeters, labelParent } = ground
  const { halfEdgeHead, halfEdgeModes, edgeLength, leaving, leavingStart } = graph
  const { modes, meters, beta, uTurn } = step
  while (heap.size > 0) {
    const key = heap.keys[0]!
    if (key > step.least + step.slack) break
    const h = popHeap(heap)
    if (key > labelKey[h]!) continue
    const price = labelCost[h]!
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
        const total = turned + (Math.abs(way + now.offset[t]! - meters) - way) / beta
        reach(step, now, t, total, entry, link.way, now.offset[t]!)
      }
      const length = edgeLength[g >> 1]!
      offer(ground, step, g, turned + length / beta, way + length, entry)
    }
  }
  heap.size = 0
}

/** Takes a way to a state if none is cheaper. */
function reach(
  step: Step,
  now: States,
  t: number,
  price: number,
  parent: number,
  reachedBy: number,
  reached: number,
): void {
  if (price >= now.cost[t]!) return
  now.cost[t] = price
  now.parent[t] = parent
  now.link[t] = reachedBy
  now.reached[t] = reached
  const total = price + now.emission[t]!
  if (total < step.least) step.least = total
}

/** Takes a way to the end of a half-edge if none is cheaper, and if it may still lead within reach of the fix at a bearable price. */
function offer(
  ground: MatchGround,
  step: Step,
  h: number,
  price: number,
  meters: number,
  parent: number,
): void {
  const { graph, stamp, labelStamp, labelCost } = ground
  if (labelStamp[h] === stamp && price >= labelCost[h]!) return
  const node = graph.halfEdgeHead[h]!
  const dx = graph.nodeX[node]! - step.toX
  const dy = graph.nodeY[node]! - step.toY
  const ahead = Math.sqrt(dx * dx + dy * dy) - step.options.candidateMeters
  const key = ahead > 0 ? price + ahead / step.beta : price
  if (key > step.least + step.slack) return
  labelStamp[h] = stamp
  labelCost[h] = price
  ground.labelKey[h] = key
  ground.labelMeters[h] = meters
  ground.labelParent[h] = parent
  pushHeap(ground.heap, key, h)
}
