import type { Map as MapLibreMap } from 'maplibre-gl'
import type { LiveUnit, UnitState } from '../../../api/live/contract.ts'
import type { Palette } from '../../map/palette.ts'

const PIXEL_RATIO = 2
/** With the nose of the heading. CSS px. */
const SIZE = 40
const MIDDLE = SIZE / 2
const RADIUS = 11

export interface SymbolOf {
  /** One character for the force: 警, 联 … */
  sign: string
  state: UnitState
  /** Vehicles are square, everybody else is round. */
  isVehicle: boolean
}

export function stateColor(state: UnitState, palette: Palette): string {
  return {
    moving: palette.track,
    staying: palette.track,
    silent: palette.missed,
    ended: palette.notRequired,
  }[state]
}

export function isVehicle(mode: LiveUnit['mode']): boolean {
  return mode === 'vehicle'
}

function shape(context: CanvasRenderingContext2D, radius: number, square: boolean): void {
  context.beginPath()
  if (square) context.roundRect(MIDDLE - radius, MIDDLE - radius, 2 * radius, 2 * radius, 4)
  else context.arc(MIDDLE, MIDDLE, radius, 0, 2 * Math.PI)
}

/**
 * The symbol of a unit; its state reads without colour: moving is full, staying has a second ring, silent is hollow with a broken edge, ended is
 * hollow with a thin edge.
 */
export function drawUnit({ sign, state, isVehicle: square }: SymbolOf, palette: Palette): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIZE * PIXEL_RATIO
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('this browser has no 2D canvas')
  context.scale(PIXEL_RATIO, PIXEL_RATIO)
  const color = stateColor(state, palette)
  const isFull = state === 'moving' || state === 'staying'
  shape(context, RADIUS + 1.5, square)
  context.fillStyle = palette.symbolFace
  context.fill()
  if (state === 'staying') {
    shape(context, RADIUS + 4, square)
    context.strokeStyle = palette.symbolFace
    context.lineWidth = 4
    context.stroke()
    context.strokeStyle = color
    context.lineWidth = 2
    context.stroke()
  }
  shape(context, isFull ? RADIUS : RADIUS - 1, square)
  context.fillStyle = isFull ? color : palette.symbolFace
  context.fill()
  if (!isFull) {
    context.strokeStyle = color
    context.lineWidth = state === 'silent' ? 2.5 : 1.5
    if (state === 'silent') context.setLineDash([4, 2.6])
    context.stroke()
  }
  context.fillStyle = isFull ? palette.symbolFace : color
  context.font = `600 13px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(sign, MIDDLE, MIDDLE + 0.5)
  return canvas
}

/** A nose at the edge, pointing north; the map turns it. */
function drawHeading(palette: Palette): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIZE * PIXEL_RATIO
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('this browser has no 2D canvas')
  context.scale(PIXEL_RATIO, PIXEL_RATIO)
  context.beginPath()
  context.moveTo(MIDDLE, 1.5)
  context.lineTo(MIDDLE + 6, 11)
  context.lineTo(MIDDLE - 6, 11)
  context.closePath()
  context.fillStyle = palette.track
  context.strokeStyle = palette.symbolFace
  context.lineWidth = 1.5
  context.lineJoin = 'round'
  context.fill()
  context.stroke()
  return canvas
}

export const HEADING_IMAGE = 'live-heading'

export function imageName({ sign, state, isVehicle: square }: SymbolOf): string {
  return `live-${square ? 'square' : 'round'}-${state}-${sign}`
}

/** Puts the images that are not there yet on the map; `again` draws those that are in the colours of another theme. */
export class UnitImages {
  readonly #symbols = new Map<string, SymbolOf>()
  #palette: Palette | null = null

  ensure(map: MapLibreMap, symbols: Iterable<SymbolOf>, palette: Palette): void {
    if (this.#palette !== palette) {
      this.#palette = palette
      put(map, HEADING_IMAGE, drawHeading(palette))
      for (const [name, symbol] of this.#symbols) put(map, name, drawUnit(symbol, palette))
    }
    for (const symbol of symbols) {
      const name = imageName(symbol)
      if (this.#symbols.has(name) && map.hasImage(name)) continue
      this.#symbols.set(name, symbol)
      put(map, name, drawUnit(symbol, palette))
    }
  }
}

function put(map: MapLibreMap, name: string, canvas: HTMLCanvasElement): void {
  const data = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
  if (map.hasImage(name)) map.updateImage(name, data)
  else map.addImage(name, data, { pixelRatio: PIXEL_RATIO })
}
