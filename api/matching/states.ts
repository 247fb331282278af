import { addToTrellis, noStreet, type Trellis } from './trellis.ts'

/** The places where one fix may be: the half-edges near it, and off every street. */
export interface States {
  count: number
  /** `noStreet` for the state off the streets. */
  halfEdge: Int32Array
  /** Where the fix falls on the half-edge, in metres from its tail. */
  offset: Float64Array
  /** The furthest place reached on it, at least `offset`. */
  reached: Float64Array
  /** Cost of the fix alone, and of the best way to here. */
  emission: Float64Array
  cost: Float64Array
  /** The parent's entry in the trellis, how it leads here, and the state's own entry. */
  parent: Int32Array
  link: Uint8Array
  entry: Int32Array
}

export function emptyStates(capacity = 256): States {
  return {
    count: 0,
    halfEdge: new Int32Array(capacity),
    offset: new Float64Array(capacity),
    reached: new Float64Array(capacity),
    emission: new Float64Array(capacity),
    cost: new Float64Array(capacity),
    parent: new Int32Array(capacity),
    link: new Uint8Array(capacity),
    entry: new Int32Array(capacity),
  }
}

/** Adds a state that nothing reaches yet. */
export function addState(states: States, halfEdge: number, offset: number, emission: number): number {
  if (states.count === states.halfEdge.length) {
    const { count, ...arrays } = states
    const larger = emptyStates(2 * count)
    for (const name of Object.keys(arrays) as (keyof typeof arrays)[]) larger[name].set(arrays[name])
    Object.assign(states, larger, { count })
  }
  const at = states.count++
  states.halfEdge[at] = halfEdge
  states.offset[at] = offset
  states.reached[at] = offset
  states.emission[at] = emission
  states.cost[at] = Infinity
  return at
}

/** Drops the states that cost more than the best by `beam`, and enters the others in the trellis. */
export function enterStates(states: States, beam: number, trellis: Trellis): void {
  const { halfEdge, reached, cost, parent, link, entry } = states
  let least = Infinity
  for (let s = 0; s < states.count; s++) if (cost[s]! < least) least = cost[s]!
  let kept = 0
  for (let s = 0; s < states.count; s++) {
    if (cost[s]! > least + beam) continue
    halfEdge[kept] = halfEdge[s]!
    reached[kept] = reached[s]!
    cost[kept] = cost[s]!
    entry[kept] = addToTrellis(trellis, halfEdge[s]!, parent[s]!, link[s]!, reached[s]!)
    kept++
  }
  states.count = kept
}

/** The state of least cost among those on a street, or the one off the streets; -1 when there is none. */
export function bestState({ count, halfEdge, cost }: States, onStreet: boolean): number {
  let best = -1
  for (let s = 0; s < count; s++) {
    if ((halfEdge[s] !== noStreet) === onStreet && (best < 0 || cost[s]! < cost[best]!)) best = s
  }
  return best
}
