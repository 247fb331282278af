import { createRequire } from 'node:module'
import { IANAZone } from 'luxon'

export const defaults = {
  timeZone: 'Asia/Shanghai',
}

const DAY_SECONDS = 86_400

const require = createRequire(import.meta.url)

/** The package's table and not its functions: those read dates in the server's time zone and are a day off west of Greenwich. */
const noticeDays = require('chinese-days/dist/chinese-days.json') as {
  /** Keyed by `YYYY-MM-DD`. */
  holidays: Record<string, string>
  workdays: Record<string, string>
}

export type DayKind = 'any' | 'workday' | 'holiday'

export interface TimeSlot {
  /** Wall clock, `HH:MM` (seconds allowed). */
  readonly startTime: string
  /** Wall clock; not after `startTime` means the next day. `24:00` is midnight. */
  readonly endTime: string
  /** ISO weekdays, 1 = Monday to 7 = Sunday. */
  readonly weekdays: readonly number[]
  readonly dayKind: DayKind
}

/** Which days are worked. Everything else is a holiday, weekends included. */
export interface WorkdayCalendar {
  /** @param day `YYYY-MM-DD` */
  isWorkday(day: string): boolean
}

/**
 * Mainland China: weekdays that are no statutory holiday, and the weekend days worked in their place, as the State Council's yearly notices have
 * them (package chinese-days). A year without a notice yet falls back to Monday to Friday.
 */
export const chinaWorkdays: WorkdayCalendar = {
  isWorkday(day) {
    if (day in noticeDays.workdays) return true
    if (day in noticeDays.holidays) return false
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
    return weekday >= 1 && weekday <= 5
  },
}

export interface SlotOccurrence {
  /** The local day it starts on, `YYYY-MM-DD`. */
  readonly day: string
  /** Half open, seconds since 1970. */
  readonly fromSeconds: number
  readonly toSeconds: number
}

export type OccurrenceState = 'upcoming' | 'due' | 'over'

export interface SlotPlace {
  readonly timeZone?: string
  readonly calendar?: WorkdayCalendar
}

/**
 * The occurrences of a slot that start in `[fromSeconds, toSeconds)`, in the order of time. An occurrence belongs to the day it starts on;
 * weekday and kind of day are that day's. Where clocks jump forward over a wall time, the slot starts or ends at the jump; where they repeat
 * an hour, its first reading holds; a slot that lies wholly in the missing hour has no occurrence that day.
 *
 * @throws RangeError for a malformed time, a weekday outside 1-7, or an unknown time zone.
 */
export function slotOccurrences(
  slot: TimeSlot,
  fromSeconds: number,
  toSeconds: number,
  { timeZone = defaults.timeZone, calendar = chinaWorkdays }: SlotPlace = {},
): SlotOccurrence[] {
  const reading = readSlot(slot, timeZone)
  const occurrences: SlotOccurrence[] = []
  if (!(toSeconds > fromSeconds)) return occurrences
  const lastDay = localDay(toSeconds, reading.zone) + 1
  for (let day = localDay(fromSeconds, reading.zone) - 1; day <= lastDay; day++) {
    const occurrence = occurrenceOnDay(day, slot, reading, calendar)
    if (occurrence && occurrence.fromSeconds >= fromSeconds && occurrence.fromSeconds < toSeconds) {
      occurrences.push(occurrence)
    }
  }
  return occurrences
}

/** The occurrence of the slot that holds the instant, or null. Throws as `slotOccurrences`. */
export function occurrenceHolding(
  slot: TimeSlot,
  instantSeconds: number,
  { timeZone = defaults.timeZone, calendar = chinaWorkdays }: SlotPlace = {},
): SlotOccurrence | null {
  const reading = readSlot(slot, timeZone)
  const today = localDay(instantSeconds, reading.zone)
  for (let day = today - 1; day <= today + 1; day++) {
    const occurrence = occurrenceOnDay(day, slot, reading, calendar)
    if (occurrence && instantSeconds >= occurrence.fromSeconds && instantSeconds < occurrence.toSeconds) {
      return occurrence
    }
  }
  return null
}

/** `over` once it has ended, done or not; `due` while it runs, `upcoming` before it starts. */
export function occurrenceState(
  occurrence: { readonly fromSeconds: number; readonly toSeconds: number },
  nowSeconds: number,
): OccurrenceState {
  if (occurrence.toSeconds <= nowSeconds) return 'over'
  return occurrence.fromSeconds <= nowSeconds ? 'due' : 'upcoming'
}

/** The index of the occurrence that holds the instant in a list that is in the order of time and does not overlap, or -1. */
export function indexOfOccurrenceHolding(
  occurrences: readonly { readonly fromSeconds: number; readonly toSeconds: number }[],
  instantSeconds: number,
): number {
  let low = 0
  let high = occurrences.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const occurrence = occurrences[middle]!
    if (instantSeconds < occurrence.fromSeconds) high = middle - 1
    else if (instantSeconds >= occurrence.toSeconds) low = middle + 1
    else return middle
  }
  return -1
}

/** The hours of the day a slot touches: 22:00-02:00 gives 22, 23, 0, 1. */
export function hoursOfSlot(startTime: string, endTime: string): number[] {
  const start = Number(startTime.slice(0, 2))
  const [endHour, endMinute] = [Number(endTime.slice(0, 2)), Number(endTime.slice(3, 5))]
  let last = endMinute > 0 ? endHour : endHour - 1
  if (endTime <= startTime) last += 24
  return [...new Set(Array.from({ length: last - start + 1 }, (_, index) => (start + index) % 24))]
}

interface SlotReading {
  readonly zone: IANAZone
  readonly startSeconds: number
  /** Past one day's seconds when it ends the next day. */
  readonly endSeconds: number
}

function readSlot(slot: TimeSlot, timeZone: string): SlotReading {
  const zone = IANAZone.create(timeZone)
  if (!zone.isValid) throw new RangeError(`unknown time zone: ${timeZone}`)
  for (const weekday of slot.weekdays) {
    if (!Number.isInteger(weekday) || weekday < 1 || weekday > 7) {
      throw new RangeError(`weekday out of 1-7: ${weekday}`)
    }
  }
  const startSeconds = secondsOfDay(slot.startTime)
  const endSeconds = secondsOfDay(slot.endTime)
  if (startSeconds === DAY_SECONDS) throw new RangeError('a slot cannot start at 24:00')
  return {
    zone,
    startSeconds,
    endSeconds: endSeconds <= startSeconds ? endSeconds + DAY_SECONDS : endSeconds,
  }
}

function occurrenceOnDay(
  dayNumber: number,
  slot: TimeSlot,
  { zone, startSeconds, endSeconds }: SlotReading,
  calendar: WorkdayCalendar,
): SlotOccurrence | null {
  const midnight = new Date(dayNumber * DAY_SECONDS * 1000)
  if (!slot.weekdays.includes(midnight.getUTCDay() || 7)) return null
  const day = midnight.toISOString().slice(0, 10)
  if (slot.dayKind !== 'any' && calendar.isWorkday(day) !== (slot.dayKind === 'workday')) return null
  const fromSeconds = instantOfWallClock(dayNumber * DAY_SECONDS + startSeconds, zone)
  const toSeconds = instantOfWallClock(dayNumber * DAY_SECONDS + endSeconds, zone)
  return toSeconds > fromSeconds ? { day, fromSeconds, toSeconds } : null
}

/** The first instant at which local clocks read at least this; wall time is in seconds as if it were UTC. */
function instantOfWallClock(wallSeconds: number, zone: IANAZone): number {
  let before = wallSeconds - DAY_SECONDS
  let after = wallSeconds + DAY_SECONDS
  const offsetBefore = offsetSeconds(before, zone)
  const offsetAfter = offsetSeconds(after, zone)
  if (offsetBefore === offsetAfter) return wallSeconds - offsetBefore
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offsetSeconds(middle, zone) === offsetBefore) before = middle
    else after = middle
  }
  if (wallSeconds - offsetBefore < after) return wallSeconds - offsetBefore
  return Math.max(after, wallSeconds - offsetAfter)
}

/** Offsets change on whole quarters of an hour only, and asking the zone costs some 10 microseconds. */
const offsetCache = new Map<string, number>()

function offsetSeconds(instantSeconds: number, zone: IANAZone): number {
  const quarter = Math.floor(instantSeconds / 900)
  const key = `${zone.name} ${quarter}`
  let offset = offsetCache.get(key)
  if (offset === undefined) {
    offset = zone.offset(quarter * 900_000) * 60
    if (offsetCache.size >= 20_000) offsetCache.clear()
    offsetCache.set(key, offset)
  }
  return offset
}

function localDay(instantSeconds: number, zone: IANAZone): number {
  return Math.floor((instantSeconds + offsetSeconds(instantSeconds, zone)) / DAY_SECONDS)
}

function secondsOfDay(time: string): number {
  const match = /^(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(time)
  const hours = Number(match?.[1])
  const minutes = Number(match?.[2])
  const seconds = Number(match?.[3] ?? 0)
  const total = hours * 3600 + minutes * 60 + seconds
  if (!match || minutes > 59 || seconds > 59 || total > DAY_SECONDS) {
    throw new RangeError(`not a time of day: ${time}`)
  }
  return total
}
