import { inAnswer, shownSum } from '../cases/small-numbers.ts'
import type { TargetCoverage } from './contract.ts'

/** Cases near a target by the grid they lie in; null stands for those in no grid. */
export type CasesByGrid = ReadonlyMap<number | null, number>

export function casesIn(near: CasesByGrid): number {
  let sum = 0
  for (const count of near.values()) sum += count
  return sum
}

/**
 * A target as its reader may see it. Lines and points along a border have cases of the neighbours near them.
 * @param ownGrids null for the whole district
 */
export function withShownRisk(
  target: TargetCoverage,
  near: CasesByGrid,
  ownGrids: ReadonlySet<number> | null,
  smallestShownCount: number,
): TargetCoverage {
  if (!target.severity || !ownGrids) return target
  let [own, others] = [0, 0]
  for (const [grid, count] of near) {
    if (grid !== null && ownGrids.has(grid)) own += count
    else others += count
  }
  const shown = inAnswer(shownSum(rounded(own), others, smallestShownCount))
  return { ...target, severity: { ...target.severity, risk: { ...target.severity.risk, ...shown } } }
}

/** Cases count by their share in the hours: a tenth is as fine as it is shown. */
function rounded(count: number): number {
  return Math.round(count * 10) / 10
}
