import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inequality, placesHolding, shareInTop } from '../../api/hotspots/lorenz.ts'

describe('concentration on places', () => {
  it('is the Gini of a hand-made district: 8 of 10 cases on one of four streets', () => {
    const { gini, generalizedGini, curve } = inequality(Float64Array.of(1, 8, 0, 1))
    // (2 · (1·0 + 2·0.1 + 3·0.1 + 4·0.8) - 5) / 4
    expect(gini).toBeCloseTo(0.6, 12)
    expect(generalizedGini).toBeCloseTo(gini, 12)
    expect(curve).toEqual([
      [0, 0],
      [0.25, 0.8],
      [0.5, 0.9],
      [0.75, 1],
      [1, 1],
    ])
  })

  it('is no inequality where three cases lie on three of a thousand streets', () => {
    const counts = new Float64Array(1000)
    for (const street of [5, 80, 900]) counts[street] = 1
    const { gini, generalizedGini } = inequality(counts)
    expect(gini).toBeCloseTo(0.997, 12)
    expect(generalizedGini).toBeCloseTo(0, 9)
  })

  it('lies between 0 and 1 and does not depend on the order', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(counts, (values) => {
        fc.pre(values.some((value) => value > 0))
        const found = inequality(Float64Array.from(values))
        expect(found.generalizedGini).toBeGreaterThanOrEqual(-1e-9)
        expect(found.generalizedGini).toBeLessThanOrEqual(found.gini + 1e-9)
        expect(inequality(Float64Array.from(values.toReversed())).gini).toBeCloseTo(found.gini, 12)
      }),
    )
  })

  it('says what the top places hold and how few hold a share', () => {
    const counts = Float64Array.of(1, 8, 0, 1)
    expect(shareInTop(counts, 0.25)).toEqual({ places: 1, caseShare: 0.8 })
    expect(shareInTop(counts, 0.05).places).toBe(1)
    expect(placesHolding(counts, 0.8)).toBe(1)
    expect(placesHolding(counts, 0.81)).toBe(2)
  })

  it('refuses places without cases', () => {
    expect(() => inequality(new Float64Array(4))).toThrow(RangeError)
    expect(() => inequality(new Float64Array(0))).toThrow(RangeError)
  })
})
