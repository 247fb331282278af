import { DateTime } from 'luxon'

export type TimePrecision = 'minute' | 'hour' | 'day'

export interface WrittenTime {
  /** Milliseconds since 1970-01-01 UTC, half open: a time of minute precision has `to` equal to `from`. */
  from: number
  to: number
  precision: TimePrecision
  /** A time of day is written and it is midnight: in files of bare dates that stands for no time at all. */
  midnight: boolean
}

export interface TimeReading {
  /** IANA name, for times without offset. */
  timeZone: string
  dateOrder: 'month-first' | 'day-first'
}

interface Parts {
  year: number
  month: number
  day: number
  hour?: number
  minute?: number
  second?: number
  millisecond?: number
  offset?: string
}

const clock = String.raw`(\d{1,2})(?:[:时点](\d{1,2})?(?:[:分](\d{1,2})?(?:[.,](\d{1,9}))?秒?)?)?`
const yearFirst = new RegExp(
  String.raw`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*${clock}\s*(Z|[+-]\d{2}:?\d{2})?)?$`,
  'i',
)
const yearLast = new RegExp(
  String.raw`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[T\s,]+${clock}\s*(AM|PM)?)?$`,
  'i',
)
const compact = /^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?$/
const unixSeconds = /^(\d{10})(\d{3})?$/

function number(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text)
}

function partsOf(text: string, dateOrder: TimeReading['dateOrder']): Parts | undefined {
  const chinese = yearFirst.exec(text)
  if (chinese) {
    return {
      year: Number(chinese[1]),
      month: Number(chinese[2]),
      day: Number(chinese[3]),
      hour: number(chinese[4]),
      minute: number(chinese[5]),
      second: number(chinese[6]),
      millisecond: chinese[7] ? Math.floor(Number(`0.${chinese[7]}`) * 1000) : undefined,
      offset: chinese[8],
    }
  }
  const western = yearLast.exec(text)
  if (western) {
    const [first, second] = [Number(western[1]), Number(western[2])]
    // A number over 12 can only be the day, whatever the order.
    const monthFirst = first <= 12 && (second > 12 || dateOrder === 'month-first')
    const half = western[8]?.toUpperCase()
    const hour = number(western[4])
    if (half !== undefined && (hour === undefined || hour < 1 || hour > 12)) return undefined
    return {
      year: Number(western[3]),
      month: monthFirst ? first : second,
      day: monthFirst ? second : first,
      hour: half === undefined ? hour : (hour! % 12) + (half === 'PM' ? 12 : 0),
      minute: number(western[5]) ?? (half === undefined ? undefined : 0),
      second: number(western[6]),
    }
  }
  const digits = compact.exec(text)
  if (!digits) return undefined
  return {
    year: Number(digits[1]),
    month: Number(digits[2]),
    day: Number(digits[3]),
    hour: number(digits[4]),
    minute: number(digits[5]),
    second: number(digits[6]),
  }
}

/** Whether a date such as 03/04/2024 stands for two days, as long as nobody says which number is the month. */
export function isAmbiguousDate(text: string): boolean {
  const western = yearLast.exec(text.trim())
  if (!western) return false
  const [first, second] = [Number(western[1]), Number(western[2])]
  return first <= 12 && second <= 12 && first !== second
}

/** `Z` is utc, `+0800` and `+08:00` are utc+08:00. */
function zoneOfOffset(offset: string): string {
  if (offset.toUpperCase() === 'Z') return 'utc'
  return `utc${offset.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2')}`
}

/**
 * Reads a time as files write it: ISO 8601 with or without offset, `2024/3/5 8:30`, `2024年3月5日 8时30分`, `03/05/2024 08:30:00 PM`,
 * `20240305083000`, Unix seconds or milliseconds. A bare date is the whole day, a bare hour the whole hour, in the given time zone.
 *
 * @returns undefined for anything else, and for times that never were (30 February, the hour skipped in spring counts as the next)
 */
export function readWrittenTime(text: string, { timeZone, dateOrder }: TimeReading): WrittenTime | undefined {
  const trimmed = text.trim()
  const epoch = unixSeconds.exec(trimmed)
  if (epoch) {
    const at = Number(epoch[1]) * 1000 + Number(epoch[2] ?? 0)
    return { from: at, to: at, precision: 'minute', midnight: false }
  }
  const parts = partsOf(trimmed, dateOrder)
  if (parts === undefined) return undefined
  const { year, month, day, hour, minute, second = 0, millisecond = 0, offset } = parts
  const zone = offset === undefined ? timeZone : zoneOfOffset(offset)
  const start = DateTime.fromObject(
    { year, month, day, hour: hour ?? 0, minute: minute ?? 0, second, millisecond },
    { zone },
  )
  if (!start.isValid) return undefined
  const from = start.toMillis()
  if (hour === undefined)
    return { from, to: start.plus({ days: 1 }).toMillis(), precision: 'day', midnight: false }
  if (minute === undefined) return { from, to: from + 3_600_000, precision: 'hour', midnight: false }
  return { from, to: from, precision: 'minute', midnight: hour === 0 && minute === 0 && second === 0 }
}

/** The whole day a midnight stands for, in a file whose times are dates written with zeros. */
export function dayOf(time: WrittenTime, timeZone: string): WrittenTime {
  const to = DateTime.fromMillis(time.from, { zone: timeZone }).plus({ days: 1 }).toMillis()
  return { from: time.from, to, precision: 'day', midnight: false }
}
