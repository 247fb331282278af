import { describe, expect, it, vi } from 'vitest'

vi.mock('../../client/state/language.svelte.ts', () => ({
  language: { current: 'zh', tag: 'zh-CN', timeZone: 'Asia/Shanghai' },
}))
const { changeWords, countWords, exactWords, shownChange } =
  await import('../../client/workspaces/hotspots/words.ts')
const { busiestCell, isCounted } = await import('../../client/workspaces/hotspots/hours-of-week.ts')
const { blended } = await import('../../client/layers/heat/ramp.ts')
const { isDay } = await import('../../client/state/days.ts')

const comparison = (count: number | null, changePercent: number | null) => ({
  name: 'lastMonth' as const,
  from: '2026-10-01T00:00:00+08:00',
  to: '2026-11-01T00:00:00+08:00',
  complete: count !== null,
  count,
  change: null,
  changePercent,
})

describe('counts in words', () => {
  it('says a fraction as about a whole number, and keeps the exact one for the title', () => {
    expect(countWords(1.5)).toBe('约 2')
    expect(exactWords(1.5)).toBe('1.5')
    expect(countWords(0.2)).toBe('不到 1')
    expect(countWords(1234)).toBe('1,234')
    expect(exactWords(1234)).toBeUndefined()
  })

  it('rounds so that count, count before and change add up', () => {
    expect(shownChange(2.4, 1.6)).toBe(0)
    expect(shownChange(13, 4)).toBe(9)
  })

  it('gives a percentage on a base of 10 or more, and numbers below', () => {
    expect(changeWords(15, comparison(10, 50))).toBe('较上月同期 +5(+50 %)')
    expect(changeWords(13, comparison(4, 225))).toBe('较上月同期 +9(从 4 起到 13 起)')
    expect(changeWords(4, comparison(4, 0))).toBe('与上月同期持平')
    expect(changeWords(4, comparison(null, null))).toBe('上月同期无记录')
  })
})

describe('the hours of the week', () => {
  const matrix = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0))
  matrix[1]![14] = 9
  matrix[5]![23] = 2
  const weekendNights = { hours: [22, 23, 0, 1], weekdays: [6, 7] }

  it('names the busiest cell inside the filter, not outside it', () => {
    expect(busiestCell(matrix, { hours: null, weekdays: [1, 2, 3, 4, 5, 6, 7] })).toEqual({
      weekday: 1,
      hour: 14,
      count: 9,
    })
    expect(busiestCell(matrix, weekendNights)).toEqual({ weekday: 5, hour: 23, count: 2 })
    expect(busiestCell(matrix, { hours: [3], weekdays: [1] })).toBeNull()
  })

  it('counts the hours after midnight to their own day', () => {
    expect(isCounted(6, 0, weekendNights)).toBe(true)
    expect(isCounted(0, 0, weekendNights)).toBe(false)
  })
})

it('gives the legend the colour that the map shows', () => {
  expect(blended('#ff0000', '#ffffff', 0.5)).toBe('#ff8080')
  expect(blended('#123456', '#ffffff', 1)).toBe('#123456')
})

it('takes only days that exist', () => {
  expect(isDay('2026-02-28')).toBe(true)
  expect(isDay('2026-02-31')).toBe(false)
  expect(isDay('2026-13-45')).toBe(false)
})
