import type { StreetGraph } from '../streets/street-graph.ts'
import type { Leg } from './legs.ts'
import { noStreet } from './trellis.ts'

/** Offsets that differ by less are equal. */
const roundingMeters = 1e-6

interface PlacedLeg {
  readonly leg: Leg
  readonly step: number
}

/**
 * The steps without spurs: goings into an edge, less than `toleranceMeters` far and not to its end, that come back out where they went in
 * and do not then go back the way they came. They are the scatter of a fix or two at a crossing, as going back a little on one edge is.
 * Their time is spent at the crossing.
 */
export function withoutSpurs(graph: StreetGraph, steps: readonly Leg[][], toleranceMeters: number): Leg[][] {
  const path: PlacedLeg[] = []
  const cutSpurs = (next: Leg | undefined): void => {
    for (;;) {
      const begin = beginOfSpur(graph, path, toleranceMeters)
      if (begin < 0 || (next && next.halfEdge === (path[begin - 1]!.leg.halfEdge ^ 1))) return
      // What is last now may itself end a spur.
      path.length = begin
    }
  }
  for (const [step, legs] of steps.entries()) {
    for (const leg of legs) {
      const last = path.at(-1)?.leg
      if (last && leg.halfEdge !== last.halfEdge) cutSpurs(leg)
      path.push({ leg, step })
    }
  }
  if (path.length > 0) cutSpurs(undefined)
  const kept: Leg[][] = steps.map(() => [])
  for (const { leg, step } of path) kept[step]!.push(leg)
  for (const [step, legs] of kept.entries()) {
    if (legs.length > 0) continue
    const { halfEdge, to } = kept[step - 1]!.at(-1)!
    legs.push({ halfEdge, from: to, to })
  }
  return kept
}

/** Where the spur begins that ends with the last leg; -1 when there is none. */
function beginOfSpur(
  { edgeLength }: StreetGraph,
  path: readonly PlacedLeg[],
  toleranceMeters: number,
): number {
  const last = path.at(-1)!.leg
  if (last.halfEdge === noStreet) return -1
  const length = edgeLength[last.halfEdge >> 1]!
  if (last.to < length - roundingMeters) return -1
  let begin = path.length
  let depth = 0
  while (begin > 0 && path[begin - 1]!.leg.halfEdge >> 1 === last.halfEdge >> 1) {
    const { halfEdge, from, to } = path[--begin]!.leg
    depth = Math.max(depth, halfEdge === last.halfEdge ? length - from : to)
  }
  const first = path[begin]!.leg
  const isSpur =
    begin > 0 &&
    path[begin - 1]!.leg.halfEdge !== noStreet &&
    first.halfEdge !== last.halfEdge &&
    first.from < roundingMeters &&
    depth < Math.min(toleranceMeters, length - roundingMeters)
  return isSpur ? begin : -1
}
