import { DateTime } from 'luxon'

/** A week from Monday 00:00 to the next, half open, in the district's time zone. */
export interface IsoWeek {
  /** `2026-W47`. */
  code: string
  year: number
  number: number
  from: Date
  to: Date
  /** First and last local day, both included. */
  firstDay: string
  lastDay: string
}

/** The week of a code such as `2026-W47`; null where the year has no such week. */
export function isoWeek(code: string, timeZone: string): IsoWeek | null {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(code) ?? []
  if (year === undefined || number === undefined) return null
  const monday = DateTime.fromObject(
    { weekYear: Number(year), weekNumber: Number(number), weekday: 1 },
    { zone: timeZone },
  )
  return monday.isValid ? weekFrom(monday) : null
}

/** The latest week that has ended. */
export function lastWholeWeek(now: Date, timeZone: string): IsoWeek {
  return weekFrom(DateTime.fromJSDate(now, { zone: timeZone }).startOf('week').minus({ weeks: 1 }))
}

/** The week some weeks later, or before. */
export function weeksLater(week: IsoWeek, weeks: number, timeZone: string): IsoWeek {
  return weekFrom(DateTime.fromJSDate(week.from, { zone: timeZone }).plus({ weeks }))
}

/** The first week that begins at or after a moment. */
export function firstWeekSince(at: Date, timeZone: string): IsoWeek {
  const monday = DateTime.fromJSDate(at, { zone: timeZone }).startOf('week')
  return weekFrom(monday.toMillis() < at.getTime() ? monday.plus({ weeks: 1 }) : monday)
}

function weekFrom(monday: DateTime): IsoWeek {
  const next = monday.plus({ weeks: 1 })
  return {
    code: monday.toFormat("kkkk-'W'WW"),
    year: monday.weekYear,
    number: monday.weekNumber,
    from: monday.toJSDate(),
    to: next.toJSDate(),
    firstDay: monday.toFormat('yyyy-MM-dd'),
    lastDay: next.minus({ days: 1 }).toFormat('yyyy-MM-dd'),
  }
}
