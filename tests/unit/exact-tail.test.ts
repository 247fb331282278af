import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lowerTail, upperTail } from '../../api/hotspots/exact-tail.ts'

/** P(X >= count) as an exact fraction of whole numbers, for a probability of part / whole. */
function exactUpperTail(count: number, trials: number, part: number, whole: number): number {
  let choose = 1n
  let sum = 0n
  for (let x = 0; x <= trials; x += 1) {
    if (x > 0) choose = (choose * BigInt(trials - x + 1)) / BigInt(x)
    if (x >= count) sum += choose * BigInt(part) ** BigInt(x) * BigInt(whole - part) ** BigInt(trials - x)
  }
  const all = BigInt(whole) ** BigInt(trials)
  // Scaled so that the quotient keeps its digits, however small it is.
  const digits = Math.max(0, all.toString().length - sum.toString().length) + 20
  return Number(`${(sum * 10n ** BigInt(digits)) / all}e-${digits}`)
}

const distribution = fc
  .record({ trials: fc.integer({ min: 1, max: 120 }), whole: fc.integer({ min: 2, max: 500 }) })
  .chain(({ trials, whole }) =>
    fc.record({
      trials: fc.constant(trials),
      whole: fc.constant(whole),
      part: fc.integer({ min: 1, max: whole - 1 }),
      count: fc.integer({ min: 0, max: trials }),
    }),
  )

describe('tails of the binomial distribution', () => {
  it('equal the sum in whole numbers to twelve digits, however small', () => {
    fc.assert(
      fc.property(distribution, ({ trials, whole, part, count }) => {
        const exact = exactUpperTail(count, trials, part, whole)
        // Near 1 the tail is one less the other, whose digits end where those of 1 do.
        expect(Math.abs(upperTail(count, trials, part / whole) - exact)).toBeLessThanOrEqual(
          1e-12 * exact + 1e-15,
        )
      }),
      { numRuns: 300 },
    )
  })

  it('are two parts of one distribution', () => {
    fc.assert(
      fc.property(distribution, ({ trials, whole, part, count }) => {
        const p = part / whole
        expect(upperTail(count, trials, p) + lowerTail(count - 1, trials, p)).toBeCloseTo(1, 12)
        expect(lowerTail(count, trials, p)).toBeCloseTo(upperTail(trials - count, trials, 1 - p), 12)
      }),
    )
  })

  it('keep their digits for a million cases and far out', () => {
    const [cases, share] = [1_000_000, 0.0036]
    expect(upperTail(3800, cases, share) + lowerTail(3799, cases, share)).toBe(1)
    // exp(-(x log(x / mean) - x + mean)) bounds the tail from above (Chernoff), and by no more than its root of 2 pi x
    const bound = (x: number) => Math.exp(-(x * Math.log(x / 3600) - x + 3600))
    for (const x of [4200, 5000, 6000]) {
      expect(upperTail(x, cases, share)).toBeLessThan(bound(x))
      expect(upperTail(x, cases, share)).toBeGreaterThan(bound(x) / 10 / Math.sqrt(2 * Math.PI * x))
    }
  })

  it('know the ends', () => {
    expect(upperTail(0, 10, 0.3)).toBe(1)
    expect(upperTail(11, 10, 0.3)).toBe(0)
    expect(upperTail(3, 10, 0)).toBe(0)
    expect(upperTail(3, 10, 1)).toBe(1)
    expect(lowerTail(-1, 10, 0.3)).toBe(0)
    expect(lowerTail(10, 10, 0.3)).toBe(1)
    expect(upperTail(10, 10, 0.5)).toBeCloseTo(2 ** -10, 15)
    expect(lowerTail(0, 10, 0.5)).toBeCloseTo(2 ** -10, 15)
    expect(() => upperTail(1, 2.5, 0.5)).toThrow(RangeError)
    expect(() => lowerTail(1, 2, 1.5)).toThrow(RangeError)
  })
})
