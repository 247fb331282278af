export type SlotCode = 'morning_peak' | 'daytime' | 'evening_peak' | 'evening' | 'night' | 'before_dawn'

export interface DemoTimeSlot {
  code: SlotCode
  name: string
  startTime: string
  endTime: string
  weekdays: number[]
}

const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7]

/** The hours in which patrol work is required; the day is covered once around the clock, peaks on working days on top. */
export const timeSlots: readonly DemoTimeSlot[] = [
  { code: 'morning_peak', name: '早高峰', startTime: '07:00', endTime: '09:00', weekdays: [1, 2, 3, 4, 5] },
  { code: 'daytime', name: '白天', startTime: '09:00', endTime: '16:30', weekdays: ALL_DAYS },
  { code: 'evening_peak', name: '晚高峰', startTime: '16:30', endTime: '18:00', weekdays: [1, 2, 3, 4, 5] },
  { code: 'evening', name: '前夜', startTime: '18:00', endTime: '22:00', weekdays: ALL_DAYS },
  { code: 'night', name: '深夜', startTime: '22:00', endTime: '02:00', weekdays: ALL_DAYS },
  { code: 'before_dawn', name: '凌晨', startTime: '02:00', endTime: '06:00', weekdays: ALL_DAYS },
]

const CHINA_OFFSET = '+08:00'

/** Start and end of a slot's occurrence on a day (`YYYY-MM-DD`), in milliseconds since 1970; undefined on other weekdays. */
export function slotOn(code: SlotCode, day: string): { from: number; to: number } | undefined {
  const slot = timeSlots.find((candidate) => candidate.code === code)!
  if (!slot.weekdays.includes(weekdayOf(day))) return undefined
  const from = Date.parse(`${day}T${slot.startTime}:00${CHINA_OFFSET}`)
  const to = Date.parse(`${day}T${slot.endTime}:00${CHINA_OFFSET}`)
  return { from, to: to <= from ? to + 86_400_000 : to }
}

/** 1 = Monday to 7 = Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Local midnight of a day in milliseconds since 1970. */
export const midnight = (day: string): number => Date.parse(`${day}T00:00:00${CHINA_OFFSET}`)
