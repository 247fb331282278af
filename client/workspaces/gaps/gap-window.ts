import { addDays, dayOf, dayStart, isDay } from '../../state/days.ts'

export const WINDOW_PRESETS = ['24h', '7d', '28d'] as const
export type WindowPreset = (typeof WINDOW_PRESETS)[number]

export interface GapWindow {
  /** Null when the days were chosen by hand. */
  preset: WindowPreset | null
  /** ISO 8601, half open. */
  from: string
  to: string
  /** First and last day, both included. */
  firstDay: string
  lastDay: string
}

const DAY_MS = 86_400_000
const DEFAULT_PRESET: WindowPreset = '7d'

/**
 * The window of the address (`24h`, `28d`, `2026-11-01/2026-11-07`; anything else is the last 7 days), counted back from the latest data.
 * Seven and 28 days are whole days, the last one that of the latest data; 24 hours end with it exactly.
 */
export function gapWindow(text: string | null, latest: Date, timeZone: string): GapWindow {
  const [first = null, last = null] = (text ?? '').split('/')
  if (isDay(first) && isDay(last) && first <= last) return wholeDays(null, first, last, timeZone)
  const preset = WINDOW_PRESETS.find((name) => name === text) ?? DEFAULT_PRESET
  const latestDay = dayOf(latest, timeZone)
  if (preset === '24h') {
    const from = new Date(latest.getTime() - DAY_MS)
    return {
      preset,
      from: from.toISOString(),
      to: latest.toISOString(),
      firstDay: dayOf(from, timeZone),
      lastDay: latestDay,
    }
  }
  return wholeDays(preset, addDays(latestDay, preset === '28d' ? -27 : -6), latestDay, timeZone)
}

function wholeDays(
  preset: WindowPreset | null,
  firstDay: string,
  lastDay: string,
  timeZone: string,
): GapWindow {
  const from = dayStart(firstDay, timeZone)
  const to = dayStart(addDays(lastDay, 1), timeZone)
  return { preset, from, to, firstDay, lastDay }
}

/** Days from where the server began to look to the end of the window, or now where that comes first. */
export function daysLookedAt(lookedFrom: string, windowTo: string, now: Date): number {
  const until = Math.min(Date.parse(windowTo), now.getTime())
  return Math.max(1, Math.ceil((until - Date.parse(lookedFrom)) / DAY_MS))
}
