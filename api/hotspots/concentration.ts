import { adjustedForDiscoveries } from './benjamini-hochberg.ts'
import { type Contiguity, sumAround } from './contiguity.ts'
import { lowerTail, upperTail } from './exact-tail.ts'

export interface Concentration {
  /** Cases in each place and its neighbours. */
  readonly around: Float64Array
  /** Cases that would be there if all fell at random in proportion to the base. */
  readonly expected: Float64Array
  /** Two-sided and exact; NaN where the neighbourhood has no base, which is not tested. */
  readonly pValues: Float64Array
  /** The same adjusted for the number of tests. */
  readonly qValues: Float64Array
  readonly tested: number
}

/**
 * Where more, or fewer, cases lie together than chance would put there. If each case of the total fell anywhere in proportion to the base (area,
 * households, length), the count of a neighbourhood would be binomial with its share of the base; p is twice the smaller tail of that distribution,
 * exact whatever the number of cases. The analytic p of Gi* is not: with few cases its normal distribution has far too thin a tail.
 * Then Benjamini-Hochberg over all places.
 *
 * Cases that count by their share in the chosen hours make fractional counts: these are rounded to the side that is less significant.
 *
 * @param counts cases per place
 * @param base what a place weighs, at least 0, not all 0
 * @throws RangeError when counts, base and places differ in number or there is no base at all
 */
export function concentration(
  counts: Float64Array,
  base: Float64Array,
  contiguity: Contiguity,
): Concentration {
  const size = contiguity.start.length - 1
  if (counts.length !== size || base.length !== size) {
    throw new RangeError(`${counts.length} counts and ${base.length} bases for ${size} places`)
  }
  const total = cleared(counts.reduce((sum, count) => sum + count, 0))
  const wholeBase = base.reduce((sum, part) => sum + part, 0)
  if (!(wholeBase > 0)) throw new RangeError('the places have no base')
  const around = sumAround(counts, contiguity).map(cleared)
  const baseAround = sumAround(base, contiguity)
  const expected = new Float64Array(size)
  const pValues = new Float64Array(size).fill(NaN)
  const twoSided = rememberedTails(total)
  let tested = 0
  for (let place = 0; place < size; place += 1) {
    const share = Math.min(1, baseAround[place]! / wholeBase)
    expected[place] = total * share
    if (share === 0) continue
    tested += 1
    pValues[place] = twoSided(around[place]!, share)
  }
  return { around, expected, pValues, qValues: adjustedForDiscoveries(pValues), tested }
}

/** Twice the smaller tail of a count. Cells of one size share their distribution, and most of their counts. */
function rememberedTails(total: number): (count: number, share: number) => number {
  let knownShare = NaN
  const known = new Map<number, number>()
  return (count, share) => {
    if (share !== knownShare) {
      knownShare = share
      known.clear()
    }
    const found = known.get(count)
    if (found !== undefined) return found
    const more = upperTail(Math.floor(count), Math.ceil(total), share)
    const fewer = lowerTail(Math.ceil(count), Math.floor(total), share)
    const p = Math.min(1, 2 * Math.min(more, fewer))
    known.set(count, p)
    return p
  }
}

/** Sums of shares that are a whole number but for rounding are that number. */
function cleared(count: number): number {
  const whole = Math.round(count)
  return Math.abs(count - whole) < 1e-6 ? whole : count
}
