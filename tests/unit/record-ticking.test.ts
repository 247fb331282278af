import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanTrack } from '../../api/coverage/cleaned-track.ts'
import { visitsAtPoint } from '../../api/coverage/visits.ts'
import { metricProjection } from '../../api/geometry/metric-projection.ts'
import type { DeviceFix } from '../../client/workspaces/record/outing.ts'
import { LocalPlane } from '../../client/workspaces/record/plane.ts'
import { Progress } from '../../client/workspaces/record/progress.ts'
import type { Due, RecordTarget } from '../../client/workspaces/record/targets.ts'
import { LineTicker, segmentBetween, VisitTicker } from '../../client/workspaces/record/ticking.ts'

const rules = {
  maximumGapSeconds: 120,
  maximumSpeedMetersPerSecond: 45,
  toleratedExitSeconds: 60,
  completeShare: 0.8,
  lineToleranceMeters: 25,
}

const fixes = fc
  .array(
    fc.record({
      wait: fc.integer({ min: 1, max: 150 }),
      dx: fc.integer({ min: -60, max: 60 }),
      dy: fc.integer({ min: -60, max: 60 }),
      resumed: fc.nat({ max: 6 }).map((n) => n === 0),
    }),
    { minLength: 2, maxLength: 40 },
  )
  .map((steps) => {
    let [timeSeconds, x, y] = [0, 0, 0]
    return steps.map(({ wait, dx, dy, resumed }) => {
      timeSeconds += wait
      x += dx
      y += dy
      return { timeSeconds, x, y, resumed }
    })
  })

describe('ticking while an outing is recorded', () => {
  it('counts the visits the server counts, fix by fix', () => {
    fc.assert(
      fc.property(fixes, fc.integer({ min: 5, max: 80 }), (walk, radiusMeters) => {
        const ticker = new VisitTicker(10, -5, radiusMeters, rules)
        for (let i = 1; i < walk.length; i++) {
          const segment = segmentBetween(walk[i - 1]!, walk[i]!, rules)
          if (segment) ticker.feed(segment)
        }
        const track = cleanTrack({
          timeSeconds: Float64Array.from(walk, (fix) => fix.timeSeconds),
          x: Float64Array.from(walk, (fix) => fix.x),
          y: Float64Array.from(walk, (fix) => fix.y),
          resumed: Uint8Array.from(walk, (fix) => Number(fix.resumed)),
        })
        const expected = visitsAtPoint(track, { x: 10, y: -5, radiusMeters, requiredDwellSeconds: 60 })
        expect(ticker.visits).toHaveLength(expected.length)
        ticker.visits.forEach((visit, i) => {
          expect(visit.fromSeconds).toBeCloseTo(expected[i]!.fromSeconds, 6)
          expect(visit.toSeconds).toBeCloseTo(expected[i]!.toSeconds, 6)
          expect(visit.dwellSeconds).toBeCloseTo(expected[i]!.dwellSeconds, 6)
        })
      }),
    )
  })

  const walkAlong = (ticker: LineTicker, places: [number, number][]) => {
    for (let i = 1; i < places.length; i++) {
      const [from, to] = [places[i - 1]!, places[i]!].map(([x, y], j) => ({
        timeSeconds: (i + j) * 10,
        x,
        y,
        resumed: false,
      }))
      ticker.feed(segmentBetween(from!, to!, rules)!)
    }
  }

  it('covers the stretches of a line that are walked beside it, once, in either direction', () => {
    const line = () => new LineTicker([[0, 0], [100, 0], [100, 100]], 15, rules) // prettier-ignore
    const there = line()
    walkAlong(there, [[0, 5], [50, 5]]) // prettier-ignore
    expect(there.coveredShare).toBeCloseTo(0.25)
    walkAlong(there, [[50, -5], [20, -5], [60, 3]]) // prettier-ignore
    expect(there.coveredShare).toBeCloseTo(0.3)
    walkAlong(there, [[60, 3], [95, 3], [100, 40], [100, 100]]) // prettier-ignore
    expect(there.passedAtSeconds).toHaveLength(1)
    expect(there.coveredShare).toBe(0)
  })

  it('covers nothing of a line that is crossed, or left for the next street', () => {
    const crossed = new LineTicker([[0, 0], [200, 0]], 15, rules) // prettier-ignore
    walkAlong(crossed, [[100, 40], [100, 10], [100, -10], [100, -40]]) // prettier-ignore
    walkAlong(crossed, [[0, 30], [100, 30], [200, 30]]) // prettier-ignore
    expect(crossed.coveredShare).toBe(0)
    // Across the mouth of a loop, both ends of which are near.
    const loop = new LineTicker([[0, 0], [0, 300], [20, 300], [20, 0]], 15, rules) // prettier-ignore
    walkAlong(loop, [[0, 0], [20, 0]]) // prettier-ignore
    expect(loop.coveredShare).toBe(0)
  })

  it('measures as the server does, to a thousandth', () => {
    const origin = { lon: 126.55, lat: 43.84 }
    const plane = new LocalPlane(origin)
    const projection = metricProjection(32652)
    const middle = projection.forward(origin.lon, origin.lat)
    for (const [dlon, dlat] of [
      [0.002, 0],
      [0, 0.002],
      [-0.02, 0.015],
    ] as const) {
      const place = { lon: origin.lon + dlon, lat: origin.lat + dlat }
      const [x, y] = plane.metersOf(place)
      const [px, py] = projection.forward(place.lon, place.lat)
      const meters = Math.hypot(px - middle[0], py - middle[1])
      expect(Math.abs(Math.hypot(x, y) / meters - 1)).toBeLessThan(1e-3)
      expect(plane.placeOf(x, y)[0]).toBeCloseTo(place.lon, 9)
    }
  })
})

describe('how what is required stands', () => {
  const origin = { lon: 126.55, lat: 43.84 }
  const plane = new LocalPlane(origin)
  const start = Date.parse('2026-11-20T14:00:00Z')
  const due: Due = {
    day: '2026-11-20',
    slotCode: 'night',
    from: start - 60_000,
    to: start + 3_600_000,
    measure: 'visits',
    required: 1,
    done: 0,
  }
  const point: RecordTarget = {
    layer: 'patrol-points',
    id: 7,
    name: '北门',
    positions: [plane.placeOf(100, 0)],
    radiusMeters: 30,
    dwellSeconds: 60,
    toleranceMeters: 0,
    dues: [due],
  }
  const at = (seconds: number, x: number, resumed = false): DeviceFix => {
    const [lon, lat] = plane.placeOf(x, 0)
    return { time: start + seconds * 1000, lon, lat, accuracy: 5, speed: null, bearing: null, resumed }
  }
  const standingOf = (walk: DeviceFix[], targets = [point], now = start + 600_000) => {
    const progress = new Progress(targets, origin, rules)
    for (const fix of walk) progress.feed(fix)
    return progress.standings(targets, start, now, now)[0]!
  }

  it('a point is due, then done after its dwell within its radius, and missed once its slot is over', () => {
    const arriving = [at(0, 0), at(30, 100), at(60, 100)]
    expect(standingOf(arriving)).toMatchObject({ standing: 'due', isInside: true, confirmed: false })
    expect(standingOf(arriving).share).toBeGreaterThan(0.5)
    expect(standingOf([...arriving, at(110, 100)])).toMatchObject({ standing: 'done', share: 1 })
    expect(standingOf(arriving, [point], due.to)).toMatchObject({ standing: 'missed' })
  })

  it('of a planned route says how much was walked, once however often, and nothing on a free patrol', () => {
    const route = [at(0, 0), at(0, 400)].map(({ lon, lat }): [number, number] => [lon, lat])
    const walked = (walk: DeviceFix[], planned?: [number, number][]) => {
      const progress = new Progress([], origin, rules, planned)
      for (const fix of walk) progress.feed(fix)
      return progress.routeShare
    }
    const half = [at(0, 0), at(60, 100), at(120, 200)]
    expect(walked(half, route)).toBeCloseTo(0.5, 3)
    expect(walked([...half, at(180, 100), at(240, 200)], route)).toBeCloseTo(0.5, 3)
    expect(walked([...half, at(180, 300), at(240, 400), at(300, 300)], route)).toBeCloseTo(1, 3)
    expect(walked(half)).toBeNull()
  })

  it('time in a pause is no dwell', () => {
    const paused = [at(0, 90), at(30, 100), at(100, 100, true)]
    expect(standingOf(paused).dwellSeconds).toBe(30)
  })

  it('what the server has counted is done, and not counted twice', () => {
    const answered = { ...point, dues: [{ ...due, done: 1 }] }
    const progress = new Progress([{ ...point, dues: [{ ...due, required: 2 }] }], origin, rules)
    for (const fix of [at(0, 100), at(30, 100), at(70, 100)]) progress.feed(fix)
    const [standing] = progress.standings([{ ...answered }], start, start + 600_000, start + 600_000)
    expect(standing).toMatchObject({ done: 1, standing: 'due' })
    expect(standingOf([at(0, 5000)], [answered])).toMatchObject({ standing: 'done', confirmed: true })
  })

  it('only slots that the outing meets are asked of it', () => {
    const later = { ...due, day: '2026-11-21', from: due.to + 1, to: due.to + 3_600_000 }
    const progress = new Progress([{ ...point, dues: [later] }], origin, rules)
    expect(progress.standings([], start, start + 600_000, start + 600_000)).toEqual([])
  })
})
