/** Counts of 1 or 2 point at people; from 3 on they are shown. */
export const defaults = {
  smallestShownCount: 3,
}

/** A count as it may be shown outside the unit that owns the data: a hidden one is the text `<3`. */
export type ShownCount = number | `<${number}`

/**
 * A count as shown: 0 and 3 or more as they are, 1 and 2 as `<3`.
 *
 * @throws RangeError for a negative or fractional count.
 */
export function shownCount(count: number, smallestShownCount = defaults.smallestShownCount): ShownCount {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`not a count: ${count}`)
  return isHidden(count, smallestShownCount) ? `<${smallestShownCount}` : count
}

export interface ShownCounts {
  readonly cells: ShownCount[]
  /** Null when it is withheld because it would give a hidden cell away. */
  readonly total: ShownCount | null
}

/**
 * Cells of one row or column with their total. The total is withheld when the hidden cells could be worked out from it: when exactly one is hidden,
 * or when their sum leaves each only one value (all 1, or all 2).
 *
 * @throws RangeError for a negative or fractional count.
 */
export function shownCountsWithTotal(
  counts: readonly number[],
  smallestShownCount = defaults.smallestShownCount,
): ShownCounts {
  const cells = counts.map((count) => shownCount(count, smallestShownCount))
  const total = counts.reduce((sum, count) => sum + count, 0)
  const hidden = counts.filter((count) => isHidden(count, smallestShownCount))
  const hiddenSum = hidden.reduce((sum, count) => sum + count, 0)
  const shown = shownCount(total, smallestShownCount)
  const isLone = hidden.length === 1 && typeof shown === 'number'
  const isForced =
    hidden.length > 1 &&
    (hiddenSum === hidden.length || hiddenSum === hidden.length * (smallestShownCount - 1))
  return { cells, total: isLone || isForced ? null : shown }
}

function isHidden(count: number, smallestShownCount: number): boolean {
  return count > 0 && count < smallestShownCount
}
