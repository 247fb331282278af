/** Calendar days as `YYYY-MM-DD` text, and their starts in a time zone. */

const DAY_MS = 86_400_000

export function dayOf(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(instant)
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

export function daysBetween(first: string, second: string): number {
  return Math.round((Date.parse(`${second}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / DAY_MS)
}

/** Minutes the zone is ahead of UTC at that instant. */
function offsetMinutes(instant: Date, timeZone: string): number {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(instant)
    .find((part) => part.type === 'timeZoneName')?.value
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '')
  if (!match) return 0
  const size = Number(match[2]) * 60 + Number(match[3])
  return match[1] === '-' ? -size : size
}

/** The day's first instant in the zone, ISO 8601 with the zone's offset: `2026-11-21T00:00:00+08:00`. */
export function dayStart(day: string, timeZone: string): string {
  return instantOf(`${day}T00:00`, timeZone)
}

/** `2026-11-21T22:30` on a clock of the zone, as ISO 8601 with the zone's offset. */
export function instantOf(wallTime: string, timeZone: string): string {
  const offset = offsetMinutes(new Date(`${wallTime}Z`), timeZone)
  const size = Math.abs(offset)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${wallTime}:00${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** What a clock of the zone reads at an instant, to the minute: `2026-11-21T22:30`. */
export function wallTimeOf(instant: Date, timeZone: string): string {
  const time = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(instant)
  return `${dayOf(instant, timeZone)}T${time}`
}

export function isDay(text: string | null): text is string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text ?? '')) return false
  const instant = new Date(`${text}T00:00:00Z`)
  // 31 February would go on as 3 March.
  return !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 10) === text
}
