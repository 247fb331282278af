import { describe, expect, it } from 'vitest'
import { type Demand, mostPossible, requirePossible, slotSeconds } from '../../api/requirements/can-be-met.ts'
import { Problem } from '../../api/http/problem.ts'

const night: Demand = {
  measure: 'passes',
  amount: 1,
  startTime: '22:00:00',
  endTime: '02:00:00',
  lengthMeters: 1200,
  dwellSeconds: null,
}

describe('what can be required of a slot', () => {
  it('is as long as the slot lasts, over midnight too, and a whole day where it ends as it starts', () => {
    expect([slotSeconds('22:00:00', '02:00:00'), slotSeconds('08:00', '08:00')]).toEqual([14_400, 86_400])
  })

  it('is no more passes than walking without a stop gives: 14,400 s at 1.2 m/s are 14 times 1,200 m', () => {
    expect(mostPossible(night, 1.2)).toBe(14)
    expect(() => requirePossible({ ...night, amount: 14 }, 1.2)).not.toThrow()
    expect(() => requirePossible({ ...night, amount: 15 }, 1.2)).toThrow(Problem)
  })

  it('is no more visits than fit with their stays, and no more minutes than the slot has', () => {
    const visits = { ...night, measure: 'visits', lengthMeters: null, dwellSeconds: 600 }
    expect(mostPossible(visits, 1.2)).toBe(24)
    expect(mostPossible({ ...visits, dwellSeconds: 0 }, 1.2)).toBeNull()
    expect(mostPossible({ ...night, measure: 'presenceMinutes' }, 1.2)).toBe(240)
    expect(() => requirePossible({ ...night, measure: 'dwellMinutes', amount: 241 }, 1.2)).toThrow(Problem)
  })
})
