import { InvalidFilter } from './layer.ts'

/** Half open, in UTC. */
export interface TimeWindow {
  from: Date
  to: Date
}

const isoInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/
const code = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/

/** `from` and `to`, both or neither; null when neither is given. Throws `InvalidFilter`. */
export function readWindow(query: URLSearchParams): TimeWindow | null {
  const from = readInstant(query, 'from')
  const to = readInstant(query, 'to')
  if (from === null && to === null) return null
  if (from === null) throw new InvalidFilter('from')
  if (to === null || to <= from) throw new InvalidFilter('to')
  return { from, to }
}

/** Comma-separated whole numbers of a range, each once; null when absent. Throws `InvalidFilter`. */
export function readIntegers(
  query: URLSearchParams,
  name: string,
  minimum: number,
  maximum: number,
): number[] | null {
  const texts = readList(query, name)
  if (!texts) return null
  if (!texts.every((text) => /^\d{1,4}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum)) {
    throw new InvalidFilter(name)
  }
  return [...new Set(texts.map(Number))]
}

/** Comma-separated codes; null when absent. Throws `InvalidFilter`. */
export function readCodes(query: URLSearchParams, name: string): string[] | null {
  const texts = readList(query, name)
  if (texts && !texts.every((text) => code.test(text))) throw new InvalidFilter(name)
  return texts
}

/** One word of a fixed set; null when absent. Throws `InvalidFilter`. */
export function readWord(query: URLSearchParams, name: string, allowed: readonly string[]): string | null {
  const value = query.get(name)
  if (value !== null && !allowed.includes(value)) throw new InvalidFilter(name)
  return value
}

function readList(query: URLSearchParams, name: string): string[] | null {
  const value = query.get(name)
  if (value === null) return null
  const texts = value.split(',')
  if (texts.length > 100) throw new InvalidFilter(name)
  return [...new Set(texts)]
}

function readInstant(query: URLSearchParams, name: string): Date | null {
  // A plus sign that was not escaped arrives as a blank.
  const value = query.get(name)?.replace(/ (?=\d{2}:\d{2}$)/, '+')
  if (value === undefined) return null
  const instant = new Date(value)
  if (!isoInstant.test(value) || Number.isNaN(instant.getTime())) throw new InvalidFilter(name)
  return instant
}
