import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cellAt,
  cellContiguity,
  cellIndex,
  cornersOfCell,
  type Lattice,
  latticeShapes,
  middleOfCell,
} from '../../api/hotspots/lattice.ts'

function cellOf(lattice: Lattice, x: number, y: number): [number, number] {
  const out = new Int32Array(2)
  cellAt(lattice, x, y, out)
  return [out[0]!, out[1]!]
}

const place = fc.record({
  x: fc.double({ min: 300_000, max: 700_000, noNaN: true }),
  y: fc.double({ min: 4_800_000, max: 4_900_000, noNaN: true }),
  cellMeters: fc.constantFrom(150, 200, 350),
})

describe('lattices', () => {
  it('anchor squares at multiples of their size, edges to the upper cell', () => {
    const squares: Lattice = { shape: 'squares', cellMeters: 200 }
    expect(cellOf(squares, 400, 600)).toEqual([2, 3])
    expect(cellOf(squares, 399.999, 600)).toEqual([1, 3])
    expect(cellOf(squares, -0.001, 0)).toEqual([-1, 0])
    expect(middleOfCell(squares, 2, 3)).toEqual([500, 700])
  })

  it('put a place into the hexagon whose middle is nearest', () => {
    fc.assert(
      fc.property(place, ({ x, y, cellMeters }) => {
        const lattice: Lattice = { shape: 'hexagons', cellMeters }
        const [column, row] = cellOf(lattice, x, y)
        const distanceTo = (c: number, r: number) => {
          const [mx, my] = middleOfCell(lattice, c, r)
          return Math.hypot(mx - x, my - y)
        }
        const own = distanceTo(column, row)
        expect(own).toBeLessThanOrEqual(cellMeters / Math.sqrt(3) + 1e-6)
        for (let c = -2; c <= 2; c += 1)
          for (let r = -2; r <= 2; r += 1)
            expect(distanceTo(column + c, row + r)).toBeGreaterThanOrEqual(own - 1e-6)
      }),
    )
  })

  it('draw cells around their middle, with the area they should have', () => {
    for (const shape of latticeShapes) {
      const lattice: Lattice = { shape, cellMeters: 200 }
      const corners = cornersOfCell(lattice, 3, -2)
      const area =
        corners.reduce((sum, [x, y], i) => {
          const [nextX, nextY] = corners[(i + 1) % corners.length]!
          return sum + x * nextY - nextX * y
        }, 0) / 2
      expect(area).toBeCloseTo(shape === 'squares' ? 40_000 : 40_000 * (Math.sqrt(3) / 2), 6)
      expect(cellOf(lattice, ...middleOfCell(lattice, 3, -2))).toEqual([3, -2])
    }
  })

  it('give a square eight neighbours and a hexagon six, all as near as they must be', () => {
    for (const shape of latticeShapes) {
      const lattice: Lattice = { shape, cellMeters: 100 }
      const columns = Int32Array.from({ length: 25 }, (_, i) => i % 5)
      const rows = Int32Array.from({ length: 25 }, (_, i) => Math.floor(i / 5))
      const cells = cellIndex(lattice, columns, rows)
      const { start, neighbours } = cellContiguity(cells)
      const near = [...neighbours.subarray(start[12], start[13])]
      expect(near).toHaveLength(shape === 'squares' ? 8 : 6)
      const [x, y] = middleOfCell(lattice, 2, 2)
      for (const other of near) {
        const [ox, oy] = middleOfCell(lattice, columns[other]!, rows[other]!)
        expect(Math.hypot(ox - x, oy - y)).toBeLessThan(shape === 'squares' ? 142 : 100.001)
      }
      expect(cells.numberOf(7, 2)).toBe(-1)
    }
    expect(() => cellIndex({ shape: 'squares', cellMeters: 1 }, new Int32Array(), new Int32Array())).toThrow(
      RangeError,
    )
  })
})
