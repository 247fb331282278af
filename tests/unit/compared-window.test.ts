import { describe, expect, it } from 'vitest'
import { inAnswer, shownSum } from '../../api/cases/small-numbers.ts'
import { changeAgainst, comparedWindow, covers } from '../../api/cases/compared-window.ts'

const zone = 'Asia/Shanghai'
const window = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) })

describe('the window a count is compared with', () => {
  it('is as long and ends where this one starts', () => {
    expect(
      comparedWindow(window('2026-11-01T00:00+08:00', '2026-11-08T00:00+08:00'), 'previous', zone),
    ).toEqual(window('2026-10-25T00:00+08:00', '2026-11-01T00:00+08:00'))
  })

  it('is the same days of the month or year before', () => {
    const march = window('2026-03-01T00:00+08:00', '2026-04-01T00:00+08:00')
    expect(comparedWindow(march, 'lastMonth', zone)).toEqual(
      window('2026-02-01T00:00+08:00', '2026-03-01T00:00+08:00'),
    )
    expect(comparedWindow(march, 'lastYear', zone)).toEqual(
      window('2025-03-01T00:00+08:00', '2025-04-01T00:00+08:00'),
    )
  })

  it('keeps whole days where clocks change', () => {
    expect(
      comparedWindow(window('2026-03-30T00:00+02:00', '2026-03-31T00:00+02:00'), 'previous', 'Europe/Berlin'),
    ).toEqual(window('2026-03-29T00:00+01:00', '2026-03-30T00:00+02:00'))
  })

  it('states no percent of nothing, and no change against a window before the records began', () => {
    expect(changeAgainst(37, 28)).toEqual({ change: 9, changePercent: (9 / 28) * 100 })
    expect(changeAgainst(4, 0)).toEqual({ change: 4, changePercent: null })
    expect(changeAgainst(4, null)).toEqual({ change: null, changePercent: null })
    const may = window('2026-05-01T00:00Z', '2026-06-01T00:00Z')
    expect(covers(new Date('2026-05-01T09:00Z'), may)).toBe(true)
    expect(covers(new Date('2026-05-02T00:00Z'), may)).toBe(false)
    expect(covers(null, may)).toBe(false)
  })
})

describe('the change of an area of others', () => {
  const shown = (others: number) => inAnswer(shownSum(0, others)).count

  it('is hidden wherever one of its two figures is, so that none can be worked out from it', () => {
    for (const hidden of [1, 2]) {
      for (const other of [0, 1, 2, 3, 9]) {
        expect(changeAgainst(shown(other), shown(hidden))).toEqual({ change: null, changePercent: null })
        expect(changeAgainst(shown(hidden), shown(other))).toEqual({ change: null, changePercent: null })
      }
    }
    expect(changeAgainst(shown(9), shown(3)).change).toBe(6)
  })
})
