const weekHours = 168
const dayHours = 24

/**
 * From how many reports on a street segment is a hotspot: the least count that not more than a share of all segments reach. Where many tie at the
 * border, none of them is one.
 *
 * @param counts reports of every segment that has any
 * @param streetCount of the district, those without reports too
 * @param fewest a hotspot has at least so many
 * @returns null when there is no hotspot
 */
export function hotspotThreshold(
  counts: readonly number[],
  streetCount: number,
  topShare: number,
  fewest: number,
): number | null {
  const most = Math.floor(topShare * streetCount + 1e-9)
  const ordered = counts.filter((count) => count >= fewest).sort((a, b) => b - a)
  if (ordered.length <= most) return ordered.at(-1) ?? null
  const border = ordered[most]!
  const above = ordered.filter((count) => count > border)
  return above.at(-1) ?? null
}

/**
 * The hours of the day in which it mostly happens: the shortest run of whole hours, round midnight too, that holds at least a share of the
 * reports; of equally long ones that with most, then the earliest.
 *
 * @param matrix `matrix[weekday - 1][hour]`, expected reports
 * @returns first hour, hour after the last (0 to 23; equal to the first for the whole day), and the share held; null without reports
 */
export function busiestHours(
  matrix: readonly (readonly number[])[],
  leastShare: number,
): { fromHour: number; toHour: number; share: number } | null {
  const byHour = Array.from({ length: dayHours }, (_, hour) =>
    matrix.reduce((sum, day) => sum + (day[hour] ?? 0), 0),
  )
  const total = byHour.reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0)) return null
  for (let length = 1; length <= dayHours; length++) {
    let best = { fromHour: 0, weight: -1 }
    for (let fromHour = 0; fromHour < dayHours; fromHour++) {
      let weight = 0
      for (let i = 0; i < length; i++) weight += byHour[(fromHour + i) % dayHours]!
      if (weight > best.weight + 1e-9) best = { fromHour, weight }
    }
    if (best.weight / total >= leastShare - 1e-9) {
      const { fromHour, weight } = best
      return { fromHour, toHour: (fromHour + length) % dayHours, share: Math.min(1, weight / total) }
    }
  }
  return null
}

export interface SlotOfWeek {
  /** Hours of the day it touches, from the first on; after midnight they belong to the next day. */
  readonly hours: readonly number[]
  /** 1 = Monday to 7. */
  readonly weekdays: readonly number[]
  readonly dayKind: string
}

/** The share of the reports that fall into the hours of some slot. Workdays are taken as Monday to Friday, holidays as the weekend. */
export function heldShare(matrix: readonly (readonly number[])[], slots: readonly SlotOfWeek[]): number {
  const held = new Uint8Array(weekHours)
  for (const { hours, weekdays, dayKind } of slots) {
    for (const weekday of weekdays) {
      if (dayKind !== 'any' && weekday <= 5 !== (dayKind === 'workday')) continue
      for (const hour of hours) {
        const nextDay = hour < hours[0]! ? dayHours : 0
        held[((weekday - 1) * dayHours + nextDay + hour) % weekHours] = 1
      }
    }
  }
  let [total, inSlots] = [0, 0]
  for (const [day, ofDay] of matrix.entries()) {
    for (const [hour, weight] of ofDay.entries()) {
      total += weight
      if (held[day * dayHours + hour] === 1) inSlots += weight
    }
  }
  return total > 0 ? inSlots / total : 0
}
