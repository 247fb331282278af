import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CleanedTrack } from '../../api/coverage/cleaned-track.ts'
import { buildPolygonSet, polygonsAt } from '../../api/geometry/polygon-set.ts'
import { HourTally } from '../../api/presence/hour-tally.ts'
import { stretchesInPolygons } from '../../api/presence/stretches-in-polygons.ts'
import { stretchesNearby, surroundingsOf } from '../../api/presence/stretches-nearby.ts'
import { pieced, ring, totals, track, wildTrack } from './presence-scene.ts'

const rules = { toleratedExitSeconds: 0, effectiveStaySeconds: 600 }

function tallyOf(walked: CleanedTrack, polygons: Parameters<typeof buildPolygonSet>[0]) {
  const tally = new HourTally(walked, rules)
  stretchesInPolygons(walked, buildPolygonSet(polygons), tally.add)
  return totals(tally.finish())
}

const square = (west: number, south: number, meters: number) =>
  ring([west, south], [west + meters, south], [west + meters, south + meters], [west, south + meters])

describe('time in polygons', () => {
  it('is split where a segment crosses the border', () => {
    const found = tallyOf(
      track([
        [0, -50, 50],
        [20, 150, 50],
      ]),
      [[square(0, 0, 100)]],
    )
    expect([...found]).toEqual([[0, { dwellSeconds: 10, lengthMeters: 100, stays: 1, effectiveStays: 0 }]])
  })

  it('leaves out what lies in a hole, and enters twice around it', () => {
    const found = tallyOf(
      track([
        [0, 0, 50],
        [100, 100, 50],
      ]),
      [[square(0, 0, 100), square(40, 40, 20)], [square(40, 40, 20)]],
    )
    expect(found.get(0)).toMatchObject({ lengthMeters: 80, stays: 2 })
    expect(found.get(0)!.dwellSeconds).toBeCloseTo(80, 9)
    expect(found.get(1)!.dwellSeconds).toBeCloseTo(20, 9)
  })

  it('counts in each of two that overlap', () => {
    const found = tallyOf(
      track([
        [0, 75, 50],
        [60, 75, 50],
      ]),
      [[square(0, 0, 100)], [square(50, 0, 100)], [square(300, 0, 100)]],
    )
    expect([...found.keys()].sort()).toEqual([0, 1])
  })

  it('gives what runs along a common border to one of the two', () => {
    for (const way of [
      [100, 0, 100, 100],
      [100, 100, 100, 0],
      [0, 100, 100, 100],
      [20, 100, 180, 100],
    ] as const) {
      const [x0, y0, x1, y1] = way
      const found = tallyOf(
        track([
          [0, x0, y0],
          [60, x1, y1],
        ]),
        [[square(0, 0, 100)], [square(100, 0, 100)], [square(0, 100, 100)], [square(100, 100, 100)]],
      )
      expect([...found.values()].reduce((sum, { dwellSeconds }) => sum + dwellSeconds, 0)).toBeCloseTo(60, 9)
    }
  })

  it('shares every moment once among polygons that tile the plane, along their slanting borders too', () => {
    const wobble = fc.double({ min: -20, max: 20, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(wobble, wobble), { minLength: 81, maxLength: 81 }),
        wildTrack,
        fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { minLength: 2, maxLength: 12 }),
        (wobbles, wild, corners) => {
          const vertex = (column: number, row: number): [number, number] => {
            const [x, y] = wobbles[row * 9 + column]!
            return [(column - 4) * 90 + x, (row - 4) * 90 + y]
          }
          const tiles = Array.from({ length: 64 }, (_, tile) => {
            const column = tile % 8
            const row = Math.floor(tile / 8)
            return [
              ring(
                vertex(column, row),
                vertex(column + 1, row),
                vertex(column + 1, row + 1),
                vertex(column, row + 1),
              ),
            ]
          })
          // From corner to corner of the tiles: often exactly along a border.
          const along = track(corners.map(([column, row], i) => [i * 100, ...vertex(column, row)] as const))
          const around = [
            ring(
              ...Array.from({ length: 9 }, (_, i) => vertex(i, 0)),
              ...Array.from({ length: 8 }, (_, i) => vertex(8, i + 1)),
              ...Array.from({ length: 8 }, (_, i) => vertex(7 - i, 8)),
              ...Array.from({ length: 7 }, (_, i) => vertex(0, 7 - i)),
            ),
          ]
          for (const walked of [wild, along]) {
            let whole = 0
            const tally = new Float64Array(walked.connected.length)
            const set = buildPolygonSet([...tiles, around])
            stretchesInPolygons(walked, set, (tile, segment, enter, leave) => {
              if (tile === 64) whole += leave - enter
              else tally[segment]! += leave - enter
            })
            expect(tally.reduce((sum, share) => sum + share, 0)).toBeCloseTo(whole, 9)
          }
          for (let share = 0; share <= 1; share += 0.125) {
            const [x0, y0] = vertex(2, 2)
            const [x1, y1] = vertex(3, 2)
            expect(
              polygonsAt(buildPolygonSet(tiles), x0 + share * (x1 - x0), y0 + share * (y1 - y0)),
            ).toHaveLength(1)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is the same when a segment is recorded in pieces', () => {
    fc.assert(
      fc.property(wildTrack, (walked) => {
        const polygons = [[ring([-80, -100], [120, -60], [30, 140])], [square(-50, -50, 100)]]
        const whole = tallyOf(walked, polygons)
        const parts = tallyOf(pieced(walked), polygons)
        for (const target of [0, 1]) {
          expect(parts.get(target)?.dwellSeconds ?? 0).toBeCloseTo(whole.get(target)?.dwellSeconds ?? 0, 5)
        }
      }),
    )
  })
})

describe('time near a place', () => {
  const near = (
    walked: CleanedTrack,
    places: Parameters<typeof surroundingsOf>[0],
    toleratedExitSeconds = 60,
  ) => {
    const tally = new HourTally(walked, { ...rules, toleratedExitSeconds })
    stretchesNearby(walked, surroundingsOf(places, 30), tally.add)
    return totals(tally.finish())
  }

  it('is the time inside the circle of a point', () => {
    const found = near(
      track([
        [0, -100, 0],
        [100, 100, 0],
      ]),
      [[{ x: Float64Array.of(0), y: Float64Array.of(0) }]],
    )
    expect(found.get(0)!.dwellSeconds).toBeCloseTo(30, 9)
    expect(found.get(0)!.lengthMeters).toBeCloseTo(60, 9)
  })

  it('is one passing along the wall of a courtyard, round its corner and through its gate', () => {
    const found = near(
      track([
        [0, -20, -100],
        [60, -20, 20], // 20 m beside the western wall from y = -22.36
        [90, 50, 50], // inside
        [120, 110, -10], // out round the corner
        [220, 300, -10],
      ]),
      [[square(0, 0, 100)]],
    )
    expect(found.get(0)!.stays).toBe(1)
    const before = (100 - Math.sqrt(30 ** 2 - 20 ** 2)) / 2
    const leaves = (100 + Math.sqrt(30 ** 2 - 10 ** 2) - 110) / 1.9
    expect(found.get(0)!.dwellSeconds).toBeCloseTo(120 + leaves - before, 9)
  })

  it('is one passing when away for less than a minute, and two after that', () => {
    const awayFor = (seconds: number) =>
      near(
        track([
          [0, 0, 0],
          [10, 30, 0],
          [10 + seconds / 2, 60, 0],
          [10 + seconds, 30, 0],
          [20 + seconds, 0, 0],
        ]),
        [[{ x: Float64Array.of(0), y: Float64Array.of(0) }]],
      ).get(0)!
    expect(awayFor(58)).toMatchObject({ stays: 1 })
    expect(awayFor(62)).toMatchObject({ stays: 2 })
  })

  it('is none when passing further away', () => {
    const walked = track([
      [0, -100, 130.001],
      [100, 200, 130.001],
    ])
    expect(near(walked, [[square(0, 0, 100)]]).size).toBe(0)
  })

  it('is the time at which the place is near, moment by moment', () => {
    const triangle = ring([-80, -100], [120, -60], [30, 140])
    const corners = [...triangle.x].map((x, i) => [x, triangle.y[i]!] as const)
    const distance = (x: number, y: number) => {
      if (polygonsAt(buildPolygonSet([[triangle]]), x, y).length > 0) return 0
      let nearest = Infinity
      for (let i = 0; i + 1 < corners.length; i++) {
        const [ax, ay] = corners[i]!
        const ex = corners[i + 1]![0] - ax
        const ey = corners[i + 1]![1] - ay
        const share = Math.min(1, Math.max(0, ((x - ax) * ex + (y - ay) * ey) / (ex * ex + ey * ey)))
        nearest = Math.min(nearest, Math.hypot(ax + share * ex - x, ay + share * ey - y))
      }
      return nearest
    }
    fc.assert(
      fc.property(wildTrack, fc.double({ min: 0, max: 1, noNaN: true }), (walked, share) => {
        const covered: [number, number, number][] = []
        stretchesNearby(walked, surroundingsOf([[triangle]], 30), (_, segment, enter, leave) => {
          covered.push([segment, enter, leave])
        })
        for (let i = 0; i < walked.connected.length; i++) {
          if (walked.connected[i] === 0) continue
          const away = distance(
            walked.x[i]! + share * (walked.x[i + 1]! - walked.x[i]!),
            walked.y[i]! + share * (walked.y[i + 1]! - walked.y[i]!),
          )
          if (Math.abs(away - 30) < 1e-6) continue
          const held = covered.filter(
            ([segment, enter, leave]) => segment === i && enter <= share && share <= leave,
          )
          expect(held).toHaveLength(away < 30 ? 1 : 0)
        }
      }),
    )
  })
})
