import { type Arrivals, arrivalsOf, arriveWithin, type Start } from '../streets/arrivals.ts'
import type { StreetGraph } from '../streets/street-graph.ts'
import { modeBit, type TravelMode } from '../streets/travel-modes.ts'

/** Somebody on a street who can set out. */
export interface Responder extends Start {
  readonly mode: TravelMode
}

/** A crew leaves its car or bike where that cannot go on; nobody finds a car on the way. */
const modesInOrder = ['vehicle', 'bike', 'foot'] as const

/** Something that moves along an edge: from `offset` at `seconds`, towards its end (`direction` 1) or its beginning (-1). */
interface Front {
  readonly offset: number
  readonly seconds: number
  readonly secondsPerMeter: number
  readonly direction: 1 | -1
}

/** What has been reached within the limit: the fronts on each edge that something moves on. */
export type Reached = ReadonlyMap<number, readonly Front[]>

/** Memory for searches in a graph, used by one at a time. */
export interface ReachMemory {
  readonly graph: StreetGraph
  readonly arrivals: Record<TravelMode, Arrivals>
}

export function reachMemory(graph: StreetGraph): ReachMemory {
  return {
    graph,
    arrivals: { vehicle: arrivalsOf(graph), bike: arrivalsOf(graph), foot: arrivalsOf(graph) },
  }
}

/**
 * What the responders together reach within a limit, each by its mode, and on foot where a vehicle or bike cannot go on.
 *
 * @param paces seconds for a metre of each mode, by the index of `graph.kinds`
 */
export function reachedWithin(
  { graph, arrivals }: ReachMemory,
  responders: readonly Responder[],
  paces: Record<TravelMode, Float64Array>,
  limitSeconds: number,
): Reached {
  const reached = new Map<number, Front[]>()
  const add = (edge: number, front: Front): void => {
    const known = reached.get(edge)
    if (!known) reached.set(edge, [front])
    else if (!known.some((other) => isAhead(other, front))) known.push(front)
  }
  for (const mode of modesInOrder) {
    const starts = mode === 'foot' ? responders : responders.filter((responder) => responder.mode === mode)
    const before = mode === 'foot' ? [arrivals.vehicle, arrivals.bike] : []
    arriveWithin(graph, mode, paces[mode], starts, limitSeconds, arrivals[mode], before)
    addFronts(graph, mode, paces[mode], starts, limitSeconds, arrivals[mode], add)
  }
  return reached
}

/** Whether a front that began in the same place and goes the same way is nowhere later. */
function isAhead(one: Front, other: Front): boolean {
  return (
    one.offset === other.offset &&
    one.direction === other.direction &&
    one.seconds <= other.seconds &&
    one.secondsPerMeter <= other.secondsPerMeter
  )
}

function addFronts(
  graph: StreetGraph,
  mode: TravelMode,
  pace: Float64Array,
  starts: readonly Start[],
  limitSeconds: number,
  { settled, settledCount, nodeSeconds }: Arrivals,
  add: (edge: number, front: Front) => void,
): void {
  const { edgeKind, edgeLength, halfEdgeModes, leaving, leavingStart } = graph
  const bit = modeBit[mode]
  for (let i = 0; i < settledCount; i++) {
    const node = settled[i]!
    for (let l = leavingStart[node]!; l < leavingStart[node + 1]!; l++) {
      const half = leaving[l]!
      if ((halfEdgeModes[half]! & bit) === 0) continue
      const edge = half >> 1
      const forward = (half & 1) === 0
      add(edge, {
        offset: forward ? 0 : edgeLength[edge]!,
        seconds: nodeSeconds[node]!,
        secondsPerMeter: pace[edgeKind[edge]!]!,
        direction: forward ? 1 : -1,
      })
    }
  }
  for (const { edge, offset, seconds } of starts) {
    if (seconds > limitSeconds) continue
    for (const half of [2 * edge, 2 * edge + 1]) {
      if ((halfEdgeModes[half]! & bit) === 0) continue
      const direction = half === 2 * edge ? 1 : -1
      add(edge, { offset, seconds, secondsPerMeter: pace[edgeKind[edge]!]!, direction })
    }
  }
}

/** Seconds until somebody is at a place of an edge; `Infinity` where the search found nobody. */
export function secondsUntil(reached: Reached, edge: number, offset: number): number {
  let least = Infinity
  for (const front of reached.get(edge) ?? []) {
    const meters = (offset - front.offset) * front.direction
    if (meters >= 0) least = Math.min(least, front.seconds + meters * front.secondsPerMeter)
  }
  return least
}

/** A stretch of an edge, in metres from its beginning, and the first ring that holds it: the number of rings when none does. */
export interface RingStretch {
  readonly from: number
  readonly to: number
  readonly ring: number
}

/**
 * Divides an edge exactly where the rings end.
 *
 * @param limitsSeconds of the rings, ascending
 * @returns the whole edge, from its beginning to its end, neighbours in different rings
 */
export function ringsOnEdge(
  reached: Reached,
  edge: number,
  lengthMeters: number,
  limitsSeconds: readonly number[],
): RingStretch[] {
  const fronts = reached.get(edge)
  const outside = limitsSeconds.length
  if (!fronts) return [{ from: 0, to: lengthMeters, ring: outside }]
  const cuts = [0, lengthMeters]
  for (const { offset, seconds, secondsPerMeter, direction } of fronts) {
    cuts.push(offset)
    for (const limit of limitsSeconds) {
      if (limit >= seconds) cuts.push(offset + (direction * (limit - seconds)) / secondsPerMeter)
    }
  }
  const inside = cuts.filter((cut) => cut >= 0 && cut <= lengthMeters).sort((a, b) => a - b)
  const stretches: { from: number; to: number; ring: number }[] = []
  for (let i = 1; i < inside.length; i++) {
    const [from, to] = [inside[i - 1]!, inside[i]!]
    if (to <= from) continue
    const until = secondsUntil(reached, edge, (from + to) / 2)
    const found = limitsSeconds.findIndex((limit) => until <= limit)
    const ring = found === -1 ? outside : found
    const last = stretches.at(-1)
    if (last?.ring === ring) last.to = to
    else stretches.push({ from, to, ring })
  }
  return stretches
}
