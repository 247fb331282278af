import { formatDayRange, formatHours } from '../i18n/format.ts'
import { t } from '../i18n/index.ts'
import { layerNamed } from '../layers/registry.ts'
import { caseCategories } from '../state/case-categories.svelte.ts'
import { layers } from '../state/layers.svelte.ts'
import { timeRange } from '../state/time-range.svelte.ts'
import { workspace } from '../state/workspace.svelte.ts'

/** Whether what the map shows depends on the time bar. */
export function isTimed(): boolean {
  return Boolean(workspace.current?.timeBar) || layers.visible.some(({ name }) => layerNamed(name)?.timed)
}

/** What the time bar lets through, in words: the days, and whatever else is narrowed. */
export function filterWords(): { label: string; words: string }[] {
  const { days, hours, weekdays, category } = timeRange
  const noon = (day: string) => `${day}T12:00:00Z`
  const found = [{ label: t.time.range, words: formatDayRange(noon(days.first), noon(days.last)) }]
  if (hours) found.push({ label: t.time.hours, words: formatHours(...hours) })
  if (weekdays.length < 7) {
    const names = weekdays.map((day) => t.time.weekdayNames[day - 1])
    found.push({ label: t.time.weekdays, words: names.join(t.time.separator) })
  }
  if (category) found.push({ label: t.time.category, words: caseCategories.nameOf(category) })
  return found
}
