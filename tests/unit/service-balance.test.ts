import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { serviceBalance, tercileLimits, tercileOf } from '../../api/hotspots/service-balance.ts'
import { blocksWithStay } from '../../api/hotspots/stay-blocks.ts'

const rule = { falseDiscoveryShare: 0.05, fewestCases: 3 }

describe('patrol against cases by place', () => {
  it('finds where cases are without patrol and patrol without cases', () => {
    const cases = Float64Array.from([40, 30, 30, 0])
    const minutes = Float64Array.from([10, 300, 300, 390])
    const { balances, caseShares, patrolShares, displacedShare } = serviceBalance(cases, minutes, rule)
    expect(balances).toEqual(['under', null, null, 'over'])
    expect([...caseShares]).toEqual([0.4, 0.3, 0.3, 0])
    expect(patrolShares[0]).toBeCloseTo(0.01, 12)
    // 39 of a hundred parts would have to move from the last place to the first.
    expect(displacedShare).toBeCloseTo(0.39, 12)
  })
  it('calls neither chance nor small differences a finding', () => {
    // 6 against 4 of ten, and 1.4 times as many of a thousand
    expect(serviceBalance(Float64Array.from([6, 4]), Float64Array.from([5, 5]), rule).balances).toEqual([
      null,
      null,
    ])
    const large = serviceBalance(Float64Array.from([580, 420]), Float64Array.from([500, 500]), rule)
    expect(large.balances).toEqual([null, null])
  })
  it('says nothing without patrol or without cases', () => {
    const none = serviceBalance(Float64Array.from([9, 9]), new Float64Array(2), rule)
    expect(none).toMatchObject({ balances: [null, null], displacedShare: 0 })
    expect(serviceBalance(new Float64Array(2), Float64Array.from([9, 9]), rule).displacedShare).toBe(0)
  })
  it('displaces nothing where shares are alike, and no more than everything', () => {
    const places = fc.array(fc.record({ cases: fc.nat(200), minutes: fc.nat(5000) }), {
      minLength: 1,
      maxLength: 40,
    })
    fc.assert(
      fc.property(places, (given) => {
        const cases = Float64Array.from(given, (place) => place.cases)
        const minutes = Float64Array.from(given, (place) => place.minutes)
        const { displacedShare } = serviceBalance(cases, minutes, rule)
        expect(displacedShare).toBeGreaterThanOrEqual(0)
        expect(displacedShare).toBeLessThanOrEqual(1 + 1e-12)
        const alike = serviceBalance(
          cases,
          cases.map((count) => count * 7),
          rule,
        )
        expect(alike.displacedShare).toBeCloseTo(0, 12)
        expect(alike.balances.every((balance) => balance === null)).toBe(true)
      }),
    )
  })
  it('parts values in thirds and keeps equals together', () => {
    const limits = tercileLimits([1, 2, 3, 4, 5, 6])
    expect([1, 2, 3, 4, 5, 6].map((value) => tercileOf(value, limits))).toEqual([0, 0, 1, 1, 2, 2])
    const mostlyNone = tercileLimits([0, 0, 0, 0, 5, 9])
    expect([0, 5, 9].map((value) => tercileOf(value, mostlyNone))).toEqual([0, 2, 2])
  })
})

describe('stays at a hotspot by block', () => {
  /** Two days from a Monday, 00:00. */
  const known = Array.from({ length: 48 }, (_, hour) => ({ hour: 1000 + hour, hourOfWeek: hour }))
  const night = { fromHour: 22, toHour: 2 }
  const stayRule = { blockHours: 2, effectiveStaySeconds: 600 }
  const stay = (hour: number, seconds: number, patrolId = 1, effectiveStays = 0) => ({
    hour: 1000 + hour,
    patrolId,
    seconds,
    effectiveStays,
  })

  it('asks for one in every two hours of the slot, of whole blocks alone', () => {
    // Monday 00-02 (of a slot that began on Sunday), 22-24, Tuesday 00-02, 22-24
    expect(blocksWithStay(known, [], night, stayRule)).toEqual({
      blocks: 4,
      met: 0,
      stays: 0,
      seconds: 0,
      lastHour: null,
    })
    expect(blocksWithStay(known.slice(1), [], night, stayRule).blocks).toBe(3)
  })
  it('counts ten minutes of one outing, at once or across the hour, and not of two', () => {
    const across = [stay(22, 300), stay(23, 300)]
    expect(blocksWithStay(known, across, night, stayRule)).toMatchObject({ met: 1, stays: 1, seconds: 600 })
    const two = [stay(22, 300, 1), stay(23, 300, 2)]
    expect(blocksWithStay(known, two, night, stayRule)).toMatchObject({ met: 0, stays: 0, seconds: 600 })
    // It began at 23:55 and went on past the block.
    expect(blocksWithStay(known, [stay(23, 300, 1, 1)], night, stayRule)).toMatchObject({ met: 1, stays: 1 })
  })
  it('leaves out what is not in the slot', () => {
    expect(blocksWithStay(known, [stay(12, 3600, 1, 1)], night, stayRule)).toMatchObject({
      met: 0,
      seconds: 0,
      lastHour: null,
    })
  })
  it('has a shorter last block where the slot is odd, and holds the whole day', () => {
    // 20, 21 | 22
    expect(blocksWithStay(known, [stay(22, 600)], { fromHour: 20, toHour: 23 }, stayRule)).toMatchObject({
      blocks: 4,
      met: 1,
    })
    expect(blocksWithStay(known, [], { fromHour: 0, toHour: 0 }, stayRule).blocks).toBe(24)
  })
})
