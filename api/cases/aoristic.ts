const hourSeconds = 3600
const weekHours = 168

/** Cases that start at the same second of the week and last equally long. */
export interface TimeWindow {
  /** Wall-clock seconds since Monday 00:00, 0 to 604,799. */
  startSecondOfWeek: number
  /** 0 for a known moment. */
  durationSeconds: number
  count: number
}

/**
 * Expected cases in each hour of the week: every case's window spreads its weight of one evenly over the hours it covers (aoristic analysis,
 * Ratcliffe 2000); a known moment falls whole into its hour, `[hour, hour + 1)`.
 *
 * @returns `matrix[weekday - 1][hour]`, Monday first; it adds up to the number of cases.
 */
export function aoristicMatrix(windows: readonly TimeWindow[]): number[][] {
  const hours = new Float64Array(weekHours)
  for (const window of windows) addToWeek(hours, window)
  return Array.from({ length: 7 }, (_, weekday) => [...hours.slice(weekday * 24, weekday * 24 + 24)])
}

/** Adds windows of equal time to the 168 hours of the week, Monday 00:00 first. */
export function addToWeek(
  hours: Float64Array,
  { startSecondOfWeek, durationSeconds, count }: TimeWindow,
): void {
  if (durationSeconds <= 0) {
    hours[Math.floor(startSecondOfWeek / hourSeconds) % weekHours]! += count
    return
  }
  const wholeWeeks = Math.floor(durationSeconds / (weekHours * hourSeconds))
  const perHour = (count * wholeWeeks * hourSeconds) / durationSeconds
  if (wholeWeeks > 0) for (let hour = 0; hour < weekHours; hour += 1) hours[hour]! += perHour
  let left = count - perHour * weekHours
  const end = startSecondOfWeek + durationSeconds - wholeWeeks * weekHours * hourSeconds
  for (let at = startSecondOfWeek; at < end;) {
    const next = Math.min(end, (Math.floor(at / hourSeconds) + 1) * hourSeconds)
    // The last hour takes what is left: of a window of milliseconds the difference of two times has few digits.
    const share = next === end ? left : (count * (next - at)) / durationSeconds
    hours[Math.floor(at / hourSeconds) % weekHours]! += share
    left -= share
    at = next
  }
}
