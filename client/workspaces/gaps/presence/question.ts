import { formatHours } from '../../../i18n/format.ts'
import { t } from '../../../i18n/index.ts'
import { hourList, timeRange } from '../../../state/time-range.svelte.ts'
import { url } from '../../../state/url.svelte.ts'
import { gaps } from '../gaps.svelte.ts'

/** The window alone, as the API takes it. */
export function windowQuery(): { from: string; to: string } {
  const { from, to } = gaps.window
  return { from, to }
}

/** Window, slot, and the hours that were chosen in the matrix. */
export function hoursQuery(): Record<string, string> {
  return {
    ...windowQuery(),
    ...(gaps.slotCode ? { slot: gaps.slotCode } : {}),
    ...(timeRange.hours ? { hours: hourList(timeRange.hours).join(',') } : {}),
    ...(timeRange.weekdays.length < 7 ? { weekdays: timeRange.weekdays.join(',') } : {}),
  }
}

/** Looks at one hour of the week alone: 0 = Monday. */
export function chooseHour(weekday: number, hour: number): void {
  url.set({ h: `${hour}-${hour + 1}`, wd: String(weekday + 1), slot: null })
}

export function chooseEveryHour(): void {
  url.set({ h: null, wd: null })
}

/** `周二 02:00–03:00`. */
export function hourWords(weekday: number, hour: number): string {
  return `${t.time.weekdayNames[weekday]!} ${formatHours(hour, hour + 1)}`
}

/** The hours and weekdays chosen besides the slot; empty when all are looked at. */
export function chosenHoursText(): string {
  const days =
    timeRange.weekdays.length < 7
      ? timeRange.weekdays.map((day) => t.time.weekdayShort[day - 1]!).join(' ')
      : ''
  const hours = timeRange.hours ? formatHours(timeRange.hours[0], timeRange.hours[1]) : ''
  const only = timeRange.weekdays.length === 1 ? t.time.weekdayNames[timeRange.weekdays[0]! - 1]! : days
  return [only, hours].filter(Boolean).join(' ')
}

/** The slot, or what was chosen in its place. */
export function slotText(): string {
  return chosenHoursText() || gaps.slotText
}
