import { latestTrackEnd } from '../coverage/queries.ts'
import type { ApiContext } from '../http/context.ts'
import { invalidInput } from '../http/problem.ts'
import type { PresenceQuery } from './contract.ts'
import { askedHoursOfWeek, hoursOfWindow, type WindowHour } from './hours-of-window.ts'
import { type PresenceWindow, slotsByCode } from './queries.ts'

const longestWindowDays = 400
const dayMilliseconds = 86_400_000
const hourMilliseconds = 3_600_000

/** What was asked for: the window, its hours, and how far tracks reach. */
export interface AskedWindow {
  window: PresenceWindow
  /** The hours asked for that can be known. */
  hours: WindowHour[]
  /** 168 times 1 or 0; null: all. */
  hoursOfWeek: number[] | null
  metricCrs: number
  tracksThrough: Date | null
  /** The part that every answer gives. */
  lookedAt: { window: { from: string; to: string }; hours: number; tracksThrough: string | null }
}

/** @throws invalid-input for a window that is empty or too long, or a slot that there is not. */
export async function askedWindow(
  { database, settings }: ApiContext,
  asked: Pick<PresenceQuery, 'from' | 'to'> & Partial<PresenceQuery>,
): Promise<AskedWindow> {
  const from = new Date(asked.from)
  const to = new Date(asked.to)
  requireWindow(from, to)
  const { code, timeZone, metricCrs } = await settings.district()
  const hoursOfWeek = askedHoursOfWeek({
    hours: asked.hours ?? null,
    weekdays: asked.weekdays ?? null,
    slots: asked.slot ? await slotsOf(database.read, asked.slot) : null,
  })
  const tracksThrough = await latestTrackEnd(database.read, code)
  const until = new Date(Math.min(to.getTime(), tracksThrough?.getTime() ?? -Infinity, Date.now()))
  const hours = tracksThrough
    ? hoursOfWindow(from, until, timeZone).filter(({ hourOfWeek }) => hoursOfWeek?.[hourOfWeek] !== 0)
    : []
  return {
    window: {
      districtCode: code,
      from,
      to,
      begins: hoursOfWeek && hours.map(({ hour }) => new Date(hour * hourMilliseconds)),
    },
    hours,
    hoursOfWeek,
    metricCrs,
    tracksThrough,
    lookedAt: {
      window: { from: asked.from, to: asked.to },
      hours: hours.length,
      tracksThrough: tracksThrough?.toISOString() ?? null,
    },
  }
}

async function slotsOf(db: Parameters<typeof slotsByCode>[0], codes: readonly string[]) {
  const slots = await slotsByCode(db, codes)
  const unknown = codes.find((code) => !slots.some((slot) => slot.code === code))
  if (unknown !== undefined) {
    throw invalidInput(
      'slot',
      { zh: `没有时段“${unknown}”`, en: `There is no time slot "${unknown}"` },
      { zh: '请从时段列表中选择。', en: 'Choose one from the list of time slots.' },
    )
  }
  return slots
}

function requireWindow(from: Date, to: Date): void {
  if (from >= to) {
    throw invalidInput(
      'to',
      { zh: '时间范围是空的', en: 'The window is empty' },
      {
        zh: '结束时间必须晚于开始时间(结束时刻本身不计入)。',
        en: 'The end must be after the start; the end itself is not included.',
      },
    )
  }
  if (to.getTime() - from.getTime() > longestWindowDays * dayMilliseconds) {
    throw invalidInput(
      'from',
      { zh: '时间范围太长', en: 'The window is too long' },
      { zh: `最长 ${longestWindowDays} 天。`, en: `At most ${longestWindowDays} days.` },
    )
  }
}
