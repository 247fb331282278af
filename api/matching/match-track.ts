import { modeBit, type TravelMode } from '../streets/travel-modes.ts'
import { likeliestStates } from './hidden-markov.ts'
import type { MatchGround } from './match-ground.ts'
import { type Leg, legsOfSteps, turnedRound } from './legs.ts'
import { type IntervalBuilder, intervalBuilder, type MatchedInterval } from './matched-intervals.ts'
import { defaults, type MatchOptions } from './options.ts'
import { type MatchableTrack, piecesOf, smoothed } from './pieces.ts'
import { restoreTurns, thinFixes } from './thinned-fixes.ts'
import { noStreet } from './trellis.ts'

/** A time on no street of the map: in a yard, or on an alley that the map lacks. */
export interface UnmatchedStretch {
  readonly fromSeconds: number
  readonly toSeconds: number
  /** The cleaned track's fixes at both ends. */
  readonly fromFix: number
  readonly toFix: number
}

/** Where a track went. Intervals and stretches together last as long as the track's segments; breaks belong to neither. */
export interface MatchedTrack {
  /** In the order of time. */
  readonly intervals: MatchedInterval[]
  readonly unmatched: UnmatchedStretch[]
}

/**
 * Matches a cleaned track to the streets, piece by piece between its breaks. Equal input gives equal output, and on foot and by bike a track
 * turned round covers the same stretches.
 *
 * @param ground of `matchGround`; one match at a time
 * @param track in metres of the graph's system
 * @throws RangeError when `accuracyMeters` has not one value per fix.
 */
export function matchTrack(
  ground: MatchGround,
  track: MatchableTrack,
  mode: TravelMode,
  options: Partial<MatchOptions> = {},
): MatchedTrack {
  const all = { ...defaults, ...options }
  if (track.accuracyMeters && track.accuracyMeters.length !== track.x.length) {
    throw new RangeError(
      `accuracies and fixes differ in number: ${track.accuracyMeters.length}, ${track.x.length}`,
    )
  }
  const intervals: MatchedInterval[] = []
  const unmatched: UnmatchedStretch[] = []
  const builder = intervalBuilder(ground.graph, all.timingToleranceSeconds, intervals)
  const kept = new Int32Array(track.x.length)
  for (const piece of piecesOf(track, mode !== 'vehicle')) {
    const even = smoothed(piece, all)
    const count = thinFixes(even, all, kept)
    restoreTurns(piece, even, kept, count)
    const entry = likeliestStates(ground, modeBit[mode], even, kept, count, all)
    let steps = legsOfSteps(ground.graph, ground.trellis, entry)
    const fixes = Array.from(kept.subarray(0, count), (index) => piece.fixOf(index))
    if (piece.isTurned) {
      steps = turnedRound(ground.graph, steps)
      fixes.reverse()
    }
    addSteps(track, fixes, steps, builder, unmatched)
    builder.end()
  }
  return { intervals, unmatched }
}

/** Gives the legs of each step their times; those off the streets become stretches. */
function addSteps(
  { timeSeconds }: MatchableTrack,
  fixes: readonly number[],
  steps: readonly Leg[][],
  builder: IntervalBuilder,
  unmatched: UnmatchedStretch[],
): void {
  let stretchFrom = -1
  for (const [i, legs] of steps.entries()) {
    const fromSeconds = timeSeconds[fixes[i]!]!
    const toSeconds = timeSeconds[fixes[i + 1]!]!
    if (legs[0]!.halfEdge === noStreet) {
      if (stretchFrom < 0) stretchFrom = fixes[i]!
      builder.end()
      if (steps[i + 1]?.[0]!.halfEdge === noStreet) continue
      const fromFix = stretchFrom
      unmatched.push({ fromSeconds: timeSeconds[fromFix]!, toSeconds, fromFix, toFix: fixes[i + 1]! })
      stretchFrom = -1
      continue
    }
    let meters = 0
    for (const leg of legs) meters += leg.to - leg.from
    let gone = 0
    let startSeconds = fromSeconds
    for (const [l, leg] of legs.entries()) {
      gone += leg.to - leg.from
      const endSeconds =
        l === legs.length - 1 ? toSeconds : fromSeconds + (gone / meters) * (toSeconds - fromSeconds)
      builder.add(leg, startSeconds, endSeconds)
      startSeconds = endSeconds
    }
  }
}
