/** Counts of 1 or 2 point at people; from 3 on they are shown. */
export const defaults = {
  smallestShownCount: 3,
}

/** A count as it may be shown outside the unit that owns the data: a hidden one is `<3`, a sum with a hidden part of others `>6`. */
export type ShownCount = number | `<${number}` | `>${number}`

/** A count in the form answers carry: without its number when that is hidden. */
export interface CountInAnswer {
  count: number | null
  countText: string
  suppressed: boolean
}

/**
 * A count as shown: 0 and 3 or more as they are, 1 and 2 as `<3`.
 *
 * @throws RangeError for a negative or fractional count.
 */
export function shownCount(count: number, smallestShownCount = defaults.smallestShownCount): ShownCount {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`not a count: ${count}`)
  return isHidden(count, smallestShownCount) ? `<${smallestShownCount}` : count
}

/**
 * A sum over an area that straddles. Its reader knows the own part exactly and could subtract it, so a part of others of 1 or 2 is not shown:
 * the sum then says only that it is more than the own part.
 *
 * @param others the part outside the reader's own area; a fraction (cases that count by their share in the hours) is rounded up
 * @throws RangeError for a negative count.
 */
export function shownSum(
  own: number,
  others: number,
  smallestShownCount = defaults.smallestShownCount,
): ShownCount {
  const shown = shownCount(Math.ceil(others), smallestShownCount)
  if (typeof shown === 'number') return own + shown
  return own === 0 ? shown : `>${own}`
}

/** A shown count in the form answers carry. */
export function inAnswer(shown: ShownCount): CountInAnswer {
  const suppressed = typeof shown !== 'number'
  return { count: suppressed ? null : shown, countText: String(shown), suppressed }
}

function isHidden(count: number, smallestShownCount: number): boolean {
  return count > 0 && count < smallestShownCount
}
