import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  coverageGaps,
  coverageShare,
  effectiveRequired,
  presenceMinutes,
  unitMinutes,
} from '../../api/coverage/coverage-share.ts'
import { gapSeverity, percentileRanks } from '../../api/coverage/severity.ts'

describe('coverageShare', () => {
  it('fills no occurrence with the surplus of another', () => {
    expect(
      coverageShare([
        { required: 2, done: 5 },
        { required: 2, done: 1 },
        { required: 1, done: 0 },
      ]),
    ).toBe(3 / 5)
  })

  it('is null when nothing was required', () => {
    expect(coverageShare([])).toBeNull()
    expect(coverageShare([{ required: 0, done: 3 }])).toBeNull()
  })

  it('lies between 0 and 1 and never falls when more is done', () => {
    const amount = fc.integer({ min: 0, max: 20 })
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, amount, amount), { minLength: 1 }), (rows) => {
        const share = coverageShare(rows.map(([required, done]) => ({ required, done })))
        const more = coverageShare(rows.map(([required, done, extra]) => ({ required, done: done + extra })))
        if (share === null || more === null) return
        expect(share).toBeGreaterThanOrEqual(0)
        expect(more).toBeLessThanOrEqual(1)
        expect(more).toBeGreaterThanOrEqual(share)
      }),
    )
  })

  it('refuses negative amounts', () => {
    expect(() => coverageShare([{ required: 1, done: -1 }])).toThrow(RangeError)
  })
})

describe('coverageGaps', () => {
  it('lists ended occurrences with something missing, never one still running or to come', () => {
    const gaps = coverageGaps(
      [
        { fromSeconds: 0, toSeconds: 100, required: 2, done: 1 },
        { fromSeconds: 100, toSeconds: 200, required: 2, done: 2 },
        { fromSeconds: 200, toSeconds: 300, required: 2, done: 0 },
        { fromSeconds: 300, toSeconds: 400, required: 2, done: 0 },
      ],
      250,
    )
    expect(gaps).toEqual([{ fromSeconds: 0, toSeconds: 100, required: 2, done: 1, missing: 1 }])
    expect(coverageGaps([{ fromSeconds: 200, toSeconds: 300, required: 2, done: 0 }], 300)).toHaveLength(1)
  })
})

describe('requirements and presence', () => {
  it('takes the larger of a standing and a campaign requirement', () => {
    expect(effectiveRequired([1, 3, 2])).toBe(3)
    expect(effectiveRequired([])).toBeNull()
  })

  it('adds unit minutes up and counts presence once', () => {
    const stays = [
      { fromSeconds: 600, toSeconds: 1200 },
      { fromSeconds: 0, toSeconds: 900 },
      { fromSeconds: 300, toSeconds: 360 },
      { fromSeconds: 1800, toSeconds: 1860 },
    ]
    expect(unitMinutes(stays)).toBe(27)
    expect(presenceMinutes(stays)).toBe(21)
  })
})

describe('gapSeverity', () => {
  it('returns the formula and every part of it', () => {
    const severity = gapSeverity({
      missing: 1,
      required: 2,
      riskRank: 0.8,
      sizeRank: 0.5,
      hoursSinceLastDone: 84,
    })
    // 100 * 1/2 * (0.5*0.8 + 0.3*0.5 + 0.2*0.5) = 50 * 0.65
    expect(severity.severity).toBeCloseTo(32.5, 12)
    expect(severity.missingShare).toBe(0.5)
    expect(severity.risk).toEqual({ rank: 0.8, weight: 0.5, part: 0.4 })
    expect(severity.wait).toEqual({ hours: 84, share: 0.5, weight: 0.3, part: 0.15 })
    expect(severity.size).toEqual({ rank: 0.5, weight: 0.2, part: 0.1 })
  })

  it('waits a week at most, and never done is a week', () => {
    const base = { missing: 1, required: 1, riskRank: 1, sizeRank: 1 }
    for (const hoursSinceLastDone of [168, 1000, null]) {
      expect(gapSeverity({ ...base, hoursSinceLastDone }).severity).toBeCloseTo(100, 12)
    }
    expect(gapSeverity({ ...base, hoursSinceLastDone: 0 }).severity).toBeCloseTo(70, 12)
  })

  it('refuses what is no share', () => {
    const base = { riskRank: 0, sizeRank: 0, hoursSinceLastDone: 0 }
    expect(() => gapSeverity({ ...base, missing: 1, required: 0 })).toThrow(RangeError)
    expect(() => gapSeverity({ ...base, missing: 3, required: 2 })).toThrow(RangeError)
    expect(() => gapSeverity({ ...base, missing: 1, required: 2, riskRank: 1.1 })).toThrow(RangeError)
  })
})

describe('percentileRanks', () => {
  it('gives equal values the lower rank, as percent_rank()', () => {
    expect([...percentileRanks([30, 10, 20, 20, 40])]).toEqual([0.75, 0, 0.25, 0.25, 1])
    expect([...percentileRanks([0, 0, 0])]).toEqual([0, 0, 0])
    expect([...percentileRanks([7])]).toEqual([0])
    expect([...percentileRanks([])]).toEqual([])
  })

  it('refuses what is not a number', () => {
    expect(() => percentileRanks([1, NaN])).toThrow(RangeError)
  })
})
