import { adjustedForDiscoveries } from './benjamini-hochberg.ts'
import { lowerTail, upperTail } from './exact-tail.ts'

export const defaults = {
  /** Less is no difference that a shift could be planned by. */
  leastRatio: 1.5,
}

export type Balance = 'under' | 'over'

export interface ServiceBalance {
  caseShares: Float64Array
  patrolShares: Float64Array
  /** By place; null: cases and patrol time are about in proportion, or there are too few cases to tell. */
  balances: (Balance | null)[]
  /** The share of patrol time that would have to be elsewhere for both to be spread alike: half the sum of the differences (Duncan and Duncan 1955). */
  displacedShare: number
}

/**
 * Where cases have a larger or smaller share than patrol time. A place is under- or over-served if the shares differ `leastRatio` times or more, and if its
 * cases are too many or too few for having fallen in proportion to patrol time: exact binomial tail, after Benjamini-Hochberg over both sides.
 *
 * @param cases by place; fractions (cases that count by their share in the hours) are rounded to the less significant side
 * @param minutes of patrol by place
 */
export function serviceBalance(
  cases: Float64Array,
  minutes: Float64Array,
  { falseDiscoveryShare, fewestCases }: { falseDiscoveryShare: number; fewestCases: number },
): ServiceBalance {
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
  const shares = (values: Float64Array): Float64Array => {
    const total = sum(values)
    return values.map((value) => (total > 0 ? value / total : 0))
  }
  const caseShares = shares(cases)
  const patrolShares = shares(minutes)
  const known = sum(minutes) > 0 && sum(cases) > 0
  const trials = Math.round(sum(cases))
  const more = cases.map((count, place) =>
    known && count >= fewestCases ? upperTail(Math.floor(count), trials, patrolShares[place]!) : NaN,
  )
  const fewer = cases.map((count, place) =>
    known && trials * patrolShares[place]! >= fewestCases
      ? lowerTail(Math.min(trials, Math.ceil(count)), trials, patrolShares[place]!)
      : NaN,
  )
  // Both sides are one family: twice the smaller tail would count places that can only be on one side twice.
  const q = adjustedForDiscoveries(Float64Array.from([...more, ...fewer]))
  const balances = Array.from(caseShares, (caseShare, place): Balance | null => {
    const patrolShare = patrolShares[place]!
    if (q[place]! <= falseDiscoveryShare && caseShare >= defaults.leastRatio * patrolShare) return 'under'
    if (q[cases.length + place]! <= falseDiscoveryShare && patrolShare >= defaults.leastRatio * caseShare) {
      return 'over'
    }
    return null
  })
  const differences = caseShares.reduce(
    (total, share, place) => total + Math.abs(share - patrolShares[place]!),
    0,
  )
  return { caseShares, patrolShares, balances, displacedShare: known ? differences / 2 : 0 }
}

/** The two limits that part values into three classes of about equal size; a value belongs to the class above a limit it exceeds, so that equals stay together. */
export function tercileLimits(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
  return [at(1 / 3), at(2 / 3)]
}

/** 0 to 2. */
export const tercileOf = (value: number, [low, high]: readonly [number, number]): number =>
  value > high ? 2 : value > low ? 1 : 0
