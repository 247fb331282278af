import type { StreetGraph } from '../streets/street-graph.ts'
import { link, noStreet, type Trellis } from './trellis.ts'

/** One part of a step: along a half-edge between two offsets from its tail, or off the streets. */
export interface Leg {
  readonly halfEdge: number
  readonly from: number
  readonly to: number
}

/** The legs of each step of the likeliest way, in order. Within a step times are spread evenly over its metres. */
export function legsOfSteps(graph: StreetGraph, trellis: Trellis, lastEntry: number): Leg[][] {
  const steps: Leg[][] = []
  let at = lastEntry
  while (trellis.link[at] !== link.start) {
    const legs: Leg[] = []
    at = legsBack(graph, trellis, at, legs)
    steps.push(legs.reverse())
  }
  return steps.reverse()
}

/** Writes the legs that lead to a state, last first, and answers the state they come from. */
function legsBack({ edgeLength }: StreetGraph, trellis: Trellis, state: number, legs: Leg[]): number {
  const { halfEdge, parent, offset, link: linkOf } = trellis
  const h = halfEdge[state]!
  const to = offset[state]!
  let from = parent[state]!
  if (linkOf[state] === link.jump) {
    legs.push({ halfEdge: noStreet, from: 0, to: 0 })
  } else if (linkOf[state] === link.forward) {
    legs.push({ halfEdge: h, from: offset[from]!, to })
  } else if (linkOf[state] === link.turn) {
    const length = edgeLength[h >> 1]!
    const turnAt = Math.max(offset[from]!, length - to)
    legs.push({ halfEdge: h, from: length - turnAt, to })
    legs.push({ halfEdge: h ^ 1, from: offset[from]!, to: turnAt })
  } else {
    legs.push({ halfEdge: h, from: 0, to })
    for (; offset[from] === -1; from = parent[from]!) {
      const g = halfEdge[from]!
      const length = edgeLength[g >> 1]!
      legs.push({ halfEdge: g, from: beginOfLabel(trellis, from, length), to: length })
    }
  }
  const moved = legs.filter((leg) => leg.to > leg.from)
  if (linkOf[state] !== link.jump)
    legs.splice(0, legs.length, ...(moved.length > 0 ? moved : legs.slice(0, 1)))
  return from
}

/** A half-edge is travelled whole on the way, unless the way begins on it, or turns back on it at once. */
function beginOfLabel({ halfEdge, parent, offset }: Trellis, label: number, length: number): number {
  const before = parent[label]!
  if (offset[before] === -1) return 0
  return halfEdge[before] === halfEdge[label] ? offset[before]! : length - offset[before]!
}

/** The same legs, gone from the end to the beginning. */
export function turnedRound({ edgeLength }: StreetGraph, steps: readonly Leg[][]): Leg[][] {
  const turn = ({ halfEdge, from, to }: Leg): Leg => {
    if (halfEdge === noStreet) return { halfEdge, from, to }
    const length = edgeLength[halfEdge >> 1]!
    return { halfEdge: halfEdge ^ 1, from: length - to, to: length - from }
  }
  return steps.map((legs) => legs.map(turn).reverse()).reverse()
}
