const DAY_MINUTES = 1440

/** `22:30` -> 1350 minutes after midnight; null when it is no time of day. */
function minutesOf(time: string): number | null {
  const match = /^(\d{2}):(\d{2})$/.exec(time)
  if (!match) return null
  const minutes = Number(match[1]) * 60 + Number(match[2])
  return Number(match[2]) < 60 && minutes <= DAY_MINUTES ? minutes : null
}

interface SlotHours {
  /** Parts of the day as shares of 24 h; two when the slot crosses midnight. */
  parts: { from: number; to: number }[]
  lengthMinutes: number
  overnight: boolean
}

/** Where a slot lies on a 24-hour bar. An end at or before the start is on the next day. */
export function slotHours(startTime: string, endTime: string): SlotHours | null {
  const start = minutesOf(startTime)
  const end = minutesOf(endTime)
  if (start === null || end === null || start === DAY_MINUTES) return null
  const share = (minutes: number) => minutes / DAY_MINUTES
  if (end > start) {
    return { parts: [{ from: share(start), to: share(end) }], lengthMinutes: end - start, overnight: false }
  }
  const parts = [{ from: share(start), to: 1 }]
  if (end > 0) parts.push({ from: 0, to: share(end) })
  return { parts, lengthMinutes: DAY_MINUTES - start + end, overnight: end > 0 }
}
