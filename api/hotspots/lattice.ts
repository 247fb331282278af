import { type Contiguity } from './contiguity.ts'

export const latticeShapes = ['squares', 'hexagons'] as const
export type LatticeShape = (typeof latticeShapes)[number]

/** Regular cells in a metric CRS, anchored at multiples of their size; a cell is a column and a row. */
export interface Lattice {
  readonly shape: LatticeShape
  /** The side of a square; of a hexagon the way from one flat side to the other, which is also that between the middles of neighbours. */
  readonly cellMeters: number
}

const rowShare = Math.sqrt(3) / 2
/** The neighbours of a cell by columns and rows: queen's moves of a square, the six sides of a hexagon. */
const moves: Record<LatticeShape, readonly (readonly [number, number])[]> = {
  squares: [
    [-1, -1],
    [0, -1],
    [1, -1],
    [-1, 0],
    [1, 0],
    [-1, 1],
    [0, 1],
    [1, 1],
  ],
  hexagons: [
    [0, -1],
    [1, -1],
    [-1, 0],
    [1, 0],
    [-1, 1],
    [0, 1],
  ],
}

/**
 * The cell that a place in metres lies in, written to `out` as column and row. Half open: what lies on an edge belongs to one cell alone, of squares to
 * the upper and right one. Hexagons stand on a corner; their columns lean half a cell to the right with every row (axial coordinates).
 */
export function cellAt({ shape, cellMeters }: Lattice, x: number, y: number, out: Int32Array): void {
  if (shape === 'squares') {
    out[0] = Math.floor(x / cellMeters)
    out[1] = Math.floor(y / cellMeters)
    return
  }
  const row = y / (rowShare * cellMeters)
  const column = x / cellMeters - row / 2
  const third = -row - column
  // Of the three rounded coordinates, which add up to nothing, the one rounded furthest follows from the others.
  const [rounded, roundedRow, roundedThird] = [Math.round(column), Math.round(row), Math.round(third)]
  const [off, offRow, offThird] = [
    Math.abs(rounded - column),
    Math.abs(roundedRow - row),
    Math.abs(roundedThird - third),
  ]
  out[0] = off > offRow && off > offThird ? -roundedRow - roundedThird : rounded
  out[1] = off <= offRow && offRow > offThird ? -rounded - roundedThird : roundedRow
}

/** The middle of a cell in metres. */
export function middleOfCell({ shape, cellMeters }: Lattice, column: number, row: number): [number, number] {
  return shape === 'squares'
    ? [(column + 0.5) * cellMeters, (row + 0.5) * cellMeters]
    : [(column + row / 2) * cellMeters, row * rowShare * cellMeters]
}

/** The corners of a cell in metres, counter-clockwise; the first is not repeated. */
export function cornersOfCell(lattice: Lattice, column: number, row: number): [number, number][] {
  const [x, y] = middleOfCell(lattice, column, row)
  const { shape, cellMeters } = lattice
  const half = cellMeters / 2
  if (shape === 'squares') {
    return [
      [x - half, y - half],
      [x + half, y - half],
      [x + half, y + half],
      [x - half, y + half],
    ]
  }
  const radius = cellMeters / Math.sqrt(3)
  return Array.from({ length: 6 }, (_, index) => {
    const angle = ((2 * index + 1) * Math.PI) / 6
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
  })
}

/** The cells of a lattice that take part, and where each is among them. */
export interface CellIndex {
  readonly lattice: Lattice
  readonly columns: Int32Array
  readonly rows: Int32Array
  /** The number of a cell, -1 when it takes no part. */
  numberOf(column: number, row: number): number
}

/** @throws RangeError when columns and rows differ in length or there is no cell */
export function cellIndex(lattice: Lattice, columns: Int32Array, rows: Int32Array): CellIndex {
  if (columns.length !== rows.length || columns.length === 0) {
    throw new RangeError(`${columns.length} columns and ${rows.length} rows make no cells`)
  }
  const [left, right] = bounds(columns)
  const [bottom, top] = bounds(rows)
  const width = right - left + 1
  const numbers = new Int32Array(width * (top - bottom + 1)).fill(-1)
  for (let cell = 0; cell < columns.length; cell += 1) {
    numbers[(rows[cell]! - bottom) * width + columns[cell]! - left] = cell
  }
  return {
    lattice,
    columns,
    rows,
    numberOf: (column, row) =>
      column < left || column > right || row < bottom || row > top
        ? -1
        : numbers[(row - bottom) * width + column - left]!,
  }
}

function bounds(values: Int32Array): [lowest: number, highest: number] {
  let [lowest, highest] = [values[0]!, values[0]!]
  for (const value of values) {
    if (value < lowest) lowest = value
    if (value > highest) highest = value
  }
  return [lowest, highest]
}

/** Cells that share an edge, of squares also a corner (queen). */
export function cellContiguity({ lattice, columns, rows, numberOf }: CellIndex): Contiguity {
  const around = Int32Array.from(moves[lattice.shape].flat())
  const start = new Int32Array(columns.length + 1)
  const found = new Int32Array((columns.length * around.length) / 2)
  let at = 0
  for (let cell = 0; cell < columns.length; cell += 1) {
    for (let move = 0; move < around.length; move += 2) {
      const other = numberOf(columns[cell]! + around[move]!, rows[cell]! + around[move + 1]!)
      if (other >= 0) found[at++] = other
    }
    start[cell + 1] = at
  }
  return { start, neighbours: found.slice(0, at) }
}
