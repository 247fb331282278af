import type { BoundingBox } from '../state/viewer.ts'

/** As typed: degrees, west, south, east, north. */
export interface TypedExtent {
  west: string
  south: string
  east: string
  north: string
}

const METERS_PER_DEGREE = 111_320
/** A district larger than this is a slip of the keyboard, such as a missing decimal point. */
const LARGEST_SIDE_METERS = 500_000

/** The box as it was typed, whatever its size. */
function typedBox({ west, south, east, north }: TypedExtent): BoundingBox | null {
  const parts = [west, south, east, north].map((part) => (part.trim() === '' ? NaN : Number(part)))
  const [w, s, e, n] = parts as BoundingBox
  if (!parts.every(Number.isFinite) || w < -180 || e > 180 || s < -85 || n > 85) return null
  if (w >= e || s >= n) return null
  return [w, s, e, n]
}

function isSmallEnough(box: BoundingBox): boolean {
  const { width, height } = sizeOf(box)
  return Math.max(width, height) <= LARGEST_SIDE_METERS
}

/** The box that was typed, or null where a number is missing, out of range or in the wrong place, or the box is no district. */
export function readExtent(extent: TypedExtent): BoundingBox | null {
  const box = typedBox(extent)
  return box && isSmallEnough(box) ? box : null
}

/** Whether the numbers make a box, but one larger than any district. */
export function isTooLarge(extent: TypedExtent): boolean {
  const box = typedBox(extent)
  return box !== null && !isSmallEnough(box)
}

/** Width and height in metres. */
export function sizeOf([west, south, east, north]: BoundingBox): { width: number; height: number } {
  const middle = ((south + north) / 2) * (Math.PI / 180)
  return {
    width: (east - west) * METERS_PER_DEGREE * Math.cos(middle),
    height: (north - south) * METERS_PER_DEGREE,
  }
}

/** Four numbers pasted at once, as other programs print them; null when the text is anything else. */
export function extentFrom(text: string): TypedExtent | null {
  const numbers = text.match(/-?\d+(?:\.\d+)?/g)
  if (numbers?.length !== 4) return null
  const [west, south, east, north] = numbers as [string, string, string, string]
  return { west, south, east, north }
}

/** The same rule as the server's: long enough, not the account's name, not one key held down. */
export function isGoodPassword(password: string, username: string): boolean {
  if (password.length < 12 || new Set(password).size < 5) return false
  return username === '' || !password.toLowerCase().includes(username.toLowerCase())
}
