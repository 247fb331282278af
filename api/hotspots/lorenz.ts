export interface Inequality {
  /** 0 evenly spread, near 1 all in one place. */
  readonly gini: number
  /** The same held against the most even spread that so few cases allow. */
  readonly generalizedGini: number
  /** Points of the Lorenz curve, places with most cases first: share of places, share of cases. */
  readonly curve: [placeShare: number, caseShare: number][]
}

/** A curve needs no more points than a chart shows. */
const mostPoints = 100

/**
 * How unequally cases are spread over places. Gini = (1/n)(2 Σ i yᵢ - n - 1) with y the shares of cases in ascending order; with fewer cases than places some are
 * empty whatever happens, and W. Bernasco & W. Steenbeek (2017, More places than crimes) give
 *
 *     G' = max(1/c, 1/n) (2 Σ i yᵢ - n - 1) - max(n/c, 1) + 1
 *
 * with c cases and n places: 0 where no place has two of them.
 *
 * @param counts cases per place
 * @throws RangeError without places or without cases
 */
export function inequality(counts: Float64Array): Inequality {
  const n = counts.length
  const cases = counts.reduce((sum, count) => sum + count, 0)
  if (n === 0 || !(cases > 0)) throw new RangeError(`${cases} cases in ${n} places`)
  const ascending = counts.toSorted()
  let weighted = 0
  ascending.forEach((count, index) => (weighted += (index + 1) * (count / cases)))
  const core = 2 * weighted - n - 1
  const curve: [number, number][] = [[0, 0]]
  const every = Math.max(1, Math.ceil(n / mostPoints))
  let sum = 0
  for (let rank = 1; rank <= n; rank += 1) {
    sum += ascending[n - rank]!
    if (rank % every === 0 || rank === n) curve.push([rank / n, sum / cases])
  }
  return {
    gini: core / n,
    generalizedGini: Math.max(1 / cases, 1 / n) * core - Math.max(n / cases, 1) + 1,
    curve,
  }
}

/** The share of the cases in the `share` of places that hold most, at least one place. */
export function shareInTop(counts: Float64Array, share: number): { places: number; caseShare: number } {
  const places = Math.min(counts.length, Math.max(1, Math.round(counts.length * share)))
  const cases = counts.reduce((sum, count) => sum + count, 0)
  const descending = counts.toSorted().reverse()
  const held = descending.subarray(0, places).reduce((sum, count) => sum + count, 0)
  return { places, caseShare: cases > 0 ? held / cases : 0 }
}

/** How few places hold a share of the cases. */
export function placesHolding(counts: Float64Array, caseShare: number): number {
  const cases = counts.reduce((sum, count) => sum + count, 0)
  const descending = counts.toSorted().reverse()
  let held = 0
  let places = 0
  while (places < descending.length && held < caseShare * cases - 1e-9) {
    held += descending[places]!
    places += 1
  }
  return places
}
