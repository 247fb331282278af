/**
 * p values adjusted for many tests (Y. Benjamini & Y. Hochberg 1995, Controlling the false discovery rate): whoever takes all with q at most
 * 0.05 has at most 5 % false ones among them on average. `q` of the i-th smallest p is the least of `p(j) * tests / j` over all j >= i.
 *
 * @param pValues 0 to 1; NaN was not tested and stays NaN
 * @returns q values, parallel to `pValues`
 */
export function adjustedForDiscoveries(pValues: Float64Array): Float64Array {
  const tested = Int32Array.from(pValues.keys()).filter((index) => !Number.isNaN(pValues[index]!))
  tested.sort((a, b) => pValues[a]! - pValues[b]!)
  const qValues = new Float64Array(pValues.length).fill(NaN)
  let least = 1
  for (let rank = tested.length; rank > 0; rank -= 1) {
    const index = tested[rank - 1]!
    least = Math.min(least, (pValues[index]! * tested.length) / rank)
    qValues[index] = least
  }
  return qValues
}
