/** Cases of an area in the earlier and in the later window, and what it weighs: its square metres or metres of street. */
export interface BeforeAndNow {
  readonly before: number
  readonly now: number
  readonly weight: number
}

export interface NetChange {
  /** Cases more (below 0: fewer) than the comparison would have led to expect. */
  readonly estimate: number
  readonly standardError: number
  /** Ends of the 95 % interval. */
  readonly low: number
  readonly high: number
}

/** Of the normal distribution, both sides of 95 %. */
const z95 = 1.959963984540054

/**
 * The weighted displacement difference (A. P. Wheeler & J. H. Ratcliffe 2018, A simple weighted displacement difference test to evaluate place based crime
 * interventions): the change in a place and in those around it, to which cases may have moved, less that of the rest, counts brought to the size of the place:
 *
 *     WDD = ΔT + ΔD - (wT + wD) / wC · ΔC,   Var = T₀ + T₁ + D₀ + D₁ + ((wT + wD) / wC)² · (C₀ + C₁)
 *
 * with Δ the later less the earlier count, T the place, D its surroundings, C the rest. The counts are taken as Poisson, the interval as normal: below about five
 * cases in every part it is too narrow.
 *
 * @throws RangeError where the rest weighs nothing
 */
export function weightedDisplacementDifference(
  place: BeforeAndNow,
  surroundings: BeforeAndNow,
  rest: BeforeAndNow,
): NetChange {
  if (!(rest.weight > 0)) throw new RangeError('there is no rest to compare with')
  const scale = (place.weight + surroundings.weight) / rest.weight
  const estimate =
    place.now - place.before + (surroundings.now - surroundings.before) - scale * (rest.now - rest.before)
  const variance =
    place.now + place.before + surroundings.now + surroundings.before + scale ** 2 * (rest.now + rest.before)
  const standardError = Math.sqrt(variance)
  return {
    estimate,
    standardError,
    low: estimate - z95 * standardError,
    high: estimate + z95 * standardError,
  }
}
