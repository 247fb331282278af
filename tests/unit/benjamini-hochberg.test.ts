import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustedForDiscoveries } from '../../api/hotspots/benjamini-hochberg.ts'

/** The fifteen p values of the paper (Benjamini & Hochberg 1995, section 3.2), whose first four are discoveries at 0.05. */
const paper = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
]

describe('Benjamini-Hochberg', () => {
  it('finds the four discoveries of the paper', () => {
    const q = adjustedForDiscoveries(Float64Array.from(paper))
    expect([...q].filter((value) => value <= 0.05)).toHaveLength(4)
    expect(q[0]).toBeCloseTo(0.0015, 12)
    expect(q[3]).toBeCloseTo((0.0095 * 15) / 4, 12)
  })

  it('takes the same set as the rule as it is written: all up to the last p below share * rank / tests', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(values, fc.constantFrom(0.01, 0.05, 0.2), (pValues, share) => {
        const sorted = pValues.toSorted((a, b) => a - b)
        const last = sorted.findLastIndex((p, index) => (p * pValues.length) / (index + 1) <= share)
        const limit = last < 0 ? -1 : sorted[last]!
        const q = adjustedForDiscoveries(Float64Array.from(pValues))
        pValues.forEach((p, index) => expect(q[index]! <= share).toBe(p <= limit))
      }),
    )
  })

  it('leaves out what was not tested', () => {
    const q = adjustedForDiscoveries(Float64Array.from([NaN, 0.02, NaN, 0.5]))
    expect([...q]).toEqual([NaN, 0.04, NaN, 0.5])
  })
})
