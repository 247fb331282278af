import { type RawBuilder, sql } from 'kysely'

/** Side of a tile in its own units. A tile is drawn 512 px wide, so 8 units are a pixel. */
export const tileExtent = 4096
export const unitsPerPixel = tileExtent / 512
export const deepestZoom = 22

/** Lines and outlines reach this far beyond the tile's edge, so that their strokes join. */
const bufferUnits = 64
/** Half the side of the square that web mercator (EPSG:3857) maps, in its metres. */
const halfWorldMeters = 20037508.342789244

/** West, south, east, north in EPSG:3857. */
export type MercatorBox = readonly [number, number, number, number]

export interface Tile {
  zoom: number
  x: number
  y: number
  box: MercatorBox
  /** What is drawn is cut to this box: the tile and its buffer. */
  clipBox: MercatorBox
  /** Mercator metres of one tile unit. */
  unitMeters: number
}

/** A tile of the XYZ scheme; null when there is none with these numbers. */
export function tileAt(zoom: number, x: number, y: number): Tile | null {
  const whole = [zoom, x, y].every((number) => Number.isSafeInteger(number) && number >= 0)
  if (!whole || zoom > deepestZoom || x >= 2 ** zoom || y >= 2 ** zoom) return null
  const sideMeters = (2 * halfWorldMeters) / 2 ** zoom
  const unitMeters = sideMeters / tileExtent
  const west = -halfWorldMeters + x * sideMeters
  const north = halfWorldMeters - y * sideMeters
  const buffer = bufferUnits * unitMeters
  return {
    zoom,
    x,
    y,
    box: [west, north - sideMeters, west + sideMeters, north],
    clipBox: [west - buffer, north - sideMeters - buffer, west + sideMeters + buffer, north + buffer],
    unitMeters,
  }
}

export function envelope(box: MercatorBox): RawBuilder<unknown> {
  return sql`ST_MakeEnvelope(${box[0]}::float8, ${box[1]}::float8, ${box[2]}::float8, ${box[3]}::float8, 3857)`
}

/** The index condition: the stored mercator geometry meets the box. */
export function meets(column: string, box: MercatorBox): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} && ${envelope(box)}`
}

/**
 * Cuts a mercator geometry to the tile and brings it to whole tile units, y downwards, outer rings as MVT winds them.
 * Below `maxZoom` lines and outlines lose what is under half a pixel. Nothing here is an overlay that could fail:
 * a geometry that vanishes becomes null or empty.
 */
export function drawn(geometry: RawBuilder<unknown>, tile: Tile, maxZoom: number): RawBuilder<unknown> {
  const [west, , , north] = tile.box
  const perMeter = 1 / tile.unitMeters
  const cut = sql`ST_CollectionExtract(ST_ClipByBox2D(${geometry}, ${envelope(tile.clipBox)}::box2d))`
  const scaled = sql`ST_TransScale(${cut}, ${-west}::float8, ${-north}::float8, ${perMeter}::float8, ${-perMeter}::float8)`
  const simplified = tile.zoom < maxZoom ? sql`ST_Simplify(${scaled}, ${unitsPerPixel / 2}::float8)` : scaled
  return sql`ST_ForcePolygonCCW(ST_SnapToGrid(${simplified}, 1))`
}

/** A point in whole tile units. */
export function drawnPoint(point: RawBuilder<unknown>, tile: Tile): RawBuilder<unknown> {
  const [west, , , north] = tile.box
  const perMeter = 1 / tile.unitMeters
  return sql`ST_SnapToGrid(ST_TransScale(${point}, ${-west}::float8, ${-north}::float8,
    ${perMeter}::float8, ${-perMeter}::float8), 1)`
}

/** The point of a mercator geometry where its name is written. */
export function namePoint(geometry: string): RawBuilder<unknown> {
  return sql`ST_PointOnSurface(${sql.ref(geometry)})`
}

/** Areas smaller than a square of `pixels` a side are left out, except at `maxZoom`; lines and points stay. */
export function largeEnough(
  column: string,
  tile: Tile,
  maxZoom: number,
  pixels: number,
): RawBuilder<boolean> {
  if (tile.zoom >= maxZoom) return sql<boolean>`true`
  const squareMeters = (pixels * unitsPerPixel * tile.unitMeters) ** 2
  return sql<boolean>`(ST_Dimension(${sql.ref(column)}) < 2 OR ST_Area(${sql.ref(column)}) >= ${squareMeters}::float8)`
}
