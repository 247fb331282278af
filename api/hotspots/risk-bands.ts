import type { KnoxBands, KnoxTable } from './knox.ts'

/** A fifth more than chance: less is no ground to send anybody (J. H. Ratcliffe 2009, Near Repeat Calculator). */
const leastRatio = 1.2
const level = 0.05

/**
 * The bands in which a place is at risk after a case: at least a fifth more pairs than chance, p at most 0.05, and joined to the case itself: the first days at its address or in its nearest
 * surroundings, and from there on from band to neighbouring band. A ratio far out alone, with nothing between, is one of many tests that came out by luck.
 *
 * @returns 1 per cell of the table
 */
export function riskBands(
  { observed, expected, pValues }: KnoxTable,
  { meters, days }: KnoxBands,
): Uint8Array {
  const risk = new Uint8Array(observed.length)
  for (let near = 0; near < meters.length; near += 1) {
    for (let soon = 0; soon < days.length; soon += 1) {
      const cell = near * days.length + soon
      const isRaised = observed[cell]! >= leastRatio * expected[cell]! && pValues[cell]! <= level
      const isJoined =
        // Few cases share one address: where that says nothing yet, the nearest surroundings may.
        (near <= 1 && soon === 0) ||
        (near > 0 && risk[cell - days.length] === 1) ||
        (soon > 0 && risk[cell - 1] === 1)
      if (isRaised && isJoined) risk[cell] = 1
    }
  }
  return risk
}
