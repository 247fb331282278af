import type { Map as MapLibreMap } from 'maplibre-gl'
import { GLYPHS } from './glyphs.ts'
import { PALETTES, type Palette } from './palette.ts'

const PIXEL_RATIO = 2
/** Diameter of a symbol in CSS px. */
const SYMBOL_SIZE = 24

function canvasOf(size: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement('canvas')
  canvas.width = size * PIXEL_RATIO
  canvas.height = size * PIXEL_RATIO
  // Kept in memory: the map reads every symbol back, which from a graphics card takes a second for them all.
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('this browser has no 2D canvas')
  context.scale(PIXEL_RATIO, PIXEL_RATIO)
  return [canvas, context]
}

/** A disc (facilities) or a rounded square (premises) with its glyph. */
export function drawSymbol(name: string, palette: Palette): HTMLCanvasElement {
  const [canvas, context] = canvasOf(SYMBOL_SIZE)
  const isFacility = name.startsWith('facilities-')
  const glyph = GLYPHS[name] ?? {}
  const middle = SYMBOL_SIZE / 2
  context.beginPath()
  if (isFacility) context.arc(middle, middle, middle - 2, 0, 2 * Math.PI)
  else context.roundRect(2.5, 2.5, SYMBOL_SIZE - 5, SYMBOL_SIZE - 5, 5)
  context.fillStyle = isFacility ? palette.facility : palette.symbolFace
  context.strokeStyle = isFacility ? palette.symbolFace : palette.premises
  context.lineWidth = isFacility ? 2 : 1.5
  context.fill()
  context.stroke()
  const ink = isFacility ? palette.symbolFace : palette.premises
  const scale = 0.66
  context.translate(middle * (1 - scale), middle * (1 - scale))
  context.scale(scale, scale)
  context.strokeStyle = ink
  context.fillStyle = ink
  context.lineWidth = 2
  context.lineCap = 'round'
  context.lineJoin = 'round'
  if (glyph.stroke) context.stroke(new Path2D(glyph.stroke))
  if (glyph.fill) context.fill(new Path2D(glyph.fill))
  return canvas
}

function drawPattern(kind: 'hatch' | 'dots', color: string): HTMLCanvasElement {
  const size = 8
  const [canvas, context] = canvasOf(size)
  context.strokeStyle = color
  context.fillStyle = color
  context.lineWidth = 1
  if (kind === 'hatch') {
    for (const offset of [-size, 0, size]) {
      context.moveTo(offset - 1, size + 1)
      context.lineTo(offset + size + 1, -1)
    }
    context.stroke()
  } else {
    for (const [x, y] of [
      [2, 2],
      [6, 6],
    ] as const) {
      context.beginPath()
      context.arc(x, y, 0.9, 0, 2 * Math.PI)
      context.fill()
    }
  }
  return canvas
}

function images(palette: Palette): Record<string, HTMLCanvasElement> {
  const symbols = Object.keys(GLYPHS).map((name) => [name, drawSymbol(name, palette)] as const)
  return {
    ...Object.fromEntries(symbols),
    'pattern-hatch': drawPattern('hatch', palette.hatch),
    'pattern-dots': drawPattern('dots', palette.hatch),
    'pattern-missed': drawPattern('hatch', palette.missed),
    'pattern-fewer': drawPattern('hatch', palette.label),
    'pattern-outlier': drawPattern('dots', palette.label),
  }
}

/** Puts every symbol and pattern on the map in the theme's colours, replacing those of the other theme. */
export function putImages(map: MapLibreMap, theme: 'light' | 'dark'): void {
  for (const [name, canvas] of Object.entries(images(PALETTES[theme]))) {
    const context = canvas.getContext('2d')
    if (!context) continue
    const data = context.getImageData(0, 0, canvas.width, canvas.height)
    if (map.hasImage(name)) map.updateImage(name, data)
    else map.addImage(name, data, { pixelRatio: PIXEL_RATIO })
  }
}

const addresses = new Map<string, string>()

/** The same symbol as a picture address, for legend and tables. */
export function symbolAddress(name: string, theme: 'light' | 'dark'): string {
  const key = `${theme}/${name}`
  const known = addresses.get(key)
  if (known) return known
  const made = drawSymbol(name, PALETTES[theme]).toDataURL()
  addresses.set(key, made)
  return made
}
