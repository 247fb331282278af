import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanTrack } from '../../api/coverage/cleaned-track.ts'
import { hotspotStay, visitsAtPoint } from '../../api/coverage/visits.ts'

function track(rows: [time: number, x: number, y: number][]) {
  return cleanTrack({
    timeSeconds: Float64Array.from(rows, (row) => row[0]),
    x: Float64Array.from(rows, (row) => row[1]),
    y: Float64Array.from(rows, (row) => row[2]),
  })
}

const point = { x: 0, y: 0, radiusMeters: 50, requiredDwellSeconds: 100 }

describe('visitsAtPoint', () => {
  it('interpolates entry and exit on the segments', () => {
    const [visit, ...others] = visitsAtPoint(
      track([
        [0, -100, 0],
        [100, 100, 0], // 2 m/s: inside from 25 s to 75 s
      ]),
      point,
    )
    expect(others).toEqual([])
    expect(visit).toEqual({
      fromSeconds: 25,
      toSeconds: 75,
      midSeconds: 50,
      dwellSeconds: 50,
      insideSeconds: 50,
      stillSeconds: 0,
      lengthMeters: 100,
      counts: false,
    })
  })

  it('tells standing still from moving inside the radius, and counts at the required dwell', () => {
    const [visit] = visitsAtPoint(
      track([
        [0, -40, 0],
        [20, 0, 0], // 2 m/s
        [80, 0, 0], // still
        [100, 40, 0],
      ]),
      point,
    )
    expect(visit).toMatchObject({ dwellSeconds: 100, stillSeconds: 60, counts: true })
  })

  it('goes on over an exit under 60 s and counts that time, and ends at one of 60 s', () => {
    const outAndBack = (outsideSeconds: number) =>
      visitsAtPoint(
        track([
          [0, 0, 0],
          [50, 50, 0],
          [50 + outsideSeconds / 2, 60, 0],
          [50 + outsideSeconds, 50, 0],
          [100 + outsideSeconds, 0, 0],
        ]),
        point,
      )
    expect(outAndBack(59)).toHaveLength(1)
    expect(outAndBack(59)[0]!.dwellSeconds).toBeCloseTo(159, 9)
    expect(outAndBack(59)[0]!.insideSeconds).toBeCloseTo(100, 9)
    expect(outAndBack(59)[0]!.counts).toBe(true)
    expect(outAndBack(60).map((visit) => visit.dwellSeconds)).toEqual([50, 50])
  })

  it('ends where the track is not observed, and unobserved time is no dwell', () => {
    const visits = visitsAtPoint(
      track([
        [0, 0, 0],
        [60, 0, 0],
        [260, 0, 0], // 200 s unobserved
        [300, 0, 0],
      ]),
      point,
    )
    expect(visits.map((visit) => [visit.fromSeconds, visit.toSeconds, visit.dwellSeconds])).toEqual([
      [0, 60, 60],
      [260, 300, 40],
    ])
  })

  it('is not split in two by one wild fix', () => {
    const visits = visitsAtPoint(
      track([
        [0, 0, 0],
        [60, 0, 0],
        [70, 9000, 0],
        [80, 0, 0],
        [120, 0, 0],
      ]),
      point,
    )
    expect(visits).toHaveLength(1)
    expect(visits[0]).toMatchObject({ fromSeconds: 0, toSeconds: 120, dwellSeconds: 100, counts: true })
  })

  it('has none when the circle is only touched, missed or far away', () => {
    for (const y of [50, 50.001, 5000]) {
      expect(
        visitsAtPoint(
          track([
            [0, -100, y],
            [100, 100, y],
          ]),
          point,
        ),
      ).toEqual([])
    }
  })

  it('never dwells longer than it was observed nor shorter than it was inside', () => {
    const step = fc.tuple(
      fc.integer({ min: 1, max: 130 }),
      fc.integer({ min: -120, max: 120 }),
      fc.integer({ min: -120, max: 120 }),
    )
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), (steps) => {
        let time = 0
        const cleaned = track(steps.map(([seconds, x, y]) => [(time += seconds), x, y]))
        let previousEnd = -Infinity
        let dwell = 0
        for (const visit of visitsAtPoint(cleaned, point)) {
          expect(visit.fromSeconds).toBeGreaterThan(previousEnd)
          expect(visit.dwellSeconds).toBeLessThanOrEqual(visit.toSeconds - visit.fromSeconds + 1e-9)
          expect(visit.insideSeconds).toBeLessThanOrEqual(visit.dwellSeconds + 1e-9)
          expect(visit.stillSeconds).toBeLessThanOrEqual(visit.dwellSeconds + 1e-9)
          previousEnd = visit.toSeconds
          dwell += visit.dwellSeconds
        }
        expect(dwell).toBeLessThanOrEqual(cleaned.observedSeconds + 1e-6)
      }),
    )
  })
})

describe('hotspotStay', () => {
  it('counts from ten minutes and credits sixteen at most', () => {
    expect(hotspotStay(599)).toEqual({ counts: 0, creditedSeconds: 599 })
    expect(hotspotStay(600)).toEqual({ counts: 1, creditedSeconds: 600 })
    expect(hotspotStay(2000)).toEqual({ counts: 1, creditedSeconds: 960 })
  })
})
