import type { CaseSummary } from '../../../api/cases/contract.ts'
import { formatNumber, formatSigned } from '../../i18n/format.ts'
import { text } from '../../i18n/index.ts'
import * as area from '../../i18n/hotspots.ts'

type Comparison = CaseSummary['comparisons'][number]

/** A count that hours or weekdays made fractional is said to be about that many. */
export function countWords(count: number): string {
  const t = text(area)
  return Number.isInteger(count) ? formatNumber(count) : t.approximately(formatNumber(count))
}

/** 较上月同期 +9(+32 %). A base of fewer than 10 gives no percentage, since it would mislead. */
export function changeWords(comparison: Comparison): string {
  const t = text(area)
  const against = t.comparisons[comparison.name]
  if (comparison.change === null || comparison.count === null) return t.notComparable(against)
  const change = Math.round(comparison.change)
  if (change === 0) return t.same(against)
  const percent =
    comparison.count >= 10 && comparison.changePercent !== null
      ? `${formatSigned(comparison.changePercent)} %`
      : ''
  return t.change(against, formatSigned(change), percent)
}

/** Which way a comparison went, for its colour and arrow. */
export function direction(change: number | null): 'rise' | 'fall' | 'level' {
  const rounded = Math.round(change ?? 0)
  return rounded > 0 ? 'rise' : rounded < 0 ? 'fall' : 'level'
}
