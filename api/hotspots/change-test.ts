import { adjustedForDiscoveries } from './benjamini-hochberg.ts'
import { lowerTail, upperTail } from './exact-tail.ts'

export interface ChangeTest {
  /** Two-sided and exact; NaN where not even the most lopsided outcome of so few cases could be significant, which is not tested. */
  readonly pValues: Float64Array
  /** The same adjusted for the number of tests. */
  readonly qValues: Float64Array
  readonly tested: number
}

/**
 * Which places rose or fell more than chance explains. Two Poisson counts, given their sum n, are binomial: if the rate is unchanged the later one has
 * n trials of probability `laterShare` (J. Przyborowski & H. Wilenski 1940, Homogeneity of results in testing samples from Poisson series); p is twice the
 * smaller tail, exact however small the counts. Places whose n is too small to ever reach `level` are left out before Benjamini-Hochberg
 * (P. B. Gilbert 2005, A modified false discovery rate multiple-comparisons procedure for discrete data), which looks at n alone and so is no peeking.
 *
 * Cases that count by their share in the chosen hours make fractional counts: these are rounded to the side that is less significant.
 *
 * @param before cases per place in the earlier window
 * @param now cases per place in the later window
 * @param laterShare what part of all cases would lie in the later window if nothing had changed, 0 to 1: the part of the time, or that of the
 *   whole district's cases, which asks whether a place changed otherwise than the district
 * @param level the largest p that could count
 * @throws RangeError for counts of different number or a share outside 0 to 1
 */
export function changeTest(
  before: Float64Array,
  now: Float64Array,
  laterShare: number,
  level: number,
): ChangeTest {
  if (before.length !== now.length) throw new RangeError(`${before.length} and ${now.length} counts`)
  if (!(laterShare >= 0 && laterShare <= 1)) throw new RangeError(`${laterShare} is no share`)
  const pValues = new Float64Array(now.length).fill(NaN)
  const smallestP = new Map<number, number>()
  const leastP = (cases: number): number => {
    const known = smallestP.get(cases)
    if (known !== undefined) return known
    const least = Math.min(1, 2 * Math.min(laterShare ** cases, (1 - laterShare) ** cases))
    smallestP.set(cases, least)
    return least
  }
  let tested = 0
  for (let place = 0; place < now.length; place += 1) {
    const [earlier, later] = [cleared(before[place]!), cleared(now[place]!)]
    if (leastP(Math.floor(earlier + later)) > level) continue
    tested += 1
    pValues[place] = unchangedP(earlier, later, laterShare)
  }
  return { pValues, qValues: adjustedForDiscoveries(pValues), tested }
}

/** Two-sided p of one pair of counts: twice the smaller binomial tail of the later one given their sum. */
export function unchangedP(before: number, now: number, laterShare: number): number {
  const rise = upperTail(Math.floor(now), Math.floor(now) + Math.ceil(before), laterShare)
  const fall = lowerTail(Math.ceil(now), Math.ceil(now) + Math.floor(before), laterShare)
  return Math.min(1, 2 * Math.min(rise, fall))
}

/** Sums of shares that are a whole number but for rounding are that number. */
function cleared(count: number): number {
  const whole = Math.round(count)
  return Math.abs(count - whole) < 1e-6 ? whole : count
}
