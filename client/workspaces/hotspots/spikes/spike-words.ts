import type { Spike, Spikes } from '../../../../api/analyses/spikes/contract.ts'
import { formatDayRange, formatNumber, formatPercent } from '../../../i18n/format.ts'
import * as area from '../../../i18n/spikes.ts'
import { text } from '../../../i18n/text.ts'
import { language } from '../../../state/language.svelte.ts'

/** 8.4, 22: no more digits than a glance takes in. */
export function expectedWords(expected: number): string {
  return formatNumber(expected, expected < 10 ? 1 : 0)
}

export function categoryWords(category: Spike['category']): string {
  if (!category) return text(area).allCategories
  return language.current === 'zh' ? category.name : category.nameEn
}

export function weekWords({ from, to }: { from: string; to: string }): string {
  return formatDayRange(from, Date.parse(to) - 1)
}

/** What was found, in a sentence. */
export function foundWords({ week, spikes }: Spikes): string {
  const t = text(area)
  const [first] = spikes
  if (!first) return t.none(weekWords(week))
  const most = t.foundOne(
    first.area.name,
    categoryWords(first.category),
    formatNumber(first.count),
    expectedWords(first.expected),
  )
  return `${t.found(weekWords(week), formatNumber(spikes.length))}${most}`
}

/** How sure it is, and what the expectation is from. */
export function ruleWords(answer: Spikes): string[] {
  const t = text(area)
  const { charts, falseAlarms, fewestCases, falseAlarmShare, baselineWeeks, seasonal } = answer
  return [
    t.charts(formatNumber(charts), falseAlarms < 0.1 ? t.underTenth : formatNumber(falseAlarms, 1)),
    t.rule(formatNumber(fewestCases), formatPercent(falseAlarmShare, 2)),
    (seasonal ? t.seasonal : t.level)(formatNumber(baselineWeeks)),
    t.late,
  ]
}
