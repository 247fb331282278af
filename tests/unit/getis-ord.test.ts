import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contiguityOf } from '../../api/hotspots/contiguity.ts'
import { getisOrdStar } from '../../api/hotspots/getis-ord.ts'
import { cellContiguity, cellIndex } from '../../api/hotspots/lattice.ts'

/** The formula as it is written, over a full matrix of weights; what `localG` with `include.self` and style B computes. */
function reference(values: readonly number[], weight: (i: number, j: number) => number): number[] {
  const n = values.length
  const mean = values.reduce((sum, x) => sum + x, 0) / n
  const S = Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / n - mean ** 2)
  return values.map((_, i) => {
    let [sum, weights, squares] = [0, 0, 0]
    values.forEach((x, j) => {
      const w = i === j ? 1 : weight(i, j)
      sum += w * x
      weights += w
      squares += w * w
    })
    return (sum - mean * weights) / (S * Math.sqrt((n * squares - weights ** 2) / (n - 1)))
  })
}

const scene = fc
  .record({ columns: fc.integer({ min: 4, max: 9 }), rows: fc.integer({ min: 4, max: 9 }) })
  .chain(({ columns, rows }) =>
    fc.record({
      columns: fc.constant(columns),
      rows: fc.constant(rows),
      values: fc.array(fc.nat(30), { minLength: columns * rows, maxLength: columns * rows }),
    }),
  )

describe('Getis-Ord Gi*', () => {
  it('equals the formula over queen neighbours and the cell itself to 1e-9', () => {
    fc.assert(
      fc.property(scene, ({ columns, rows, values }) => {
        fc.pre(new Set(values).size > 1)
        const cells = cellIndex(
          { shape: 'squares', cellMeters: 1 },
          Int32Array.from(values, (_, i) => i % columns),
          Int32Array.from(values, (_, i) => Math.floor(i / columns)),
        )
        const queen = (i: number, j: number) =>
          Math.max(
            Math.abs((i % columns) - (j % columns)),
            Math.abs(Math.floor(i / columns) - Math.floor(j / columns)),
          ) === 1
            ? 1
            : 0
        const z = getisOrdStar(values, cellContiguity(cells))
        reference(values, queen).forEach((expected, i) =>
          expect(Math.abs(z[i]! - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected))),
        )
        expect(rows).toBe(values.length / columns)
      }),
    )
  })

  it('equals it on neighbourhoods of any form', () => {
    const pairs = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 25 })
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 12, maxLength: 12 }), pairs, (values, touching) => {
        fc.pre(new Set(values).size > 1)
        const touch = (i: number, j: number) =>
          touching.some(([a, b]) => (a === i && b === j) || (a === j && b === i)) ? 1 : 0
        const z = getisOrdStar(values, contiguityOf(12, touching))
        reference(values, touch).forEach((expected, i) => {
          if (Number.isFinite(expected)) expect(z[i]).toBeCloseTo(expected, 9)
        })
      }),
    )
  })

  it('says nothing where all values are equal', () => {
    expect([...getisOrdStar([2, 2, 2, 2], contiguityOf(4, [[0, 1]]))].every(Number.isNaN)).toBe(true)
    expect(() => getisOrdStar([1], contiguityOf(2, []))).toThrow(RangeError)
  })
})
