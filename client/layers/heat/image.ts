import { channelsOf } from './ramp.ts'

export interface HeatGrid {
  columns: number
  rows: number
  /** Row by row from the south-west corner; NaN is outside. */
  values: Float32Array
}

/** At most about this many pixels: sharper than any screen shows. */
const mostPixels = 4_000_000
const mostFactor = 4
/** Of the bands over the map, 0 to 1. */
export const heatOpacity = 170 / 255

/** Base64 of little-endian Float32, as the server sends it. */
export function decodeValues(base64: string): Float32Array {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index)
  return new Float32Array(bytes.buffer)
}

/** The class of a value among ascending limits: -1 below the first. */
function classOf(value: number, limits: readonly number[]): number {
  let found = -1
  while (found + 1 < limits.length && value >= limits[found + 1]!) found += 1
  return found
}

/**
 * Draws densities as an RGBA image, north up: values are interpolated bilinearly between cell centres, then take the colour of their class, so
 * that the bands on the map are exactly those of the legend. Below the first limit and outside it is transparent.
 */
export function drawHeat(
  grid: HeatGrid,
  limits: readonly number[],
  colors: readonly string[],
): { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number } {
  const { columns, rows, values } = grid
  const factor = Math.max(1, Math.min(mostFactor, Math.floor(Math.sqrt(mostPixels / (columns * rows)))))
  const width = columns * factor
  const height = rows * factor
  const channels = colors.map(channelsOf)
  // Transparent pixels carry the weakest colour, so that smoothing at the edge does not darken it.
  const [red, green, blue] = channels[0] ?? [0, 0, 0]
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y += 1) {
    const row = rows - (y + 0.5) / factor - 0.5
    for (let x = 0; x < width; x += 1) {
      const column = (x + 0.5) / factor - 0.5
      const found = classOf(valueAt(values, columns, rows, column, row), limits)
      const [r, g, b] = channels[Math.min(found, channels.length - 1)] ?? [red, green, blue]
      const target = (y * width + x) * 4
      data[target] = r
      data[target + 1] = g
      data[target + 2] = b
      data[target + 3] = found < 0 ? 0 : Math.round(heatOpacity * 255)
    }
  }
  return { data, width, height }
}

/** Bilinear between the four cell centres around a place; NaN where its own cell is outside. */
function valueAt(values: Float32Array, columns: number, rows: number, column: number, row: number): number {
  const own = values[Math.round(row) * columns + Math.round(column)]
  if (own === undefined || Number.isNaN(own)) return NaN
  const left = Math.floor(column)
  const below = Math.floor(row)
  let sum = 0
  let weights = 0
  for (const [c, r] of [
    [left, below],
    [left + 1, below],
    [left, below + 1],
    [left + 1, below + 1],
  ] as const) {
    if (c < 0 || r < 0 || c >= columns || r >= rows) continue
    const value = values[r * columns + c]!
    if (Number.isNaN(value)) continue
    const weight = (1 - Math.abs(column - c)) * (1 - Math.abs(row - r))
    sum += weight * value
    weights += weight
  }
  return weights > 0 ? sum / weights : own
}
