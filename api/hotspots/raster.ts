/** A raster of square cells anchored at multiples of the cell size; cell (0, 0) is the south-west one. */
export interface Raster {
  cellMeters: number
  /** Index of the first column and row: `originX = firstColumn * cellMeters`. */
  firstColumn: number
  firstRow: number
  columns: number
  rows: number
}

type Ring = readonly (readonly [number, number])[]
/** Outer ring and holes, in metres. */
export type PolygonMeters = readonly Ring[]

/** The cells that cover a box in metres, half open: a coordinate on an edge belongs to the upper cell. */
export function rasterOver(
  [west, south, east, north]: readonly [number, number, number, number],
  cellMeters: number,
): Raster {
  const firstColumn = Math.floor(west / cellMeters)
  const firstRow = Math.floor(south / cellMeters)
  return {
    cellMeters,
    firstColumn,
    firstRow,
    columns: Math.floor(east / cellMeters) - firstColumn + 1,
    rows: Math.floor(north / cellMeters) - firstRow + 1,
  }
}

/** The same raster with `cells` more on every side. */
export function padded(raster: Raster, cells: number): Raster {
  return {
    cellMeters: raster.cellMeters,
    firstColumn: raster.firstColumn - cells,
    firstRow: raster.firstRow - cells,
    columns: raster.columns + 2 * cells,
    rows: raster.rows + 2 * cells,
  }
}

/** 1 for every cell that a polygon touches, row by row; polygons may share edges and overlap. */
export function cellsTouched(polygons: readonly PolygonMeters[], raster: Raster): Uint8Array {
  const touched = new Uint8Array(raster.columns * raster.rows)
  for (const polygon of polygons) {
    for (const ring of polygon) markEdges(ring, raster, touched)
    fillInside(polygon, raster, touched, 1)
  }
  return touched
}

/**
 * For every cell the number of the area that holds its centre, counted from 1, row by row; 0 where there is none. Where areas overlap the later one
 * counts.
 */
export function areasAtCentres(areas: readonly (readonly PolygonMeters[])[], raster: Raster): Int32Array {
  const found = new Int32Array(raster.columns * raster.rows)
  areas.forEach((polygons, index) => {
    for (const polygon of polygons) fillInside(polygon, raster, found, index + 1)
  })
  return found
}

/** Writes a value to the cells whose centre is inside, by the even-odd rule along each row of centres. */
function fillInside(
  polygon: PolygonMeters,
  raster: Raster,
  target: Uint8Array | Int32Array,
  value: number,
): void {
  const { columns, rows } = raster
  // By row, for the rows that the polygon reaches: a small area in a large raster touches few.
  const crossings = new Map<number, number[]>()
  for (const ring of polygon) {
    for (let i = 1; i < ring.length; i += 1) {
      const [x1, y1] = toCells(ring[i - 1]!, raster)
      const [x2, y2] = toCells(ring[i]!, raster)
      const low = Math.max(0, Math.ceil(Math.min(y1, y2) - 0.5))
      const high = Math.min(rows - 1, Math.ceil(Math.max(y1, y2) - 0.5) - 1)
      for (let row = low; row <= high; row += 1) {
        const x = x1 + ((row + 0.5 - y1) / (y2 - y1)) * (x2 - x1)
        const there = crossings.get(row)
        if (there) there.push(x)
        else crossings.set(row, [x])
      }
    }
  }
  for (const [row, xs] of crossings) {
    xs.sort((a, b) => a - b)
    for (let i = 1; i < xs.length; i += 2) {
      const from = Math.max(0, Math.ceil(xs[i - 1]! - 0.5))
      const to = Math.min(columns, Math.ceil(xs[i]! - 0.5))
      if (to > from) target.fill(value, row * columns + from, row * columns + to)
    }
  }
}

/** Metres to cells from the raster's south-west corner. */
function toCells([x, y]: readonly [number, number], raster: Raster): [number, number] {
  return [x / raster.cellMeters - raster.firstColumn, y / raster.cellMeters - raster.firstRow]
}

/** Cells that the ring's edges pass through. */
function markEdges(ring: Ring, raster: Raster, touched: Uint8Array): void {
  const { columns, rows } = raster
  for (let i = 1; i < ring.length; i += 1) {
    const [x1, y1] = toCells(ring[i - 1]!, raster)
    const [x2, y2] = toCells(ring[i]!, raster)
    // Between two lines of the lattice the edge stays in one cell.
    const stops = [0, 1]
    for (let x = Math.ceil(Math.min(x1, x2)); x <= Math.max(x1, x2); x += 1) {
      if (x1 !== x2) stops.push((x - x1) / (x2 - x1))
    }
    for (let y = Math.ceil(Math.min(y1, y2)); y <= Math.max(y1, y2); y += 1) {
      if (y1 !== y2) stops.push((y - y1) / (y2 - y1))
    }
    stops.sort((a, b) => a - b)
    for (let s = 1; s < stops.length; s += 1) {
      const middle = (stops[s - 1]! + stops[s]!) / 2
      const column = Math.floor(x1 + (x2 - x1) * middle)
      const row = Math.floor(y1 + (y2 - y1) * middle)
      if (column >= 0 && column < columns && row >= 0 && row < rows) touched[row * columns + column] = 1
    }
  }
}
