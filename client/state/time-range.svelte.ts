import { addDays, dayOf, daysBetween, dayStart, isDay } from './days.ts'
import { caseCategories } from './case-categories.svelte.ts'
import { session } from './session.svelte.ts'
import { url } from './url.svelte.ts'

export const PRESET_DAYS = { '7d': 7, '28d': 28, '90d': 90, '365d': 365 } as const
export type Preset = keyof typeof PRESET_DAYS

const DEFAULT_PRESET: Preset = '28d'
const STALE_AFTER_MS = 24 * 3_600_000
const PLAY_INTERVAL_MS = 1200

export interface TimeFilter {
  /** ISO 8601, half open. */
  from: string
  to: string
  /** The hours of the day that count, `22,23,0,1`. Absent = all day. */
  hours?: string
  /** 1 = Monday to 7, comma-separated. Absent = every day. */
  weekdays?: string
  category?: string
}

/** What a link says about time, and the parameters that say it. */
const partNames = {
  days: ['from', 'to'],
  range: ['r'],
  hours: ['h'],
  weekdays: ['wd'],
  category: ['c'],
} as const
export type UnreadablePart = keyof typeof partNames

/** `[22, 2]` -> 22, 23, 0, 1. */
export function hourList([start, end]: readonly [number, number]): number[] {
  const length = (end - start + 24) % 24 || 24
  return Array.from({ length }, (_, index) => (start + index) % 24)
}

/**
 * The window every case and track figure is about, in the URL: `r=28d` or `from=2026-08-01&to=2026-08-31` (both days included),
 * `h=22-2`, `wd=1,2,3`, `c=category`. Presets count back from the latest data, not from today.
 */
class TimeRangeState {
  #frame = $state<{ first: string; last: string } | null>(null)
  #timer: ReturnType<typeof setInterval> | undefined
  /** The next frame waits while the picture of this one is on its way. */
  held = false

  get dataThrough(): string | null {
    return session.viewer.district.dataThrough ?? null
  }

  /** Whether the newest data is more than a day old, so that the bar has to say so. */
  get isStale(): boolean {
    return (
      this.dataThrough !== null && session.now().getTime() - Date.parse(this.dataThrough) > STALE_AFTER_MS
    )
  }

  get #timeZone(): string {
    return session.viewer.district.timeZone
  }

  get #latestDay(): string {
    return dayOf(this.dataThrough ? new Date(this.dataThrough) : session.now(), this.#timeZone)
  }

  /** The preset in force; null when days were chosen by hand. */
  get preset(): Preset | null {
    const [first, last] = [url.get('from'), url.get('to')]
    if (isDay(first) && isDay(last) && first <= last) return null
    const name = url.get('r')
    return name && name in PRESET_DAYS ? (name as Preset) : DEFAULT_PRESET
  }

  /** First and last day of the whole range, both included. */
  get wholeDays(): { first: string; last: string } {
    const first = url.get('from')
    const last = url.get('to')
    if (isDay(first) && isDay(last) && first <= last) return { first, last }
    const length = PRESET_DAYS[this.preset ?? DEFAULT_PRESET]
    return { first: addDays(this.#latestDay, 1 - length), last: this.#latestDay }
  }

  /** First and last day shown now: the whole range, or the frame being played. */
  get days(): { first: string; last: string } {
    return this.#frame ?? this.wholeDays
  }

  /** `[start hour, end hour]`, or null for all day. `[22, 2]` ends the next day. */
  get hours(): [number, number] | null {
    const match = /^(\d{1,2})-(\d{1,2})$/.exec(url.get('h') ?? '')
    if (!match) return null
    const start = Number(match[1])
    const end = Number(match[2])
    return start < 24 && end <= 24 && start !== end ? [start, end] : null
  }

  /** 1 = Monday to 7; all seven when nothing is chosen. */
  get weekdays(): number[] {
    const chosen = (url.get('wd') ?? '').split(',').map(Number)
    const valid = [1, 2, 3, 4, 5, 6, 7].filter((day) => chosen.includes(day))
    return valid.length > 0 ? valid : [1, 2, 3, 4, 5, 6, 7]
  }

  /** A code that no category has is not filtered by: `unreadable` names it. */
  get category(): string | null {
    const code = url.get('c')
    return code !== null && caseCategories.all?.every((known) => known.code !== code) ? null : code
  }

  /** Whether it is not known yet if the link's category exists. */
  get categoryPending(): boolean {
    return url.get('c') !== null && caseCategories.all === null && !caseCategories.failure
  }

  /** The parts of the link that say nothing that can be filtered by; they count as absent. */
  get unreadable(): UnreadablePart[] {
    const [from, to, preset] = [url.get('from'), url.get('to'), url.get('r')]
    const isRange = isDay(from) && isDay(to) && from <= to
    const chosen = url.get('wd')?.split(',') ?? []
    const found: UnreadablePart[] = []
    if ((from !== null || to !== null) && !isRange) found.push('days')
    if (preset !== null && !(preset in PRESET_DAYS)) found.push('range')
    if (url.get('h') !== null && this.hours === null) found.push('hours')
    if (!chosen.every((day) => /^[1-7]$/.test(day))) found.push('weekdays')
    if (url.get('c') !== null && this.category === null) found.push('category')
    return found
  }

  clearUnreadable(): void {
    const names = this.unreadable.flatMap((part) => partNames[part])
    url.set(Object.fromEntries(names.map((name) => [name, null])))
  }

  get playing(): boolean {
    return this.#frame !== null
  }

  /** Share of the range already played, 0 to 1. */
  get playedShare(): number {
    if (!this.#frame) return 0
    const { first, last } = this.wholeDays
    return (daysBetween(first, this.#frame.last) + 1) / (daysBetween(first, last) + 1)
  }

  /** Days one frame holds when played: about a dozen frames or single days. */
  get stepDays(): number {
    const { first, last } = this.wholeDays
    const length = daysBetween(first, last) + 1
    return length <= 28 ? 1 : length <= 120 ? 7 : 30
  }

  /** The query parameters of everything that is filtered by time. */
  get filter(): TimeFilter {
    return this.#filterOf(this.days)
  }

  /** The same of the whole range, also while it is played. */
  get wholeFilter(): TimeFilter {
    return this.#filterOf(this.wholeDays)
  }

  #filterOf({ first, last }: { first: string; last: string }): TimeFilter {
    return {
      from: dayStart(first, this.#timeZone),
      to: dayStart(addDays(last, 1), this.#timeZone),
      ...(this.hours ? { hours: hourList(this.hours).join(',') } : {}),
      ...(this.weekdays.length < 7 ? { weekdays: this.weekdays.join(',') } : {}),
      ...(this.category ? { category: this.category } : {}),
    }
  }

  choosePreset(preset: Preset): void {
    this.stop()
    url.set({ r: preset === DEFAULT_PRESET ? null : preset, from: null, to: null })
  }

  chooseDays(first: string, last: string): void {
    this.stop()
    url.set(first <= last ? { r: null, from: first, to: last } : { r: null, from: last, to: first })
  }

  chooseHours(hours: [number, number] | null): void {
    url.set({ h: hours ? hours.join('-') : null })
  }

  toggleWeekday(day: number): void {
    const chosen = this.weekdays
    const next =
      chosen.length === 7 ? [day] : chosen.includes(day) ? chosen.filter((d) => d !== day) : [...chosen, day]
    url.set({ wd: next.length === 0 || next.length === 7 ? null : next.sort().join(',') })
  }

  everyWeekday(): void {
    url.set({ wd: null })
  }

  chooseCategory(code: string | null): void {
    url.set({ c: code })
  }

  play(): void {
    this.stop()
    const { first } = this.wholeDays
    this.#frame = { first, last: addDays(first, this.stepDays - 1) }
    this.#timer = setInterval(() => this.#advance(), PLAY_INTERVAL_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#frame = null
  }

  #advance(): void {
    if (this.held) return
    const end = this.wholeDays.last
    if (!this.#frame || this.#frame.last >= end) return this.stop()
    const first = addDays(this.#frame.first, this.stepDays)
    const last = addDays(first, this.stepDays - 1)
    this.#frame = { first, last: last > end ? end : last }
  }
}

export const timeRange = new TimeRangeState()
