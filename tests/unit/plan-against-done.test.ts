import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CleanedTrack, StreetPath } from '../../api/coverage/cleaned-track.ts'
import { lengthOf, unionOf } from '../../api/coverage/covered-intervals.ts'
import { preparePatrolLine } from '../../api/coverage/passes.ts'
import { planAgainstDone, type PlannedTimes } from '../../api/patrol-routes/plan-against-done.ts'
import { timedPasses } from '../../api/patrol-routes/timed-coverage.ts'
import { type Place, stay, trackOf, travel } from './street-scene.ts'

const prepare = (places: Place[]) =>
  preparePatrolLine({ x: places.map(([x]) => x), y: places.map(([, y]) => y) })
/** 1,000 m, first east, then north. */
const route = prepare([[0, 0], [600, 0], [600, 400]]) // prettier-ignore
const asPath = (track: CleanedTrack): StreetPath => ({
  ...track,
  onStreet: new Uint8Array(track.connected.length),
})
const passesOf = (track: CleanedTrack, line = route) => timedPasses(asPath(track), line)

/** A metre a second from the beginning to the end, ten minutes of which are no matter. */
const planned: PlannedTimes = { startSeconds: 0, endSeconds: 1000 }
const against = (track: CleanedTrack, times: PlannedTimes | null = planned, lateSeconds = 300) =>
  planAgainstDone(passesOf(track), route.lengthMeters, times, lateSeconds)
const states = ({ stretches }: ReturnType<typeof against>) =>
  stretches.map(
    ({ fromMeters, toMeters, state }) => `${state} ${Math.round(fromMeters)}-${Math.round(toMeters)}`,
  )
const walk = (from: number, to: number, startSeconds: number, metersPerSecond = 1) => {
  const at = (meters: number): Place => (meters <= 600 ? [meters, 0] : [600, meters - 600])
  const corner = (from < 600 && to > 600) || (from > 600 && to < 600) ? [at(600)] : []
  return travel([at(from), ...corner, at(to)], { metersPerSecond, startSeconds })
}

describe('the plan against what was done', () => {
  it('is done where it was gone along in time', () => {
    expect(states(against(trackOf(walk(0, 1000, 200))))).toEqual(['done 0-1000'])
    expect(states(against(trackOf(walk(0, 1000, -3000))))).toEqual(['done 0-1000'])
  })

  it('is missed where nobody went, all of it without a track', () => {
    const { shares, stretches } = against(trackOf(walk(0, 400, 0)))
    expect(stretches.map(({ state }) => state)).toEqual(['done', 'missed'])
    expect(shares.missed).toBeCloseTo(0.6, 2)
    expect(states(planAgainstDone([], route.lengthMeters, planned, 300))).toEqual(['missed 0-1000'])
  })

  it('is late from where a stay has held it up', () => {
    // At 300 m ten minutes are lost: five more than allowed.
    const late = against(
      trackOf(walk(0, 300, 0), stay([300, 0], 590, { startSeconds: 305 }), walk(300, 1000, 900)),
    )
    expect(states(late)).toEqual(['done 0-300', 'late 300-1000'])
  })

  it('divides where it falls too far behind on the way', () => {
    // At half the pace it is 300 s behind after 300 m.
    expect(states(against(trackOf(walk(0, 1000, 0, 0.5))))).toEqual(['done 0-300', 'late 300-1000'])
    // Too late at first, and faster than the plan: in time again from 500 m on.
    expect(states(against(trackOf(walk(0, 1000, 550, 2))))).toEqual(['late 0-500', 'done 500-1000'])
  })

  it('is never late without planned times', () => {
    expect(states(against(trackOf(walk(0, 1000, 90_000)), null))).toEqual(['done 0-1000'])
  })

  it('counts the first time at a place, in whatever direction', () => {
    const twice = against(trackOf(walk(0, 1000, 100), walk(1000, 0, 1200)))
    expect(states(twice)).toEqual(['done 0-1000'])
    expect(twice.deviations).toMatchObject([{ kind: 'against' }])
  })

  it('says what was gone along out of order', () => {
    const track = trackOf(walk(600, 1000, 0), travel([[600, 400], [0, 400], [0, 60], [0, 0]], { metersPerSecond: 5, startSeconds: 405 }), walk(0, 500, 650)) // prettier-ignore
    const { deviations } = against(track)
    expect(deviations).toEqual([
      { kind: 'outOfOrder', fromMeters: expect.closeTo(0, -1), toMeters: expect.closeTo(500, -1), fromSeconds: expect.any(Number) },
    ]) // prettier-ignore
  })

  it('knows the time at every place of a closed route', () => {
    const square: Place[] = [[0, 0], [200, 0], [200, 200], [0, 200], [0, 0]] // prettier-ignore
    const line = prepare(square)
    const round = passesOf(
      trackOf(travel([[100, 0], ...square.slice(1), [100, 0]], { metersPerSecond: 1 })),
      line,
    )
    const covered = unionOf(round.flatMap(({ stretches }) => stretches.map(({ fromMeters, toMeters }) => [fromMeters, toMeters] as const))) // prettier-ignore
    expect(lengthOf(covered)).toBeCloseTo(800, -1)
    const first = round[0]!.stretches[0]!
    expect([first.fromMeters, first.fromSeconds]).toEqual([expect.closeTo(100, 0), expect.closeTo(0, 0)])
  })

  const wandering = fc
    .array(fc.tuple(fc.integer({ min: -50, max: 650 }), fc.integer({ min: -50, max: 450 })), {
      minLength: 2,
      maxLength: 6,
    })
    .map((places) => trackOf(travel(places as Place[], { metersPerSecond: 2, startSeconds: 100 })))

  it('adds up to the whole route, whatever was done', () => {
    fc.assert(
      fc.property(wandering, fc.integer({ min: 60, max: 900 }), (track, lateSeconds) => {
        const { shares, stretches } = against(track, planned, lateSeconds)
        expect(shares.done + shares.late + shares.missed).toBeCloseTo(1, 9)
        expect([stretches[0]!.fromMeters, stretches.at(-1)!.toMeters]).toEqual([0, route.lengthMeters])
      }),
      { numRuns: 40 },
    )
  })

  it('misses as much with times as without, and is late the less the more is allowed', () => {
    fc.assert(
      fc.property(wandering, (track) => {
        const [untimed, strict, lenient] = [
          against(track, null),
          against(track, planned, 60),
          against(track, planned, 600),
        ]
        expect(strict.shares.missed).toBeCloseTo(untimed.shares.missed, 9)
        expect(lenient.shares.late).toBeLessThanOrEqual(strict.shares.late + 1e-9)
        expect(against(track, planned, 1e7).shares.late).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  it('is never less done when an outing is added', () => {
    fc.assert(
      fc.property(wandering, wandering, (one, other) => {
        const [before, after] = [passesOf(one), [...passesOf(one), ...passesOf(other)]].map((passes) =>
          planAgainstDone(passes, route.lengthMeters, planned, 300),
        )
        expect(after!.shares.done).toBeGreaterThanOrEqual(before!.shares.done - 1e-9)
        expect(after!.shares.missed).toBeLessThanOrEqual(before!.shares.missed + 1e-9)
      }),
      { numRuns: 40 },
    )
  })
})
