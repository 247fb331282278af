import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LastPosition, lastPositionAfter, type LiveFix } from '../../api/live/last-position.ts'
import { type LastSeen, unitState } from '../../api/live/unit-state.ts'

const rules = {
  stayRadiusMeters: 30,
  silentSeconds: 300,
  maximumGapSeconds: 120,
  maximumSpeedMetersPerSecond: 45,
}
const fix = (timeSeconds: number, x: number, y = 0): LiveFix => ({
  timeSeconds,
  x,
  y,
  lon: x / 1e5,
  lat: y / 1e5,
  speedMetersPerSecond: null,
  bearingDegrees: null,
})
const after = (fixes: LiveFix[], known: LastPosition | null = null) => lastPositionAfter(known, fixes, rules)

describe('the last position of a unit', () => {
  it('is the newest by its own time: what comes late never moves the unit back', () => {
    const last = after([fix(0, 0), fix(60, 60)])
    expect(after([fix(30, 999)], last)).toBe(last)
    expect(after([fix(60, 999)], last)).toBe(last)
    expect(after([fix(30, 5), fix(90, 90)], last)).toMatchObject({ timeSeconds: 90, x: 90 })
  })

  it('has the direction of the way where the device says none, and keeps it while it stands', () => {
    expect(after([fix(0, 0), fix(10, 20)])!.bearingDegrees).toBe(90)
    expect(after([fix(0, 0), fix(10, 0, -20)])!.bearingDegrees).toBe(180)
    expect(after([fix(0, 0), fix(10, -20), fix(20, -18)])!.bearingDegrees).toBe(270)
    expect(after([fix(0, 0)])!.bearingDegrees).toBeNull()
  })

  it('stays since it came into the circle, and begins anew outside it or after a silence', () => {
    expect(after([fix(0, 0), fix(60, 100), fix(120, 110), fix(240, 95)])!.stillSinceSeconds).toBe(60)
    expect(after([fix(0, 0), fix(60, 31)])!.stillSinceSeconds).toBe(60)
    expect(after([fix(0, 0), fix(301, 0)])!.stillSinceSeconds).toBe(301)
  })

  it('leaves out a jump until the place can have been reached', () => {
    const jumped = after([fix(0, 0), fix(10, 20), fix(20, 5000)])
    expect(jumped).toMatchObject({ timeSeconds: 10, x: 20 })
    expect(after([fix(30, 60)], jumped)).toMatchObject({ timeSeconds: 30, x: 60 })
    expect(after([fix(131, 9000)], jumped)).toMatchObject({ timeSeconds: 131, x: 9000 })
  })

  it('is the same however fixes in order are cut into batches, and its time never falls whatever comes', () => {
    const walk = fc.array(fc.record({ time: fc.nat(5000), x: fc.nat(400) }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(walk, fc.nat(40), (places, cut) => {
        const fixes = places.map(({ time, x }) => fix(time, x))
        const inOrder = fixes.toSorted((a, b) => a.timeSeconds - b.timeSeconds)
        expect(after(inOrder.slice(cut), after(inOrder.slice(0, cut)))).toEqual(after(inOrder))
        let last: LastPosition | null = null
        for (const one of fixes) {
          const next: LastPosition = after([one], last)!
          expect(next.timeSeconds).toBeGreaterThanOrEqual(last?.timeSeconds ?? -Infinity)
          last = next
        }
      }),
    )
  })
})

describe('the state of a unit', () => {
  const stateRules = { staySeconds: 180, silentSeconds: 300, shownAfterEndSeconds: 600 }
  const seen: LastSeen = {
    fixedSeconds: 10_000,
    stillSinceSeconds: 9_950,
    endedSeconds: null,
    longestSilenceSeconds: 1800,
  }
  const state = (now: number, facts: Partial<LastSeen> = {}) =>
    unitState({ ...seen, ...facts }, now, stateRules)

  it('moves, stays, falls silent and ends, each at its minute', () => {
    expect(state(10_010)).toEqual({ state: 'moving', sinceSeconds: 9_950 })
    expect(state(10_010, { stillSinceSeconds: 9_821 })!.state).toBe('moving')
    expect(state(10_010, { stillSinceSeconds: 9_820 })).toEqual({ state: 'staying', sinceSeconds: 9_820 })
    expect(state(10_299)!.state).toBe('moving')
    expect(state(10_300)).toEqual({ state: 'silent', sinceSeconds: 10_000 })
    expect(state(10_010, { endedSeconds: 10_005 })).toEqual({ state: 'ended', sinceSeconds: 10_005 })
  })

  it('is not shown a while after the end, declared or by a silence no outing has', () => {
    expect(state(10_605, { endedSeconds: 10_005 })!.state).toBe('ended')
    expect(state(10_606, { endedSeconds: 10_005 })).toBeNull()
    expect(state(11_800)!.state).toBe('silent')
    expect(state(11_801)).toEqual({ state: 'ended', sinceSeconds: 11_800 })
    expect(state(12_401)).toBeNull()
    expect(state(12_401, { longestSilenceSeconds: 43_200 })!.state).toBe('silent')
  })

  it('goes one way while nothing comes in', () => {
    const order = ['moving', 'staying', 'silent', 'ended']
    fc.assert(
      fc.property(fc.nat(1000), fc.array(fc.nat(5000), { minLength: 2 }), (stillFor, waits) => {
        const states = waits
          .toSorted((a, b) => a - b)
          .map((wait) => state(10_000 + wait, { stillSinceSeconds: 10_000 - stillFor })?.state)
        const ranks = states.map((one) => (one === undefined ? order.length : order.indexOf(one)))
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
      }),
    )
  })
})
