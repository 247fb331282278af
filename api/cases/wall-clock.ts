import { IANAZone } from 'luxon'

const dayMilliseconds = 86_400_000
/** 1970-01-05 was a Monday. */
const firstMondayMilliseconds = 4 * dayMilliseconds

/**
 * Wall-clock milliseconds since a Monday, 00:00, of an instant in a time zone. Offsets are remembered by day, and looked up one by one only on
 * the days on which the clock is changed.
 *
 * @throws RangeError for an unknown time zone.
 */
export function wallClock(timeZone: string): (instant: number) => number {
  const zone = IANAZone.create(timeZone)
  if (!zone.isValid) throw new RangeError(`There is no time zone ${timeZone}`)
  const offsets = new Map<number, number | null>()
  const minutesAt = (instant: number): number => zone.offset(instant)
  return (instant) => {
    const day = Math.floor(instant / dayMilliseconds)
    let minutes = offsets.get(day)
    if (minutes === undefined) {
      const start = minutesAt(day * dayMilliseconds)
      minutes = start === minutesAt((day + 1) * dayMilliseconds) ? start : null
      offsets.set(day, minutes)
    }
    return instant + (minutes ?? minutesAt(instant)) * 60_000 - firstMondayMilliseconds
  }
}
