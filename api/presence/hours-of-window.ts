import { wallClock } from '../cases/wall-clock.ts'
import { hoursOfSlot } from '../coverage/slots.ts'

const hourMilliseconds = 3_600_000
const weekHours = 168

/** An hour of the window: hours since 1970 UTC, and the hour of the local week it begins in, 0 = Monday 00:00 to 167. */
export interface WindowHour {
  readonly hour: number
  readonly hourOfWeek: number
}

/** The hours that begin in `[from, to)`. Where the time zone is off by half an hour, an hour belongs to the local hour it begins in. */
export function hoursOfWindow(from: Date, to: Date, timeZone: string): WindowHour[] {
  const local = wallClock(timeZone)
  const hours: WindowHour[] = []
  for (
    let hour = Math.ceil(from.getTime() / hourMilliseconds);
    hour * hourMilliseconds < to.getTime();
    hour++
  ) {
    const sinceMonday = Math.floor(local(hour * hourMilliseconds) / hourMilliseconds)
    hours.push({ hour, hourOfWeek: ((sinceMonday % weekHours) + weekHours) % weekHours })
  }
  return hours
}

/** Which hours are asked for; null means all. */
export interface AskedHours {
  readonly hours: readonly number[] | null
  /** 1 = Monday to 7. */
  readonly weekdays: readonly number[] | null
  readonly slots:
    | readonly {
        readonly startTime: string
        readonly endTime: string
        readonly weekdays: readonly number[]
      }[]
    | null
}

/**
 * The hours of the week that are asked for, 168 times 1 or 0; null when that is all of them. A slot holds every hour it touches; past midnight they are of the
 * next weekday. Public holidays count as the weekday they fall on: an hour of the week knows no date.
 */
export function askedHoursOfWeek({ hours, weekdays, slots }: AskedHours): number[] | null {
  if (hours === null && weekdays === null && slots === null) return null
  const inSlots = new Set<number>()
  for (const slot of slots ?? []) {
    for (const hour of hoursOfSlot(slot.startTime, slot.endTime)) {
      const nextDay = hour < Number(slot.startTime.slice(0, 2)) ? 1 : 0
      for (const weekday of slot.weekdays) inSlots.add(((weekday - 1 + nextDay) % 7) * 24 + hour)
    }
  }
  return Array.from({ length: weekHours }, (_, index) => {
    const inHours = hours === null || hours.includes(index % 24)
    const inWeekdays = weekdays === null || weekdays.includes(Math.floor(index / 24) + 1)
    return inHours && inWeekdays && (slots === null || inSlots.has(index)) ? 1 : 0
  })
}

/** Consecutive hours as runs `[from, to)`, in the order of time. */
export function runsOfHours(hours: readonly number[]): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = []
  for (const hour of hours) {
    const last = runs.at(-1)
    if (last?.to === hour) last.to = hour + 1
    else runs.push({ from: hour, to: hour + 1 })
  }
  return runs
}
