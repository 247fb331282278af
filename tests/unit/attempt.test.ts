import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attemptAt } from '../../api/attempts/attempt.ts'
import { gapsBetween } from '../../api/attempts/attempt-features.ts'
import { nearMiss } from '../../api/attempts/near-misses.ts'
import { pieceOfTrack, placeAt, timesAlong } from '../../api/attempts/timed-piece.ts'
import { cleanTrack } from '../../api/coverage/cleaned-track.ts'
import { lengthOf, unionOf } from '../../api/coverage/covered-intervals.ts'
import { preparePatrolLine } from '../../api/coverage/passes.ts'
import { distanceToLine, stretchOfLine } from '../../api/geometry/along-line.ts'

/** A track through places `[seconds, x, y]`. */
const trackOf = (...fixes: [number, number, number][]) =>
  cleanTrack({
    timeSeconds: Float64Array.from(fixes, ([seconds]) => seconds),
    x: Float64Array.from(fixes, ([, x]) => x),
    y: Float64Array.from(fixes, ([, , y]) => y),
  })

const street = { x: [0, 400], y: [0, 0] }
const visit = { toleratedExitSeconds: 60, stillMetersPerSecond: 0.5 }

const attempt = (track: ReturnType<typeof trackOf>, fromSeconds: number, toSeconds: number) => {
  const path = { ...track, onStreet: new Uint8Array(track.connected.length) }
  const shape = { line: preparePatrolLine(street) }
  return attemptAt(shape, street, { track, path }, { fromSeconds, toSeconds }, visit)
}

describe('an attempt', () => {
  // Along 100 m, a detour 40 m north and back, and on to 300 m.
  const detour = trackOf(
    [0, 0, 0],
    [100, 100, 0],
    [140, 100, 40],
    [180, 140, 40],
    [220, 140, 0],
    [380, 300, 0],
  )

  it('measures how long the way was further off than counts, and how far', () => {
    const found = attempt(detour, 0, 380)!
    expect(found.verdict).toBe('partial')
    // 15 m out, 40 m along, 15 m back, at 1 m/s.
    expect(found.offLineSeconds).toBeCloseTo(70, -0.7)
    expect(found.furthestMeters).toBeCloseTo(40, 5)
    expect(found.nearestMeters).toBeCloseTo(0, 5)
  })

  it('is the one that shares most time with what was asked', () => {
    const thereAndBack = trackOf([0, 0, 0], [100, 100, 0], [200, 200, 0], [300, 100, 0], [400, 0, 0])
    expect(attempt(thereAndBack, 0, 150)!.direction).toBe('forward')
    expect(attempt(thereAndBack, 250, 400)!.direction).toBe('backward')
  })

  it('of an outing that never came is how far it stayed away, and of no outing nothing', () => {
    const far = trackOf([0, 0, 60], [100, 100, 60])
    expect(attempt(far, 0, 100)).toMatchObject({ verdict: 'tooFar', nearestMeters: 60, covered: [] })
    expect(attempt(far, 500, 600)).toBeNull()
  })
})

describe('a near miss', () => {
  it('lasts from first to last within reach, around the nearest moment, in the hours asked for', () => {
    const passing = trackOf([0, 200, 300], [100, 200, 200], [200, 200, 100], [300, 200, 200], [400, 200, 300])
    const miss = nearMiss(passing, street, { fromSeconds: 0, toSeconds: 400 }, 150)!
    expect(miss.nearestMeters).toBeCloseTo(100, 6)
    expect(miss.fromSeconds).toBeCloseTo(150, 6)
    expect(miss.toSeconds).toBeCloseTo(250, 6)
    expect(nearMiss(passing, street, { fromSeconds: 0, toSeconds: 120 }, 150)).toBeNull()
  })
})

describe('a piece of a track', () => {
  const track = trackOf([0, 0, 0], [10, 10, 0], [20, 20, 0], [500, 30, 0], [510, 40, 0])

  it('begins and ends where it was asked to, and breaks where the track does', () => {
    expect(pieceOfTrack(track, 5, 505)).toEqual([
      [[5, 0], [10, 0], [20, 0]],
      [[30, 0], [35, 0]],
    ]) // prettier-ignore
    expect(pieceOfTrack(track, 21, 499)).toEqual([])
  })

  it('knows where it was, and where nobody knows', () => {
    expect(placeAt(track, 15)).toEqual([15, 0])
    expect(placeAt(track, 510)).toEqual([40, 0])
    expect([placeAt(track, -1), placeAt(track, 100), placeAt(track, 511)]).toEqual([null, null, null])
  })

  it('carries its ends and round times in between, never more than a few', () => {
    expect(timesAlong(65, 305)).toEqual([65, 90, 120, 150, 180, 210, 240, 270, 305])
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 1, max: 20_000 }), (from, seconds) => {
        const times = timesAlong(from, from + seconds)
        expect([times[0], times.at(-1)]).toEqual([from, from + seconds])
        expect(times.length).toBeLessThan(16)
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
      }),
    )
  })
})

describe('stretches of a line', () => {
  const bent = { x: [0, 100, 100], y: [0, 0, 100] }

  it('follow its bends, and measure distances to the nearest of it', () => {
    expect(stretchOfLine(bent, 50, 150)).toEqual([[50, 0], [100, 0], [100, 50]]) // prettier-ignore
    expect(stretchOfLine(bent, 150, 150)).toEqual([])
    expect(distanceToLine(50, 30, bent)).toBe(30)
    expect(distanceToLine(130, 140, bent)).toBe(50)
  })

  it('covered and not covered make up the whole length', () => {
    const interval = fc.tuple(
      fc.double({ min: 0, max: 200, noNaN: true }),
      fc.double({ min: 0, max: 200, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.array(interval), (intervals) => {
        const covered = unionOf(intervals.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const))
        const both = lengthOf(covered) + lengthOf(gapsBetween(covered, 200))
        expect(Math.abs(both - 200)).toBeLessThan(0.02 * (covered.length + 1))
      }),
    )
  })
})
