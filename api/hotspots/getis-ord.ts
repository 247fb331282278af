import { type Contiguity, sizeOf, sumAround } from './contiguity.ts'

/**
 * Getis-Ord Gi* as a z value (A. Getis & J. K. Ord 1992; J. K. Ord & A. Getis 1995), binary weights, each place among its own neighbours:
 *
 *     z = (Σⱼ xⱼ - k x̄) / (S √((n k - k²) / (n - 1))),  S² = Σ x² / n - x̄²
 *
 * with k the number of neighbours and the place itself. Equal to `localG` of R's spdep with `include.self(poly2nb(…, queen = TRUE))` and style B.
 *
 * @returns z per place; NaN where all values are equal or a neighbourhood is everything
 * @throws RangeError when values and places differ in number
 */
export function getisOrdStar(values: ArrayLike<number>, contiguity: Contiguity): Float64Array {
  const n = sizeOf(contiguity)
  if (values.length !== n) throw new RangeError(`${values.length} values for ${n} places`)
  let sum = 0
  for (let place = 0; place < n; place += 1) sum += values[place]!
  const mean = sum / n
  // About the mean: the difference of two large squares would lose the digits that the last places are about.
  let squares = 0
  for (let place = 0; place < n; place += 1) squares += (values[place]! - mean) ** 2
  const deviation = Math.sqrt(squares / n)
  const around = sumAround(values, contiguity)
  const { start } = contiguity
  for (let place = 0; place < n; place += 1) {
    const k = start[place + 1]! - start[place]! + 1
    const spread = deviation * Math.sqrt((n * k - k * k) / (n - 1))
    around[place] = spread > 0 ? (around[place]! - k * mean) / spread : NaN
  }
  return around
}
