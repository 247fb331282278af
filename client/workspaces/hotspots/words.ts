import type { CaseSummary } from '../../../api/cases/contract.ts'
import { formatNumber, formatSigned } from '../../i18n/format.ts'
import { text } from '../../i18n/text.ts'
import * as area from '../../i18n/hotspots.ts'

type Comparison = CaseSummary['comparisons'][number]

/** On a smaller base a percentage misleads: 1 to 3 is not +200 %. */
const smallestPercentBase = 10

const order: readonly Comparison['name'][] = ['lastMonth', 'lastYear', 'previous']
const monthDays = 31
const yearDays = 365

/** A window longer than a month would be compared with days it holds itself; a year's time before is the year before. */
export function fairComparisons({ comparisons, days }: CaseSummary): Comparison[] {
  return comparisons
    .filter(({ name }) => name !== 'lastMonth' || days.length <= monthDays)
    .filter(({ name }) => name !== 'previous' || days.length < yearDays)
    .toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
}

/** The number of cases and how it compares, one sentence each. */
export function summarySentences(summary: CaseSummary): string[] {
  const t = text(area)
  return [
    `${countWords(summary.total)} ${t.cases}`,
    ...fairComparisons(summary).map((comparison) => changeWords(summary.total, comparison)),
  ]
}

/** A count that hours or weekdays made fractional is said to be about that many: 1.5 is 约 2. */
export function countWords(count: number): string {
  const t = text(area)
  if (Number.isInteger(count)) return formatNumber(count)
  return count < 0.5 ? t.underOne : t.approximately(formatNumber(Math.round(count)))
}

/** The count as it was computed, for a title; undefined where `countWords` says it whole. */
export function exactWords(count: number): string | undefined {
  return Number.isInteger(count) ? undefined : formatNumber(count, 2)
}

/** The difference of two counts as they are shown, so that the three add up. */
export function shownChange(count: number, before: number): number {
  return Math.round(count) - Math.round(before)
}

/** 较上月同期 +9(+32 %), or on a small base +9(从 4 起到 13 起). */
export function changeWords(total: number, { name, count, changePercent }: Comparison): string {
  const t = text(area)
  const against = t.comparisons[name]
  if (count === null) return t.notComparable(against)
  const change = shownChange(total, count)
  if (change === 0) return t.same(against)
  const detail =
    count >= smallestPercentBase && changePercent !== null
      ? `${formatSigned(changePercent)} %`
      : t.fromTo(formatNumber(Math.round(count)), formatNumber(Math.round(total)))
  return t.change(against, formatSigned(change), detail)
}

/** Which way a comparison went, for its colour and arrow. */
export function direction(change: number | null): 'rise' | 'fall' | 'level' {
  const rounded = Math.round(change ?? 0)
  return rounded > 0 ? 'rise' : rounded < 0 ? 'fall' : 'level'
}
