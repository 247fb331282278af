import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeTest, unchangedP } from '../../api/hotspots/change-test.ts'
import { mannKendall } from '../../api/hotspots/mann-kendall.ts'
import { weightedDisplacementDifference } from '../../api/hotspots/weighted-displacement-difference.ts'

const reference = JSON.parse(readFileSync(new URL('../reference/trend.json', import.meta.url), 'utf8')) as {
  trend: { values: number[]; ties: boolean; p: number }[]
  comparison: { before: number; now: number; share: number; p: number }[]
}

describe('change between two windows', () => {
  it('is exact: 0 against 6 is 2 · 0.5⁶', () => {
    expect(unchangedP(0, 6, 0.5)).toBeCloseTo(2 / 64, 14)
    expect(unchangedP(4, 4, 0.5)).toBe(1)
  })

  it.each(reference.comparison)('$before → $now is as R says', ({ before, now, share, p }) => {
    expect(unchangedP(before, now, share)).toBeCloseTo(p, 12)
  })

  it('does not test places with too few cases to ever tell', () => {
    const test = changeTest(Float64Array.of(0, 2, 0, 30), Float64Array.of(0, 3, 6, 31), 0.5, 0.05)
    expect(test.tested).toBe(2)
    expect([...test.pValues].map(Number.isNaN)).toEqual([true, true, false, false])
    expect(test.qValues[2]).toBeCloseTo(4 / 64, 14)
  })

  it('calls at most about one in twenty significant where nothing changed', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        fc.integer({ min: 1, max: 80 }),
        (share, n) => {
          // the chance, over all outcomes, of p at most 0.05
          let chance = 0
          let term = (1 - share) ** n
          for (let now = 0; now <= n; now += 1) {
            if (unchangedP(n - now, now, share) <= 0.05) chance += term
            term *= ((n - now) / (now + 1)) * (share / (1 - share))
          }
          expect(chance).toBeLessThanOrEqual(0.05 + 1e-9)
        },
      ),
    )
  })

  it('rounds shares of cases to the side that is less significant', () => {
    expect(unchangedP(0.4, 6.6, 0.5)).toBe(unchangedP(1, 6, 0.5))
    expect(unchangedP(6.6, 0.4, 0.5)).toBe(unchangedP(6, 1, 0.5))
  })

  it('refuses counts that do not belong together', () => {
    expect(() => changeTest(Float64Array.of(1), Float64Array.of(1, 2), 0.5, 0.05)).toThrow(RangeError)
    expect(() => changeTest(Float64Array.of(1), Float64Array.of(1), 1.5, 0.05)).toThrow(RangeError)
  })
})

describe('weighted displacement difference', () => {
  it('is the example of Wheeler and Ratcliffe: 10 fewer with areas of one weight', () => {
    // treated 20 → 10, its surroundings 30 → 30, the rest 100 → 100 with twice the weight of both
    const net = weightedDisplacementDifference(
      { before: 20, now: 10, weight: 1 },
      { before: 30, now: 30, weight: 1 },
      { before: 100, now: 100, weight: 4 },
    )
    expect(net.estimate).toBe(-10)
    expect(net.standardError).toBeCloseTo(Math.sqrt(20 + 10 + 60 + 0.25 * 200), 12)
  })

  it('is nothing where what is gone from a place is around it', () => {
    const net = weightedDisplacementDifference(
      { before: 20, now: 10, weight: 1 },
      { before: 30, now: 40, weight: 1 },
      { before: 100, now: 100, weight: 4 },
    )
    expect(net.estimate).toBe(0)
    expect(net.low).toBe(-net.high)
  })
})

describe('Mann-Kendall', () => {
  it.each(reference.trend)('$values is as R says', ({ values, p }) => {
    expect(mannKendall(values).pValue).toBeCloseTo(p, 9)
  })

  it('is exact: six rising values are 2 of 720 orders', () => {
    expect(mannKendall([1, 2, 3, 4, 5, 6])).toMatchObject({ s: 15, pValue: 2 / 720 })
  })

  it('sees no trend where nothing moves', () => {
    expect(mannKendall([3, 3, 3, 3]).pValue).toBe(1)
    expect(mannKendall([]).pValue).toBe(1)
  })

  it('turns round with time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 }), (values) => {
        const [there, back] = [mannKendall(values), mannKendall(values.toReversed())]
        expect(there.s + back.s).toBe(0)
        expect(there.pValue).toBe(back.pValue)
      }),
    )
  })
})
