import { findNearEdges } from '../streets/edge-grid.ts'
import type { MatchGround } from './match-ground.ts'
import type { MatchOptions } from './options.ts'
import type { Piece } from './pieces.ts'
import { addState, enterStates, type States } from './states.ts'
import { takeStep } from './take-step.ts'
import { link, noStreet } from './trellis.ts'

/**
 * The likeliest states of the given fixes (Viterbi), as the entry of the last in `ground.trellis`, from which parents lead to the first.
 *
 * Newson & Krumm (2009), "Hidden Markov map matching through noise and sparseness": a fix d metres from its street costs d² / 2σ², and
 * going from one to the next |way along the streets - straight way| / β. States are half-edges, so that turning back has a price. A step is
 * one search from all states at once (A* over half-edges, begun at each state's own cost) instead of a search per state: what it finds
 * is Viterbi's choice wherever the way is not shorter than the straight one.
 *
 * @param modes bits of `modeBit`
 * @param kept the fixes to match, in their order; the first `count`, at least one
 */
export function likeliestStates(
  ground: MatchGround,
  modes: number,
  piece: Piece,
  kept: Int32Array,
  count: number,
  options: MatchOptions,
): number {
  const { states, trellis } = ground
  trellis.count = 0
  for (let i = 0; i < count; i++) {
    const now = states[i & 1]!
    const fix = kept[i]!
    placeFix(ground, modes, piece, fix, options, now)
    if (i === 0) startAt(now)
    else takeStep(ground, modes, piece, kept[i - 1]!, fix, states[(i + 1) & 1]!, now, options)
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
  { x, y, accuracyMeters }: Piece,
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
