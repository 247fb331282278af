/** A whole number someone typed, within limits; null for anything else. */
export function wholeNumber(text: string, { min = 0, max = 10_000_000 } = {}): number | null {
  const value = Number(text.trim())
  return text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max ? value : null
}

/** A number someone typed, within limits; null for anything else. */
export function decimalNumber(text: string, { min = -Infinity, max = Infinity } = {}): number | null {
  const value = Number(text.trim())
  return text.trim() !== '' && Number.isFinite(value) && value >= min && value <= max ? value : null
}
