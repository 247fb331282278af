import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Exception, excuseFor, withoutExcused } from '../../api/exceptions/excused.ts'

const hour = 3600
const night = { day: '2026-11-02', slotCode: 'night', fromSeconds: 22 * hour, toSeconds: 26 * hour }
const exception = (id: number, from: number, to: number): Exception => ({
  id,
  reason: 'road_closed',
  fromSeconds: from * hour,
  toSeconds: to * hour,
})

describe('an excused occurrence', () => {
  it('is one of which exceptions cover more than half; exactly half is not enough', () => {
    expect(excuseFor(night, [exception(1, 20, 24)], 0.5)).toBeNull()
    expect(excuseFor(night, [exception(1, 20, 24.01)], 0.5)?.id).toBe(1)
    expect(excuseFor(night, [exception(1, 10, 22), exception(2, 26, 30)], 0.5)).toBeNull()
  })

  it('may be covered by several together, counted once where they overlap; the one that covers most names it', () => {
    expect(excuseFor(night, [exception(1, 22, 23), exception(2, 24, 25.5)], 0.5)?.id).toBe(2)
    expect(excuseFor(night, [exception(1, 22, 24), exception(2, 22, 24)], 0.5)).toBeNull()
    expect(excuseFor(night, [exception(1, 20, 27), exception(2, 20, 30)], 0.5)?.id).toBe(2)
  })

  it('stands once however much was required of it, and leaves the other occurrences as they were', () => {
    const next = { ...night, day: '2026-11-03', fromSeconds: 46 * hour, toSeconds: 50 * hour }
    const { required, excused } = withoutExcused([night, { ...night }, next], [exception(7, 20, 30)], 0.5)
    expect(required).toEqual([next])
    expect(excused.map(({ day, excuse }) => [day, excuse.id])).toEqual([['2026-11-02', 7]])
  })

  it('is never required again because of one more exception, and their order does not matter', () => {
    const one = fc
      .tuple(fc.double({ min: 10, max: 30, noNaN: true }), fc.double({ min: 0.1, max: 10, noNaN: true }))
      .map(([from, hours]) => exception(1, from, from + hours))
    fc.assert(
      fc.property(fc.array(one, { maxLength: 6 }), one, (some, another) => {
        const excused = (exceptions: Exception[]) => excuseFor(night, exceptions, 0.5) !== null
        if (excused(some)) expect(excused([...some, another])).toBe(true)
        expect(excused(some.toReversed())).toBe(excused(some))
      }),
    )
  })
})
