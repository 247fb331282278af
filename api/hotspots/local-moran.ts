import { seededNumbers } from './seeded-numbers.ts'
import type { Report } from '../compute/report.ts'
import { type Contiguity, sizeOf } from './contiguity.ts'

export interface LocalMoran {
  /** Iᵢ = (xᵢ - x̄) / m₂ · Σⱼ wᵢⱼ (xⱼ - x̄), m₂ = Σ (x - x̄)² / n. */
  readonly I: Float64Array
  readonly expectation: Float64Array
  readonly variance: Float64Array
  readonly z: Float64Array
  /** Two-sided, from random neighbours: (as extreme + 1) / (permutations + 1), twice the smaller side, at most 1. */
  readonly pValues: Float64Array
  /** What a place and its neighbours are to the mean. */
  readonly quadrants: readonly Quadrant[]
}

/** The place first, its neighbours second. */
export type Quadrant = 'high-high' | 'low-low' | 'high-low' | 'low-high'

export interface Permutations {
  readonly count: number
  /** The same seed gives the same p values. */
  readonly seed: number
}

/** Between two words of how far it is. */
const placesAtATime = 500

/**
 * Local Moran (L. Anselin 1995, Local indicators of spatial association), weights standardized by row, a place not among its own neighbours.
 * I, expectation, variance and z are those of `localmoran` in R's spdep (style W; moments conditional on the place's own value, R. Sokal, N. Oden &
 * B. Thomson 1998). The p values come from neighbours drawn at random from all other places (conditional permutation); the draws
 * are the same for all places, as in PySAL, which leaves each p value what it is.
 *
 * @returns NaN for places without neighbours, and everywhere when all values are equal
 * @throws RangeError when values and places differ in number, or there are fewer than three
 */
export function localMoran(
  values: ArrayLike<number>,
  contiguity: Contiguity,
  permutations: Permutations,
  report?: Report,
): LocalMoran {
  const n = sizeOf(contiguity)
  if (values.length !== n || n < 3) throw new RangeError(`${values.length} values for ${n} places`)
  const { start, neighbours } = contiguity
  let sum = 0
  for (let place = 0; place < n; place += 1) sum += values[place]!
  const deviations = Float64Array.from({ length: n }, (_, place) => values[place]! - sum / n)
  const secondMoment = deviations.reduce((squares, deviation) => squares + deviation ** 2, 0) / n
  const I = new Float64Array(n).fill(NaN)
  const expectation = new Float64Array(n).fill(NaN)
  const variance = new Float64Array(n).fill(NaN)
  const z = new Float64Array(n).fill(NaN)
  const pValues = new Float64Array(n).fill(NaN)
  const quadrants: Quadrant[] = []
  const mostNeighbours = start.reduce(
    (most, from, place) => (place === 0 ? 0 : Math.max(most, from - start[place - 1]!)),
    0,
  )
  const draws = drawnPlaces(Math.min(mostNeighbours, n - 1), n - 1, permutations)
  for (let place = 0; place < n; place += 1) {
    if (place % placesAtATime === 0) report?.(place / n)
    const k = start[place + 1]! - start[place]!
    const own = deviations[place]!
    let around = 0
    for (let at = start[place]!; at < start[place + 1]!; at += 1) around += deviations[neighbours[at]!]!
    quadrants.push(own > 0 ? (around > 0 ? 'high-high' : 'high-low') : around > 0 ? 'low-high' : 'low-low')
    if (k === 0 || secondMoment === 0) continue
    const square = own ** 2
    I[place] = ((own / secondMoment) * around) / k
    // Σⱼ wᵢⱼ = 1 and Σⱼ wᵢⱼ² = 1 / k.
    expectation[place] = -square / ((n - 1) * secondMoment)
    variance[place] =
      (own / secondMoment) ** 2 * (n / (n - 2)) * (1 / k - 1 / (n - 1)) * (secondMoment - square / (n - 1))
    z[place] = (I[place]! - expectation[place]!) / Math.sqrt(variance[place]!)
    pValues[place] = permutedP(place, k, around, deviations, draws)
  }
  return { I, expectation, variance, z, pValues, quadrants }
}

interface Draws {
  /** Rows of `width` different numbers below the number of other places. */
  readonly numbers: Int32Array
  readonly width: number
  readonly count: number
}

/** How often random neighbours add up to as much, or as little, as the true ones. */
function permutedP(
  place: number,
  k: number,
  around: number,
  deviations: Float64Array,
  { numbers, width, count }: Draws,
): number {
  const tolerance = 1e-12 * Math.max(1, Math.abs(around))
  let asMuch = 0
  let asLittle = 0
  for (let draw = 0; draw < count; draw += 1) {
    let sum = 0
    for (let at = draw * width; at < draw * width + k; at += 1) {
      const other = numbers[at]!
      // The others are numbered as if the place itself were not there.
      sum += deviations[other >= place ? other + 1 : other]!
    }
    if (sum >= around - tolerance) asMuch += 1
    if (sum <= around + tolerance) asLittle += 1
  }
  return Math.min(1, (2 * (Math.min(asMuch, asLittle) + 1)) / (count + 1))
}

function drawnPlaces(width: number, below: number, { count, seed }: Permutations): Draws {
  const random = seededNumbers(seed)
  const numbers = new Int32Array(width * count)
  for (let draw = 0; draw < count; draw += 1) {
    const first = draw * width
    for (let at = first; at < first + width;) {
      const candidate = Math.floor(random() * below)
      let repeated = false
      for (let before = first; before < at; before += 1) repeated ||= numbers[before] === candidate
      if (!repeated) numbers[at++] = candidate
    }
  }
  return { numbers, width, count }
}
