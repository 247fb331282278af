/** Half of a gap's weight is what happens there, three tenths how long nobody came (a week is the most), two tenths its size. */
export const defaults = {
  riskWeight: 0.5,
  waitWeight: 0.3,
  sizeWeight: 0.2,
  longestWaitHours: 168,
}

export type SeverityOptions = typeof defaults

export interface SeverityInput {
  /** Missing and required in the measure's unit, summed over the occurrences of the window. */
  readonly missing: number
  readonly required: number
  /** Percentile ranks in the district, 0 to 1. */
  readonly riskRank: number
  readonly sizeRank: number
  /** Hours since the requirement was last done; null when it never was, which counts as the longest wait. */
  readonly hoursSinceLastDone: number | null
}

export interface Severity {
  /** 0 to 100, equal to 100 x missingShare x (risk + wait + size parts). */
  readonly severity: number
  readonly missingShare: number
  readonly risk: { readonly rank: number; readonly weight: number; readonly part: number }
  readonly wait: {
    readonly hours: number | null
    readonly share: number
    readonly weight: number
    readonly part: number
  }
  readonly size: { readonly rank: number; readonly weight: number; readonly part: number }
}

/**
 * Severity of a gap = 100 x missing/required x (0.5 risk + 0.3 min(1, hours since last done / 168) + 0.2 size), with every part of it.
 *
 * @throws RangeError when nothing is required, missing is outside 0 to required, or a rank is outside 0 to 1.
 */
export function gapSeverity(input: SeverityInput, options: Partial<SeverityOptions> = {}): Severity {
  const { riskWeight, waitWeight, sizeWeight, longestWaitHours } = { ...defaults, ...options }
  const { missing, required, riskRank, sizeRank, hoursSinceLastDone } = input
  if (!(required > 0) || !(missing >= 0 && missing <= required)) {
    throw new RangeError(`missing ${missing} of required ${required} is no share`)
  }
  if (!(riskRank >= 0 && riskRank <= 1) || !(sizeRank >= 0 && sizeRank <= 1)) {
    throw new RangeError(`ranks lie between 0 and 1: risk ${riskRank}, size ${sizeRank}`)
  }
  const missingShare = missing / required
  const waitShare =
    hoursSinceLastDone === null ? 1 : Math.min(1, Math.max(0, hoursSinceLastDone) / longestWaitHours)
  const risk = { rank: riskRank, weight: riskWeight, part: riskWeight * riskRank }
  const wait = {
    hours: hoursSinceLastDone,
    share: waitShare,
    weight: waitWeight,
    part: waitWeight * waitShare,
  }
  const size = { rank: sizeRank, weight: sizeWeight, part: sizeWeight * sizeRank }
  return {
    severity: 100 * missingShare * (risk.part + wait.part + size.part),
    missingShare,
    risk,
    wait,
    size,
  }
}

/**
 * Percentile ranks from 0 (smallest) to 1 (largest): the share of the *other* values that are strictly smaller, as SQL's `percent_rank()`.
 * Equal values share the lower rank, so that places without any case have risk 0 however many they are; a single value has rank 0.
 *
 * @returns ranks parallel to the values.
 * @throws RangeError for a value that is not a number.
 */
export function percentileRanks(values: ArrayLike<number>): Float64Array {
  const count = values.length
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(values[i]!)) throw new RangeError(`value ${i} is not a number`)
  }
  const ranks = new Float64Array(count)
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => values[a]! - values[b]!)
  let smaller = 0
  for (let i = 1; i < count; i++) {
    if (values[order[i]!]! > values[order[i - 1]!]!) smaller = i
    ranks[order[i]!] = smaller / (count - 1)
  }
  return ranks
}
