import { describe, expect, it } from 'vitest'
import { cellsTouched, padded, rasterOver } from '../../api/hotspots/raster.ts'

describe('the raster', () => {
  it('is anchored at multiples of the cell size, also below zero', () => {
    expect(rasterOver([105, -60, 149.9, 49], 50)).toEqual({
      cellMeters: 50,
      firstColumn: 2,
      firstRow: -2,
      columns: 1,
      rows: 3,
    })
    expect(rasterOver([0, 0, 100, 100], 50).columns).toBe(3)
    expect(padded(rasterOver([0, 0, 49, 49], 50), 2)).toMatchObject({ firstColumn: -2, columns: 5, rows: 5 })
  })

  it('marks every cell that a polygon touches, and spares a hole', () => {
    const raster = rasterOver([0, 0, 59, 59], 10)
    const square = [
      [
        [5, 5],
        [55, 5],
        [55, 55],
        [5, 55],
        [5, 5],
      ],
      [
        [18, 18],
        [42, 18],
        [42, 42],
        [18, 42],
        [18, 18],
      ],
    ] as const
    const touched = cellsTouched([square], raster)
    const picture = Array.from({ length: 6 }, (_, row) => touched.slice(row * 6, row * 6 + 6).join(''))
    expect(picture).toEqual(['111111', '111111', '110011', '110011', '111111', '111111'])
  })

  it('finds a thin triangle that holds no cell centre', () => {
    const touched = cellsTouched(
      [
        [
          [
            [1, 1],
            [38, 2],
            [1, 3],
            [1, 1],
          ],
        ],
      ],
      rasterOver([0, 0, 39, 19], 10),
    )
    expect([...touched]).toEqual([1, 1, 1, 1, 0, 0, 0, 0])
  })
})
