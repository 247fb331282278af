/** What a match depends on. Costs are negative log-likelihoods; in metres, divide by beta to compare with a detour. */
export const defaults = {
  /**
   * Standard deviation of a fix beside the street. Newson & Krumm (2009) measured 4 m with a car's receiver; with phones between houses, on
   * wide streets drawn as one line, 6 to 8 m find more (measured on the drives of Kubicka et al. 2015, as all that names no source here).
   */
  sigmaMeters: 8,
  /** Scale of |way along the streets - straight way| between two fixes (Newson & Krumm 2009, for fixes every few seconds). */
  betaMeters: 5,
  /** Fixes far apart leave more to the streets between: beta is at least this share of the straight way. */
  betaShare: 0.1,
  /** Streets further from a fix than this play no part. */
  candidateMeters: 50,
  /** A fix is averaged with those around it, for as long as it takes to move so far at the pace there, and at most for so many seconds. */
  smoothMeters: 12,
  smoothSeconds: 30,
  /** Nearer fixes say little but cost time, and scatter looks like movement. */
  thinMeters: 20,
  /** Of the fixes left out, one this far from the straight line is kept all the same: it may be where somebody turned back. */
  tipMeters: 10,
  /** Of one that is passed twice, on the way there and back, less is enough: the average has shortened the way to it already. */
  turnTipMeters: 4,
  /** Whoever stays within `thinMeters` for so long stands there: beginning and end of the stay are kept, so that its time stays in place. */
  stayKeptSeconds: 60,
  /** Going back less than this on the same edge is scatter, not a turn. */
  backwardToleranceMeters: 20,
  /** Turning back costs as much as a detour of this length, except at a dead end. */
  uTurnMeters: 40,
  /** Off every street (yards, alleys the map lacks) a fix costs as much as one this far from a street. */
  unmatchedMeters: 30,
  /** Leaving the streets, and coming back to them, each cost as much as a detour of this length. */
  leaveMeters: 60,
  /** Ways that cost more than the best by this log-likelihood are given up. */
  beam: 20,
  /** The time along an interval runs evenly to within this. */
  timingToleranceSeconds: 5,
}

export type MatchOptions = typeof defaults
