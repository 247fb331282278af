import { describe, expect, it } from 'vitest'
import { contiguityOf } from '../../api/hotspots/contiguity.ts'
import { localMoran } from '../../api/hotspots/local-moran.ts'

const values = [8, 7, 6, 1, 0, 2, 9, 3]
const pairs: [number, number][] = [
  [0, 1],
  [0, 2],
  [1, 2],
  [2, 3],
  [3, 4],
  [3, 5],
  [4, 5],
  [5, 6],
  [1, 7],
]
const contiguity = contiguityOf(values.length, pairs)
const neighboursOf = (i: number): number[] => pairs.flatMap(([a, b]) => (a === i ? [b] : b === i ? [a] : []))
const mean = values.reduce((sum, x) => sum + x, 0) / values.length
const m2 = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length

/** Every choice of `k` of the items. */
function* choices(items: readonly number[], k: number): Generator<number[]> {
  if (k === 0) return yield []
  for (const [index, item] of items.entries()) {
    for (const rest of choices(items.slice(index + 1), k - 1)) yield [item, ...rest]
  }
}

/** I of place i for all neighbours it could have had; the true ones play no part. */
function possible(i: number): number[] {
  const others = values.filter((_, j) => j !== i)
  const k = neighboursOf(i).length
  return [...choices(others, k)].map(
    (drawn) => ((values[i]! - mean) / m2) * (drawn.reduce((sum, x) => sum + (x - mean), 0) / k),
  )
}

describe('local Moran', () => {
  it('is the product of the place and the mean of its neighbours, as deviations', () => {
    const { I } = localMoran(values, contiguity, { count: 9, seed: 1 })
    values.forEach((value, i) => {
      const near = neighboursOf(i)
      const lag = near.reduce((sum, j) => sum + (values[j]! - mean), 0) / near.length
      expect(I[i]).toBeCloseTo(((value - mean) / m2) * lag, 12)
    })
  })

  it('has the expectation and variance of all neighbours that could have been drawn, to 1e-9', () => {
    const { I, expectation, variance, z } = localMoran(values, contiguity, { count: 9, seed: 1 })
    values.forEach((_, i) => {
      const all = possible(i)
      const expected = all.reduce((sum, value) => sum + value, 0) / all.length
      const spread = all.reduce((sum, value) => sum + (value - expected) ** 2, 0) / all.length
      expect(Math.abs(expectation[i]! - expected)).toBeLessThan(1e-9)
      expect(Math.abs(variance[i]! - spread)).toBeLessThan(1e-9)
      expect(z[i]).toBeCloseTo((I[i]! - expected) / Math.sqrt(spread), 9)
    })
  })

  it('has p values within three standard errors of those of all possible draws', () => {
    const count = 9999
    const { I, pValues } = localMoran(values, contiguity, { count, seed: 7 })
    values.forEach((_, i) => {
      const all = possible(i)
      const share = (as: (value: number) => boolean) => all.filter(as).length / all.length
      const side = Math.min(
        share((value) => value >= I[i]! - 1e-9),
        share((value) => value <= I[i]! + 1e-9),
      )
      const error = 2 * Math.sqrt((side * (1 - side)) / count)
      expect(Math.abs(pValues[i]! - Math.min(1, 2 * side))).toBeLessThan(3 * error + 2 / count)
    })
  })

  it('names clusters and outliers, and repeats itself with the same seed', () => {
    const first = localMoran(values, contiguity, { count: 199, seed: 3 })
    const again = localMoran(values, contiguity, { count: 199, seed: 3 })
    expect(first.quadrants).toEqual([
      'high-high',
      'high-high',
      'high-high',
      'low-low',
      'low-low',
      'low-low',
      'high-low',
      'low-high',
    ])
    expect([...again.pValues]).toEqual([...first.pValues])
  })

  it('says nothing about a place without neighbours or where all values are equal', () => {
    const lonely = localMoran([1, 5, 2, 4], contiguityOf(4, [[0, 1], [1, 2]]), { count: 9, seed: 1 }) // prettier-ignore
    expect(lonely.pValues[3]).toBeNaN()
    expect(lonely.pValues[0]).toBeGreaterThan(0)
    const level = localMoran([2, 2, 2], contiguityOf(3, [[0, 1], [1, 2]]), { count: 9, seed: 1 }) // prettier-ignore
    expect([...level.pValues].every(Number.isNaN)).toBe(true)
    expect(() => localMoran([1, 2], contiguityOf(2, []), { count: 9, seed: 1 })).toThrow(RangeError)
  })
})
