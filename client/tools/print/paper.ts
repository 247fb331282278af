/** Sizes on paper in millimetres; everything else follows from them. */
export type Paper = 'A4' | 'A3'
export type Orientation = 'landscape' | 'portrait'

interface Size {
  width: number
  height: number
}

export interface SheetLayout {
  page: Size
  /** The margins, inside which everything lies. */
  margin: number
  header: number
  footer: number
  gap: number
  map: Size
  /** Beside the map on a landscape sheet, below it on a portrait one. */
  legend: Size
}

const SHORT_AND_LONG: Readonly<Record<Paper, readonly [number, number]>> = { A4: [210, 297], A3: [297, 420] }
/** CSS pixels are a 96th of an inch, on paper as well. */
const CSS_PIXELS_PER_MILLIMETER = 96 / 25.4
const MARGIN = 10
const GAP = 4
const HEADER = 13
const FOOTER = 14

/** Dots per inch of the map's picture: fine lines and small type stay sharp, an A3 sheet stays below the size a canvas may have. */
export const MAP_DPI = 200

export function layoutOf(paper: Paper, orientation: Orientation): SheetLayout {
  const [short, long] = SHORT_AND_LONG[paper]
  const page = orientation === 'landscape' ? { width: long, height: short } : { width: short, height: long }
  const inner = { width: page.width - 2 * MARGIN, height: page.height - 2 * MARGIN }
  const body = { width: inner.width, height: inner.height - HEADER - FOOTER - 2 * GAP }
  const beside = paper === 'A4' ? 56 : 68
  const below = paper === 'A4' ? 52 : 64
  const [map, legend] =
    orientation === 'landscape'
      ? [
          { width: body.width - beside - GAP, height: body.height },
          { width: beside, height: body.height },
        ]
      : [
          { width: body.width, height: body.height - below - GAP },
          { width: body.width, height: below },
        ]
  return { page, margin: MARGIN, header: HEADER, footer: FOOTER, gap: GAP, map, legend }
}

export function cssPixels(millimeters: number): number {
  return millimeters * CSS_PIXELS_PER_MILLIMETER
}

/** Metres on the ground along one CSS pixel: 512-pixel tiles, so 78 271.517 m at the equator at zoom 0. */
const EQUATOR_METERS_PER_PIXEL = 78_271.517

function metersPerPixel(zoom: number, latitude: number): number {
  return (EQUATOR_METERS_PER_PIXEL * Math.cos((latitude * Math.PI) / 180)) / 2 ** zoom
}

/** The n of 1:n. */
export function scaleOf(zoom: number, latitude: number): number {
  return metersPerPixel(zoom, latitude) * CSS_PIXELS_PER_MILLIMETER * 1000
}

/** The zoom at which the sheet has the scale 1:n. */
export function zoomForScale(scale: number, latitude: number): number {
  return Math.log2(scaleOf(0, latitude) / scale)
}

/** `10 480` -> 10 500: a scale that is not chosen is only said in two or three figures. */
export function roundedScale(scale: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(scale)) - 2) * 5
  return Math.round(scale / step) * step
}

/** The longest round length (1, 2, 5 × 10ⁿ metres) that fits, and its length on paper. */
export function scaleBar(scale: number, longestMillimeters: number): { meters: number; millimeters: number } {
  const longest = (scale * longestMillimeters) / 1000
  const power = 10 ** Math.floor(Math.log10(longest))
  const meters = ([5, 2, 1].find((step) => step * power <= longest) ?? 1) * power
  return { meters, millimeters: (meters / scale) * 1000 }
}
