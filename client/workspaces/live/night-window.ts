import { dayStart, isDay } from '../../state/days.ts'

/** From a wall-clock time of a day to the next such time, on the next day where it is not after the start; seconds since 1970. */
export function nightWindow(
  day: string,
  fromTime: string,
  toTime: string,
  timeZone: string,
): { fromSeconds: number; toSeconds: number } | null {
  if (!isDay(day)) return null
  const start = Date.parse(dayStart(day, timeZone)) / 1000
  const fromSeconds = start + secondsOf(fromTime)
  const toSeconds = start + secondsOf(toTime) + (toTime <= fromTime ? 86_400 : 0)
  return { fromSeconds, toSeconds }
}

/** `18:30` as seconds. */
function secondsOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 3600 + minutes * 60
}
