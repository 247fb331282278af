/** What was required and done in one occurrence of one requirement, in the measure's own unit. */
export interface RequiredAndDone {
  readonly required: number
  readonly done: number
}

/**
 * Coverage = sum of min(done, required) / sum of required over the occurrences, from 0 to 1. Surplus in one fills no other. Null when
 * nothing was required. Leave occurrences out that still run: they are due, not missed.
 *
 * @throws RangeError for a negative or non-finite amount.
 */
export function coverageShare(occurrences: Iterable<RequiredAndDone>): number | null {
  let filled = 0
  let required = 0
  for (const occurrence of occurrences) {
    checkAmounts(occurrence)
    filled += Math.min(occurrence.done, occurrence.required)
    required += occurrence.required
  }
  return required > 0 ? filled / required : null
}

/**
 * Coverage of occurrences of one or more measures: passes and minutes do not add up, so the coverage of each measure counts by its number of
 * occurrences. Of a single measure it is `coverageShare`. Null when nothing was required.
 */
export function coverageOfMeasures(
  occurrences: Iterable<RequiredAndDone & { readonly measure: string }>,
): number | null {
  const byMeasure = new Map<string, RequiredAndDone[]>()
  for (const occurrence of occurrences) {
    const same = byMeasure.get(occurrence.measure)
    if (same) same.push(occurrence)
    else byMeasure.set(occurrence.measure, [occurrence])
  }
  let [weighted, count] = [0, 0]
  for (const same of byMeasure.values()) {
    const share = coverageShare(same)
    if (share === null) continue
    weighted += share * same.length
    count += same.length
  }
  return count > 0 ? weighted / count : null
}

/** An occurrence with its half-open time. */
export interface TimedRequiredAndDone extends RequiredAndDone {
  readonly fromSeconds: number
  readonly toSeconds: number
}

/**
 * The gaps: occurrences that have ended with done < required, each with what is missing, in the order given. An occurrence that still runs or has
 * not begun is never a gap.
 */
export function coverageGaps<T extends TimedRequiredAndDone>(
  occurrences: Iterable<T>,
  nowSeconds: number,
): (T & { missing: number })[] {
  const gaps: (T & { missing: number })[] = []
  for (const occurrence of occurrences) {
    checkAmounts(occurrence)
    if (occurrence.toSeconds > nowSeconds || occurrence.done >= occurrence.required) continue
    gaps.push({ ...occurrence, missing: occurrence.required - occurrence.done })
  }
  return gaps
}

/** The amount that holds where several requirements of one target, slot and measure do: the largest. Null when there is none. */
export function effectiveRequired(amounts: Iterable<number>): number | null {
  let largest: number | null = null
  for (const amount of amounts) if (largest === null || amount > largest) largest = amount
  return largest
}

export interface TimeInterval {
  readonly fromSeconds: number
  readonly toSeconds: number
}

/** `unitMinutes` add up over units, overlapping or not. */
export function unitMinutes(stays: Iterable<TimeInterval>): number {
  let seconds = 0
  for (const stay of stays) seconds += Math.max(0, stay.toSeconds - stay.fromSeconds)
  return seconds / 60
}

/** `presenceMinutes` is the length of the union of the stays: two units together are present once. */
export function presenceMinutes(stays: Iterable<TimeInterval>): number {
  const ordered = [...stays]
    .filter((stay) => stay.toSeconds > stay.fromSeconds)
    .sort((a, b) => a.fromSeconds - b.fromSeconds)
  let seconds = 0
  let reached = -Infinity
  for (const { fromSeconds, toSeconds } of ordered) {
    if (toSeconds <= reached) continue
    seconds += toSeconds - Math.max(fromSeconds, reached)
    reached = toSeconds
  }
  return seconds / 60
}

function checkAmounts({ required, done }: RequiredAndDone): void {
  if (!(required >= 0 && Number.isFinite(required)) || !(done >= 0 && Number.isFinite(done))) {
    throw new RangeError(`amounts must be finite and not negative: required ${required}, done ${done}`)
  }
}
