import {
  bases,
  statistics,
  testedUnits,
  type Base,
  type Statistic,
  type TestedUnit,
} from '../../../api/analyses/contract.ts'

export const cellSizes = [150, 200, 300, 500]

/** What is to be tested, as the link says it; what a link says wrongly is as if it said nothing. */
export interface SignificanceChoice {
  unit: TestedUnit
  statistic: Statistic
  base: Base
  /** In metres; null for the usual size. */
  cell: number | null
}

/** @param get a parameter of the link */
export function significanceChoice(get: (name: string) => string | null): SignificanceChoice {
  const unit = testedUnits.find((name) => name === get('su')) ?? 'squares'
  const base = bases.find((name) => name === get('sb')) ?? 'area'
  return {
    unit,
    statistic: statistics.find((name) => name === get('ss')) ?? 'getis-ord',
    // Nobody lives on a street segment.
    base: unit === 'segments' ? 'area' : base,
    cell: cellSizes.find((meters) => String(meters) === get('sm')) ?? null,
  }
}
