import type { Viewer } from '../../auth/viewer.ts'
import { caseStoreOf } from '../../cases/columns.ts'
import { forEachCase } from '../../cases/columns-filter.ts'
import { gridsInScope } from '../../cases/count-queries.ts'
import type { Database } from '../../database/connect.ts'
import {
  cellAt,
  cellContiguity,
  cellIndex,
  type CellIndex,
  cornersOfCell,
  type Lattice,
} from '../../hotspots/lattice.ts'
import { areasAtCentres, cellsTouched, type PolygonMeters, rasterOver } from '../../hotspots/raster.ts'
import type { TestedGrid } from './queries.ts'
import type { TestedPlaces } from './tested-places.ts'

/** A cell's part of the district and its households are measured by so many points a side. */
const samplesPerSide = 8

/** West, south, east, north of the grids in metres. */
export function boxOfGrids(grids: readonly TestedGrid[]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { outline } of grids) {
    for (const [x, y] of outline[0] ?? []) {
      box[0] = Math.min(box[0], x)
      box[1] = Math.min(box[1], y)
      box[2] = Math.max(box[2], x)
      box[3] = Math.max(box[3], y)
    }
  }
  return box
}

/**
 * Squares or hexagons that the grids touch. What a cell weighs is its part inside the grids, so that a cell on the border is not cold for lying half
 * outside; households are spread evenly over their grid.
 */
export function cellPlaces(database: Database, grids: readonly TestedGrid[], lattice: Lattice): TestedPlaces {
  const fine = rasterOver(boxOfGrids(grids), lattice.cellMeters / samplesPerSide)
  const gridAt = areasAtCentres(
    grids.map(({ outline }) => [outline]),
    fine,
  )
  const cells = cellsUnder(
    lattice,
    fine,
    cellsTouched(
      grids.map(({ outline }) => outline),
      fine,
    ),
  )
  const size = cells.columns.length
  const samplesOf = new Float64Array(grids.length + 1)
  for (const grid of gridAt) samplesOf[grid]! += 1
  const sampleArea = fine.cellMeters ** 2
  // Touched, but not at any sample: the least that can be told apart.
  const area = new Float64Array(size)
  const households = new Float64Array(size)
  const gridOf = new Int32Array(size).fill(-1)
  forEachSample(lattice, fine, (sample, column, row) => {
    const grid = gridAt[sample]!
    if (grid === 0) return
    const cell = cells.numberOf(column, row)
    area[cell]! += sampleArea
    households[cell]! += grids[grid - 1]!.householdCount / samplesOf[grid]!
    if (gridOf[cell] === -1) gridOf[cell] = grid - 1
  })
  for (let cell = 0; cell < size; cell += 1) area[cell] ||= sampleArea / 2

  return {
    contiguity: cellContiguity(cells),
    area,
    households,
    equalSized: true,
    cellMeters: lattice.cellMeters,
    countsIn: async (filter) => {
      const own = filter.scope?.districtWide === false ? await gridsInScope(database, filter.scope) : null
      const counts = new Float64Array(size)
      const cell = new Int32Array(2)
      forEachCase(await caseStoreOf(database).columns(filter), filter, ({ x, y, gridId }, row, weight) => {
        if (own && !own.has(gridId[row]!)) return
        cellAt(lattice, x[row]!, y[row]!, cell)
        const number = cells.numberOf(cell[0]!, cell[1]!)
        if (number >= 0) counts[number]! += weight
      })
      return counts
    },
    inScope: async (viewer: Viewer) => {
      const own = await gridsInScope(database, viewer)
      const outlines = grids.filter(({ id }) => own.has(id)).map(({ outline }) => outline)
      const inside = new Uint8Array(size)
      const touched = cellsTouched(outlines, fine)
      forEachSample(lattice, fine, (sample, column, row) => {
        if (touched[sample]) inside[cells.numberOf(column, row)] = 1
      })
      return inside
    },
    describe: (numbers) =>
      Promise.resolve(
        numbers.map((cell) => {
          const [column, row] = [cells.columns[cell]!, cells.rows[cell]!]
          const corners = cornersOfCell(lattice, column, row)
          const ring: PolygonMeters[number] = [...corners, corners[0]!]
          return {
            id: cell,
            code: `${column}/${row}`,
            name: grids[gridOf[cell]!]?.name ?? null,
            outline: { type: 'MultiPolygon', coordinates: [[ring]] },
          }
        }),
      ),
  }
}

type Fine = ReturnType<typeof rasterOver>

/** Every sample with the cell of the lattice that its middle lies in. */
function forEachSample(
  lattice: Lattice,
  { cellMeters, firstColumn, firstRow, columns, rows }: Fine,
  visit: (sample: number, column: number, row: number) => void,
): void {
  const cell = new Int32Array(2)
  for (let row = 0; row < rows; row += 1) {
    const y = (firstRow + row + 0.5) * cellMeters
    for (let column = 0; column < columns; column += 1) {
      cellAt(lattice, (firstColumn + column + 0.5) * cellMeters, y, cell)
      visit(row * columns + column, cell[0]!, cell[1]!)
    }
  }
}

/** The cells with a touched sample, row by row from the south-west. */
function cellsUnder(lattice: Lattice, fine: Fine, touched: Uint8Array): CellIndex {
  const found = new Map<number, [column: number, row: number]>()
  const wide = 2 ** 24
  forEachSample(lattice, fine, (sample, column, row) => {
    if (touched[sample]) {
      const key = row * wide + column
      if (!found.has(key)) found.set(key, [column, row])
    }
  })
  const cells = [...found.values()].sort((a, b) => a[1] - b[1] || a[0] - b[0])
  return cellIndex(
    lattice,
    Int32Array.from(cells, ([column]) => column),
    Int32Array.from(cells, ([, row]) => row),
  )
}
