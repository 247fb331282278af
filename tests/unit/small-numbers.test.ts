import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inAnswer, shownCount, shownSum } from '../../api/cases/small-numbers.ts'

describe('small numbers', () => {
  it('shows 1 and 2 as <3 and everything else as it is', () => {
    expect([0, 1, 2, 3, 40].map((count) => shownCount(count))).toEqual([0, '<3', '<3', 3, 40])
    expect(shownCount(4, 5)).toBe('<5')
    expect(() => shownCount(-1)).toThrow(RangeError)
    expect(() => shownCount(1.5)).toThrow(RangeError)
  })

  it('shows a sum over a straddling area unless the part of the others could be worked out', () => {
    expect(shownSum(1, 0)).toBe(1)
    expect(shownSum(0, 1)).toBe('<3')
    expect(shownSum(1, 1)).toBe('>1')
    expect(shownSum(6, 2)).toBe('>6')
    expect(shownSum(6, 3)).toBe(9)
    expect(shownSum(0.5, 2.2)).toBe(3.5)
    expect(shownSum(0.5, 0.3)).toBe('>0.5')
    expect(shownSum(0, 0)).toBe(0)
  })

  it('never lets who knows the own part tell 1 from 2 in the part of the others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), (own) => {
        expect(shownSum(own, 1)).toBe(shownSum(own, 2))
        expect(typeof shownSum(own, 1)).toBe('string')
      }),
    )
  })

  it('comes in one form in every answer', () => {
    expect(inAnswer(4)).toEqual({ count: 4, countText: '4', suppressed: false })
    expect(inAnswer('<3')).toEqual({ count: null, countText: '<3', suppressed: true })
  })
})
