import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanTrack, observedSecondsBetween } from '../../api/coverage/cleaned-track.ts'
import { liverpoolIsHere, liverpoolReference, liverpoolTrips } from './liverpool-tracks.ts'

function fixes(rows: [time: number, x: number, y: number][]) {
  return {
    timeSeconds: Float64Array.from(rows, (row) => row[0]),
    x: Float64Array.from(rows, (row) => row[1]),
    y: Float64Array.from(rows, (row) => row[2]),
  }
}

describe('cleanTrack', () => {
  it('connects neighbours up to 120 s and 45 m/s and breaks beyond', () => {
    const track = cleanTrack(
      fixes([
        [0, 0, 0],
        [120, 30, 40], // 120 s, 50 m: a segment
        [241, 30, 40], // 121 s: a break
        [251, 480, 40], // 10 s, 450 m, 45 m/s: a segment
        [261, 931, 40], // 45.1 m/s: a break
      ]),
    )
    expect([...track.connected]).toEqual([1, 0, 1, 0])
    expect(track.segmentCount).toBe(2)
    expect(track.observedSeconds).toBe(130)
    expect(track.unobservedSeconds).toBe(131)
    expect(track.lengthMeters).toBe(500)
    expect(track.bounds).toEqual({ minX: 0, minY: 0, maxX: 931, maxY: 40 })
  })

  it('breaks before the first fix after a pause, however short', () => {
    const rows = fixes([
      [0, 0, 0],
      [10, 10, 0],
      [20, 20, 0],
      [30, 30, 0],
    ])
    const track = cleanTrack({ ...rows, resumed: Uint8Array.of(1, 0, 1, 0) })
    expect([...track.connected]).toEqual([1, 0, 1])
    expect(track.unobservedSeconds).toBe(10)
    expect(track.lengthMeters).toBe(20)
  })

  it('orders by time and keeps the first of a repeated time', () => {
    const track = cleanTrack(
      fixes([
        [20, 20, 0],
        [0, 0, 0],
        [10, 10, 0],
        [10, 500, 0],
        [20, 600, 0],
      ]),
    )
    expect([...track.timeSeconds]).toEqual([0, 10, 20])
    expect([...track.x]).toEqual([0, 10, 20])
    expect(track.lengthMeters).toBe(20)
  })

  it('takes its limits from the options', () => {
    const rows = fixes([
      [0, 0, 0],
      [150, 300, 0],
    ])
    expect(cleanTrack(rows, { maximumGapSeconds: 150 }).segmentCount).toBe(1)
    expect(cleanTrack(rows, { maximumGapSeconds: 150, maximumSpeedMetersPerSecond: 1.9 }).segmentCount).toBe(
      0,
    )
  })

  it('has nothing for no fix and for one', () => {
    for (const rows of [fixes([]), fixes([[5, 1, 1]])]) {
      const track = cleanTrack(rows)
      expect([
        track.segmentCount,
        track.observedSeconds,
        track.unobservedSeconds,
        track.lengthMeters,
      ]).toEqual([0, 0, 0, 0])
    }
  })

  it('refuses arrays of different length and values that are not finite', () => {
    expect(() =>
      cleanTrack({ timeSeconds: new Float64Array(2), x: new Float64Array(2), y: new Float64Array(1) }),
    ).toThrow(RangeError)
    expect(() => cleanTrack(fixes([[0, NaN, 0]]))).toThrow(/fix 0/)
  })

  it("splits the track's time over any partition without loss", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.double({ min: 0, max: 3000, noNaN: true })), {
          minLength: 2,
          maxLength: 60,
        }),
        fc.array(fc.double({ min: -100, max: 5200, noNaN: true }), { maxLength: 20 }),
        (rows, cuts) => {
          const track = cleanTrack(fixes(rows.map(([time, x]) => [time, x, 0])))
          const edges = [-1e6, ...cuts.sort((a, b) => a - b), 1e6]
          let sum = 0
          for (let i = 1; i < edges.length; i++) {
            sum += observedSecondsBetween(track, edges[i - 1]!, edges[i]!)
          }
          expect(Math.abs(sum - track.observedSeconds)).toBeLessThan(1e-6)
          const first = track.timeSeconds[0]!
          const last = track.timeSeconds[track.timeSeconds.length - 1]!
          expect(track.observedSeconds + track.unobservedSeconds).toBeCloseTo(last - first, 6)
        },
      ),
    )
  })
})

describe.skipIf(!liverpoolIsHere)('Liverpool bus tracks', () => {
  it('reach the reference totals: segments, seconds and metres', () => {
    const trips = liverpoolTrips()
    const total = { segments: 0, seconds: 0, meters: 0, hole: 0 }
    for (const trip of trips) {
      const track = cleanTrack(trip)
      total.segments += track.segmentCount
      total.seconds += track.observedSeconds
      total.meters += track.lengthMeters
      total.hole += track.unobservedSeconds
    }
    const reference = liverpoolReference()
    expect(trips).toHaveLength(16)
    expect(total.segments).toBe(1516)
    expect(total.seconds).toBeCloseTo(
      reference.reduce((sum, cell) => sum + cell.dwellSeconds, 0),
      2,
    )
    expect(total.seconds).toBe(34_051)
    expect(total.meters).toBeCloseTo(
      reference.reduce((sum, cell) => sum + cell.lengthMeters, 0),
      2,
    )
    expect(total.meters).toBeCloseTo(108_101.505, 2)
    expect(total.hole).toBe(208)
  })
})
