import { testedUnits, type TestedUnit } from '../../../../api/analyses/contract.ts'
import {
  bases,
  statistics,
  type Base,
  type Significance,
  type Statistic,
} from '../../../../api/analyses/significance/contract.ts'

export const cellSizes = [150, 200, 300, 500]
export const strengths = [1, 2, 3]

const mostShare = 1 / 3

/** What is to be tested, as the link says it; what a link says wrongly is as if it said nothing. */
export interface SignificanceChoice {
  unit: TestedUnit
  statistic: Statistic
  base: Base
  /** In metres; null for the usual size. */
  cell: number | null
  /** How many times more or fewer cases than chance a hot or cold place needs to be drawn, as its strength; null for what suits the answer. */
  strength: number | null
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
    strength: strengths.find((strength) => String(strength) === get('sx')) ?? null,
  }
}

/**
 * The strength from which places are drawn where nobody chose one. Crime always gathers; with a year of cases nearly every place differs from chance,
 * which is true and tells nothing. Then only the strongest are drawn.
 */
export function fittingStrength({ statistic, found, tested }: Significance): number {
  return statistic === 'getis-ord' && found > tested * mostShare ? 3 : 1
}
