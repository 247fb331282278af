import { language } from '../state/language.svelte.ts'

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${language.tag}${JSON.stringify(options)}`
  const made =
    (cache.get(key) as Intl.NumberFormat | undefined) ?? new Intl.NumberFormat(language.tag, options)
  cache.set(key, made)
  return made
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${language.tag}${language.timeZone}${JSON.stringify(options)}`
  const made =
    (cache.get(key) as Intl.DateTimeFormat | undefined) ??
    new Intl.DateTimeFormat(language.tag, { timeZone: language.timeZone, ...options })
  cache.set(key, made)
  return made
}

export type Instant = string | number | Date

/** 12345.6 -> `12,345.6`; at most `fractionDigits` decimals (0 by default). */
export function formatNumber(value: number, fractionDigits = 0): string {
  return numberFormat({ maximumFractionDigits: fractionDigits }).format(value)
}

/** 0.873 -> `87 %`. */
export function formatPercent(share: number, fractionDigits = 0): string {
  return `${formatNumber(share * 100, fractionDigits)} %`
}

/** Metres below a kilometre, kilometres from there on. */
export function formatLength(meters: number): string {
  if (meters < 1000) return `${formatNumber(meters)} m`
  return `${formatNumber(meters / 1000, meters < 10_000 ? 2 : 1)} km`
}

/** Square metres below a hectare's tenth of a square kilometre, square kilometres from there on. */
export function formatArea(squareMeters: number): string {
  if (squareMeters < 100_000) return `${formatNumber(squareMeters)} m²`
  return `${formatNumber(squareMeters / 1_000_000, 2)} km²`
}

function parts(instant: Instant, options: Intl.DateTimeFormatOptions): Record<string, string> {
  return Object.fromEntries(
    dateFormat(options)
      .formatToParts(new Date(instant))
      .map((part) => [part.type, part.value]),
  )
}

/** `2026-11-21`, in the district's time zone. */
export function formatDay(instant: Instant): string {
  const { year, month, day } = parts(instant, { year: 'numeric', month: '2-digit', day: '2-digit' })
  return `${year}-${month}-${day}`
}

/** `2026-11-21 周六` / `2026-11-21 Sat`. */
export function formatDate(instant: Instant): string {
  return `${formatDay(instant)} ${dateFormat({ weekday: 'short' }).format(new Date(instant))}`
}

/** `22:05`, 24-hour. */
export function formatTime(instant: Instant): string {
  const { hour, minute } = parts(instant, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return `${hour}:${minute}`
}

/** `2026-11-21 周六 22:05`. */
export function formatDateTime(instant: Instant): string {
  return `${formatDate(instant)} ${formatTime(instant)}`
}

/** `2026-08-23 – 11-21`: the second year is left out when it is the same. */
export function formatDayRange(from: Instant, toInclusive: Instant): string {
  const first = formatDay(from)
  const last = formatDay(toInclusive)
  if (first === last) return first
  return `${first} – ${first.slice(0, 4) === last.slice(0, 4) ? last.slice(5) : last}`
}

/** 95 s -> `1 min 35 s` / `1 分 35 秒`. */
export function formatDuration(seconds: number): string {
  const zh = language.current === 'zh'
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const rest = Math.round(seconds % 60)
  const words = [
    hours ? `${hours} ${zh ? '小时' : 'h'}` : '',
    minutes ? `${minutes} ${zh ? '分' : 'min'}` : '',
    !hours && (rest || !minutes) ? `${rest} ${zh ? '秒' : 's'}` : '',
  ]
  return words.filter(Boolean).join(' ')
}

/** `+9`, `−4`, `0`. */
export function formatSigned(value: number, fractionDigits = 0): string {
  const size = formatNumber(Math.abs(value), fractionDigits)
  return value > 0 ? `+${size}` : value < 0 ? `−${size}` : size
}

/** `22:00–02:00` from hour numbers. */
export function formatHours(startHour: number, endHour: number): string {
  const two = (hour: number) => `${String(hour).padStart(2, '0')}:00`
  return `${two(startHour)}–${two(endHour)}`
}
