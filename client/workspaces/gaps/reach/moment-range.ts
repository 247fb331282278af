/** Moments are looked at by the quarter of an hour. */
export const QUARTER_MS = 15 * 60_000

export interface MomentRange {
  /** The earliest and the latest quarter of an hour, milliseconds since 1970. */
  readonly first: number
  readonly last: number
}

/** The quarters of an hour in `[from, to)` up to the latest data; null when there are none. */
export function momentRange(from: string, to: string, latestMs: number): MomentRange | null {
  const end = Math.min(Date.parse(to) - 1, latestMs)
  const first = Math.ceil(Date.parse(from) / QUARTER_MS) * QUARTER_MS
  const last = Math.floor(end / QUARTER_MS) * QUARTER_MS
  return first <= last ? { first, last } : null
}

/** The moment of an address within the range, by the quarter; the latest where it says none. */
export function momentIn({ first, last }: MomentRange, text: string | null): number {
  const asked = text === null ? NaN : Date.parse(text)
  if (Number.isNaN(asked)) return last
  return Math.min(last, Math.max(first, Math.floor(asked / QUARTER_MS) * QUARTER_MS))
}

/** `2026-11-27T00:45Z`, as it stands in the address. */
export function momentText(moment: number): string {
  return `${momentInstant(moment).slice(0, 16)}Z`
}

/** `2026-11-27T00:45:00.000Z`. */
export function momentInstant(moment: number): string {
  return new Date(moment).toISOString()
}
