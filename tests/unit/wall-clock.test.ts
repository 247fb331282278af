import { DateTime } from 'luxon'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wallClock } from '../../api/cases/wall-clock.ts'

const hour = 3_600_000

describe('wall clock', () => {
  it('is 0 on a Monday at midnight', () => {
    expect(wallClock('UTC')(Date.UTC(1970, 0, 5))).toBe(0)
    expect(wallClock('Asia/Shanghai')(Date.UTC(1970, 0, 4, 16))).toBe(0)
  })

  it('agrees with luxon, also on days on which the clock is changed', () => {
    const local = wallClock('Europe/Berlin')
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) }), (instant) => {
        const { weekday, hour: hours } = DateTime.fromMillis(instant, { zone: 'Europe/Berlin' })
        const hourOfWeek = Math.floor(local(instant) / hour) % 168
        expect(hourOfWeek).toBe((weekday - 1) * 24 + hours)
      }),
    )
    const change = Date.UTC(2026, 9, 25, 1)
    expect(local(change) - local(change - 1)).toBe(1 - hour)
  })

  it('refuses a time zone that is none', () => {
    expect(() => wallClock('Nowhere/City')).toThrow(RangeError)
  })
})
