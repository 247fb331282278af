import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Kernel,
  kernelDensityAtPoints,
  kernelDensityFromBins,
  roundClassBreaks,
} from '../../api/hotspots/kernel-density.ts'

const kernels: Kernel[] = ['quartic', 'gaussian']

function centres(columns: number, rows: number, cellMeters: number) {
  const x: number[] = []
  const y: number[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      x.push((column + 0.5) * cellMeters)
      y.push((row + 0.5) * cellMeters)
    }
  }
  return { x, y }
}

describe('kernelDensityAtPoints', () => {
  it('gives the quartic formula: 3/(pi h²) at the case, 9/16 of it at half the radius, nothing at the radius', () => {
    const density = kernelDensityAtPoints(
      { x: [0, 500, 1000, 999], y: [0, 0, 0, 0] },
      { x: [0], y: [0], bandwidthMeters: 1000, kernel: 'quartic' },
    )
    expect(density[0]).toBeCloseTo(3 / Math.PI, 12)
    expect(density[1]).toBeCloseTo((3 / Math.PI) * (9 / 16), 12)
    expect(density[2]).toBe(0)
    expect(density[3]).toBeGreaterThan(0)
  })

  it('gives the Gaussian formula, weights and years', () => {
    const density = kernelDensityAtPoints(
      { x: [0, 1000], y: [0, 0] },
      { x: [0], y: [0], weights: [4], bandwidthMeters: 1000, kernel: 'gaussian', years: 2 },
    )
    expect(density[0]).toBeCloseTo(1 / Math.PI, 12)
    expect(density[1]).toBeCloseTo(Math.exp(-0.5) / Math.PI, 12)
  })
})

describe('kernelDensityFromBins', () => {
  it('equals the exact form to 1e-9 where the cases lie at cell centres, edges and corners included', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(16), fc.nat(12), fc.integer({ min: 1, max: 9 })), {
          minLength: 1,
          maxLength: 20,
        }),
        fc.double({ min: 100, max: 700, noNaN: true }),
        fc.constantFrom(...kernels),
        (cases, bandwidthMeters, kernel) => {
          const [columns, rows, cellMeters] = [17, 13, 100]
          const counts = new Float64Array(columns * rows)
          for (const [column, row, count] of cases) counts[row * columns + column]! += count
          const binned = kernelDensityFromBins({
            counts,
            columns,
            rows,
            cellMeters,
            bandwidthMeters,
            kernel,
            years: 3,
          })
          const places = centres(columns, rows, cellMeters)
          const exact = kernelDensityAtPoints(places, {
            ...places,
            weights: counts,
            bandwidthMeters,
            kernel,
            years: 3,
          })
          for (let i = 0; i < exact.length; i++) expect(Math.abs(binned[i]! - exact[i]!)).toBeLessThan(1e-9)
        },
      ),
    )
  })

  it('integrates to the number of cases when none is near the edge', () => {
    for (const kernel of kernels) {
      const counts = new Float64Array(200 * 180)
      counts[90 * 200 + 100] = 5
      counts[85 * 200 + 110] = 2
      const density = kernelDensityFromBins({
        counts,
        columns: 200,
        rows: 180,
        cellMeters: 50,
        bandwidthMeters: 500,
        kernel,
      })
      const integral = density.reduce((sum, value) => sum + value * 0.05 * 0.05, 0)
      expect(integral).toBeCloseTo(7, 2)
    }
  })

  it('refuses sizes that do not fit and a bandwidth smaller than a cell', () => {
    const base = { columns: 2, rows: 2, cellMeters: 100, bandwidthMeters: 300, kernel: 'quartic' as const }
    expect(() => kernelDensityFromBins({ ...base, counts: new Float64Array(3) })).toThrow(RangeError)
    const counts = new Float64Array(4)
    expect(() => kernelDensityFromBins({ ...base, counts, bandwidthMeters: 99 })).toThrow(RangeError)
    expect(() => kernelDensityFromBins({ ...base, counts, years: 0 })).toThrow(RangeError)
  })
})

describe('roundClassBreaks', () => {
  it('takes steps of 1, 2, 2.5 and 5 in at most seven classes', () => {
    expect(roundClassBreaks(7)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(roundClassBreaks(7.1)).toEqual([0, 2, 4, 6, 8])
    expect(roundClassBreaks(16)).toEqual([0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5])
    expect(roundClassBreaks(0.3)).toEqual([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3])
    expect(roundClassBreaks(340)).toEqual([0, 50, 100, 150, 200, 250, 300, 350])
    expect(roundClassBreaks(0)).toEqual([0, 1])
    expect(roundClassBreaks(10, -10)).toEqual([-10, -5, 0, 5, 10])
  })

  it('always covers the values with two to eight ascending limits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (largest) => {
        const breaks = roundClassBreaks(largest)
        expect(breaks.length).toBeLessThanOrEqual(8)
        expect(breaks[0]).toBe(0)
        expect(breaks[breaks.length - 1]).toBeGreaterThanOrEqual(largest * (1 - 1e-8))
        for (let i = 1; i < breaks.length; i++) expect(breaks[i]).toBeGreaterThan(breaks[i - 1]!)
      }),
    )
  })

  it('refuses what has no classes', () => {
    expect(() => roundClassBreaks(NaN)).toThrow(RangeError)
    expect(() => roundClassBreaks(1, 2)).toThrow(RangeError)
  })
})
