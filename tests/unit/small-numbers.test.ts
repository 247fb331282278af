import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shownCount, shownCountsWithTotal } from '../../api/cases/small-numbers.ts'

describe('small numbers', () => {
  it('shows 1 and 2 as <3 and everything else as it is', () => {
    expect([0, 1, 2, 3, 40].map((count) => shownCount(count))).toEqual([0, '<3', '<3', 3, 40])
    expect(shownCount(4, 5)).toBe('<5')
    expect(() => shownCount(-1)).toThrow(RangeError)
    expect(() => shownCount(1.5)).toThrow(RangeError)
  })

  it('withholds the total when exactly one cell is hidden', () => {
    expect(shownCountsWithTotal([5, 2, 0])).toEqual({ cells: [5, '<3', 0], total: null })
    expect(shownCountsWithTotal([5, 2, 1])).toEqual({ cells: [5, '<3', '<3'], total: 8 })
    expect(shownCountsWithTotal([5, 4])).toEqual({ cells: [5, 4], total: 9 })
    expect(shownCountsWithTotal([])).toEqual({ cells: [], total: 0 })
  })

  it('withholds the total when it leaves every hidden cell only one value', () => {
    expect(shownCountsWithTotal([1, 1, 9]).total).toBeNull()
    expect(shownCountsWithTotal([2, 2, 9]).total).toBeNull()
    expect(shownCountsWithTotal([1, 0]).total).toBe('<3')
  })

  it('never lets a hidden cell be worked out from its row', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 6 }), (counts) => {
        const { cells, total } = shownCountsWithTotal(counts)
        const hidden = counts.filter((_, i) => typeof cells[i] === 'string')
        expect(hidden.every((count) => count === 1 || count === 2)).toBe(true)
        if (hidden.length === 0 || typeof total !== 'number') return
        const sum = hidden.reduce((a, b) => a + b, 0)
        // both 1 and 2 stay possible for a cell
        expect(sum).toBeGreaterThan(hidden.length)
        expect(sum).toBeLessThan(2 * hidden.length)
      }),
    )
  })
})
