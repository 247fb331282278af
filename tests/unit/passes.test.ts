import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanTrack } from '../../api/coverage/cleaned-track.ts'
import { unionCoveredShare } from '../../api/coverage/covered-intervals.ts'
import { passesAlongLine, type PassOptions, preparePatrolLine } from '../../api/coverage/passes.ts'

type Point = [x: number, y: number]

function line(points: Point[], options: Partial<PassOptions> = {}) {
  return preparePatrolLine({ x: points.map((p) => p[0]), y: points.map((p) => p[1]) }, options)
}

/** A walk through the points at 1 m/s with a fix every 10 s; a third value is a time to stand there (over 120 s in one go: no fixes, a break). */
function walk(points: ([x: number, y: number] | [x: number, y: number, stand: number])[], scatter = 0) {
  const rows: [number, number, number][] = []
  let seconds = 0
  let random = 12345
  const noise = () => {
    random = (random * 1103515245 + 12345) % 2147483648
    return scatter * (random / 1073741824 - 1)
  }
  const add = (x: number, y: number) => rows.push([seconds, x + noise(), y + noise()])
  points.forEach(([x, y, stand = 0], i) => {
    if (i > 0) {
      const [x0, y0] = points[i - 1]!
      const meters = Math.hypot(x - x0, y - y0)
      const start = seconds
      for (let m = 10; m < meters; m += 10) {
        seconds = start + m
        add(x0 + ((x - x0) * m) / meters, y0 + ((y - y0) * m) / meters)
      }
      seconds = start + meters
    }
    add(x, y)
    for (let waited = 0; waited < stand; waited += 60) {
      seconds += 60
      add(x, y)
    }
  })
  return cleanTrack({
    timeSeconds: Float64Array.from(rows, (row) => row[0]),
    x: Float64Array.from(rows, (row) => row[1]),
    y: Float64Array.from(rows, (row) => row[2]),
  })
}

const straight = line([
  [0, 0],
  [1000, 0],
])

function shares(result: ReturnType<typeof passesAlongLine>) {
  return result.passes.map((pass) => [pass.direction, Number(pass.coveredShare.toFixed(2)), pass.complete])
}

describe('passesAlongLine', () => {
  it('finds one complete pass from end to end', () => {
    const { passes, rejected, reason } = passesAlongLine(walk([[0, 5], [1000, 5]]), straight) // prettier-ignore
    expect(passes).toEqual([
      {
        fromSeconds: 0,
        toSeconds: 1000,
        midSeconds: 500,
        direction: 'forward',
        coveredShare: 1,
        coveredIntervals: [[0, 1000]],
        complete: true,
      },
    ])
    expect(rejected).toEqual([])
    expect(reason).toBeNull()
  })

  it('takes time and cover only between the ends of the line when the way goes on beyond', () => {
    const { passes } = passesAlongLine(walk([[-200, 0], [1300, 0]]), straight) // prettier-ignore
    expect(passes).toHaveLength(1)
    expect(passes[0]!.fromSeconds).toBeCloseTo(200, 6)
    expect(passes[0]!.toSeconds).toBeCloseTo(1200, 6)
    expect(passes[0]!.coveredShare).toBeCloseTo(1, 9)
  })

  it('counts there and back as two passes', () => {
    const result = passesAlongLine(walk([[0, 0], [1000, 0], [0, 0]]), straight) // prettier-ignore
    expect(shares(result)).toEqual([
      ['forward', 1, true],
      ['backward', 1, true],
    ])
    expect(result.passes.map((pass) => pass.midSeconds)).toEqual([500, 1500])
  })

  it('counts half way and back as two partials of 0.5, none complete, half of the line', () => {
    const result = passesAlongLine(walk([[0, 0], [500, 0], [0, 0]]), straight) // prettier-ignore
    expect(shares(result)).toEqual([
      ['forward', 0.5, false],
      ['backward', 0.5, false],
    ])
    expect(unionCoveredShare(result.passes, straight.lengthMeters)).toBeCloseTo(0.5, 9)
  })

  it('is complete from a share of 0.8', () => {
    expect(passesAlongLine(walk([[0, 0], [800, 0]]), straight).passes[0]!.complete).toBe(true) // prettier-ignore
    expect(passesAlongLine(walk([[0, 0], [799, 0]]), straight).passes[0]!.complete).toBe(false) // prettier-ignore
  })

  it('is not ended by standing still, nor by going back less than 20 m', () => {
    const way = walk([[0, 0], [400, 0, 3600], [380, 0], [1000, 0]]) // prettier-ignore
    expect(shares(passesAlongLine(way, straight))).toEqual([['forward', 1, true]])
    const back = walk([[0, 0], [600, 0], [400, 0], [1000, 0]]) // prettier-ignore
    expect(shares(passesAlongLine(back, straight))).toEqual([
      ['forward', 0.6, false],
      ['backward', 0.2, false],
      ['forward', 0.6, false],
    ])
  })

  it('is ended by a break of the track', () => {
    const first = walk([[0, 0], [400, 0]]) // prettier-ignore
    const second = walk([[400, 0], [1000, 0]]) // prettier-ignore
    const broken = cleanTrack({
      timeSeconds: Float64Array.from([...first.timeSeconds, ...second.timeSeconds.map((t) => t + 600)]),
      x: Float64Array.from([...first.x, ...second.x]),
      y: Float64Array.from([...first.y, ...second.y]),
    })
    expect(shares(passesAlongLine(broken, straight))).toEqual([
      ['forward', 0.4, false],
      ['forward', 0.6, false],
    ])
  })

  it('survives under 10 minutes off the line and is ended by more', () => {
    const detour = (stand: number) =>
      walk([[0, 0], [400, 0], [400, 100, stand], [500, 100], [500, 0], [1000, 0]]) // prettier-ignore
    const short = passesAlongLine(detour(180), straight)
    expect(short.passes).toHaveLength(1)
    expect(short.passes[0]!.coveredShare).toBeGreaterThan(0.85)
    expect(short.passes[0]!.coveredShare).toBeLessThan(0.95)
    expect(shares(passesAlongLine(detour(600), straight)).map((s) => s[0])).toEqual(['forward', 'forward'])
  })

  it('does not count a way across, at any angle from 45 to 90 degrees', () => {
    for (const degrees of [45, 50, 60, 75, 90, 105, 120, 135]) {
      const [dx, dy] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
      const result = passesAlongLine(
        walk([[500 - 300 * dx, -300 * dy], [500 + 300 * dx, 300 * dy]]), // prettier-ignore
        straight,
      )
      expect(result.passes, `${degrees} degrees`).toEqual([])
      expect(['across', 'tooShort']).toContain(result.reason)
    }
    expect(passesAlongLine(walk([[500, -300], [500, 300]]), straight).reason).toBe('across') // prettier-ignore
  })

  it('says why nothing counts: too far, too short', () => {
    expect(passesAlongLine(walk([[0, 26], [1000, 26]]), straight).reason).toBe('tooFar') // prettier-ignore
    expect(passesAlongLine(walk([[0, 9000], [1000, 9000]]), straight).reason).toBe('tooFar') // prettier-ignore
    expect(passesAlongLine(walk([[400, 0], [460, 0]]), straight).reason).toBe('tooShort') // prettier-ignore
  })

  it('follows a closed line over its seam and counts every round', () => {
    const square = line([[0, 0], [300, 0], [300, 300], [0, 300], [0, 0]]) // prettier-ignore
    const round: Point[] = [[300, 150], [300, 300], [0, 300], [0, 0], [300, 0], [300, 150]] // prettier-ignore
    expect(shares(passesAlongLine(walk(round), square))).toEqual([['forward', 1, true]])
    expect(shares(passesAlongLine(walk([...round, ...round.slice(1)]), square))).toEqual([
      ['forward', 1, true],
      ['forward', 1, true],
    ])
    expect(shares(passesAlongLine(walk([...round].reverse()), square))).toEqual([['backward', 1, true]])
  })

  it('follows a line that crosses itself', () => {
    const eight: Point[] = [[0, 0], [400, 400], [400, 0], [0, 400]] // prettier-ignore
    expect(shares(passesAlongLine(walk(eight), line(eight)))).toEqual([['forward', 1, true]])
  })

  it('follows a line that comes back beside itself, once per walk', () => {
    const hairpin: Point[] = [[0, 0], [500, 0], [500, 15], [0, 15]] // prettier-ignore
    expect(shares(passesAlongLine(walk(hairpin), line(hairpin)))).toEqual([['forward', 1, true]])
    expect(passesAlongLine(walk([[0, 2], [500, 2]]), line(hairpin)).passes).toHaveLength(1) // prettier-ignore
  })

  it('sees fast vehicles with rare fixes', () => {
    const drive = cleanTrack({
      timeSeconds: Float64Array.of(0, 30, 60, 90),
      x: Float64Array.of(-300, 150, 600, 1050),
      y: Float64Array.of(3, -4, 2, 0),
    })
    expect(shares(passesAlongLine(drive, straight))).toEqual([['forward', 1, true]])
  })

  it('bears the scatter of a receiver of ten metres', () => {
    const bent = line([[0, 0], [400, 0], [600, 300], [1200, 300]]) // prettier-ignore
    const result = passesAlongLine(walk([[0, 0], [400, 0], [600, 300, 900], [1200, 300]], 10), bent) // prettier-ignore
    expect(result.passes).toHaveLength(1)
    expect(result.passes[0]!.coveredShare).toBeGreaterThan(0.9)
  })

  it('counts a short line', () => {
    const short = line([[0, 0], [60, 0]]) // prettier-ignore
    expect(shares(passesAlongLine(walk([[-100, 0], [160, 0], [-100, 0]]), short))).toEqual([
      ['forward', 1, true],
      ['backward', 1, true],
    ]) // prettier-ignore
    expect(passesAlongLine(walk([[30, -100], [30, 100]]), short).passes).toEqual([]) // prettier-ignore
  })

  it('refuses lines without length and tolerances that are none', () => {
    expect(() => line([[0, 0], [0, 0]])).toThrow(RangeError) // prettier-ignore
    expect(() => line([[0, 0], [NaN, 0]])).toThrow(RangeError) // prettier-ignore
    expect(() => line([[0, 0], [10, 0]], { toleranceMeters: 0 })).toThrow(RangeError) // prettier-ignore
  })
})

describe('passes of any track', () => {
  const bent: Point[] = [[0, 0], [300, 50], [350, 400], [700, 420]] // prettier-ignore
  const bentLine = line(bent)

  it('cover a share between 0 and 1 in ordered, disjoint intervals', () => {
    const somewhere = fc.tuple(fc.integer({ min: -100, max: 800 }), fc.integer({ min: -100, max: 500 }))
    fc.assert(
      fc.property(fc.array(somewhere, { minLength: 2, maxLength: 12 }), (points) => {
        const { passes } = passesAlongLine(walk(points), bentLine)
        for (const pass of passes) {
          expect(pass.coveredShare).toBeGreaterThan(0)
          expect(pass.coveredShare).toBeLessThanOrEqual(1)
          expect(pass.toSeconds).toBeGreaterThan(pass.fromSeconds)
          let reached = -1
          for (const [from, to] of pass.coveredIntervals) {
            expect(from).toBeGreaterThan(reached)
            expect(to).toBeGreaterThan(from)
            reached = to
          }
          expect(reached).toBeLessThanOrEqual(bentLine.lengthMeters + 1e-6)
        }
        const union = unionCoveredShare(passes, bentLine.lengthMeters)
        expect(union).toBeLessThanOrEqual(1)
        for (const pass of passes) expect(union).toBeGreaterThanOrEqual(pass.coveredShare - 1e-9)
      }),
    )
  })

  it('cover the same share in the other direction when the track is reversed', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.4, noNaN: true }),
        fc.double({ min: 0.6, max: 1, noNaN: true }),
        fc.double({ min: -20, max: 20, noNaN: true }),
        (from, to, aside) => {
          const way: Point[] = [[from * 1000, aside], [to * 1000, aside]] // prettier-ignore
          const there = passesAlongLine(walk(way), straight).passes
          const back = passesAlongLine(walk([...way].reverse()), straight).passes
          expect(there.map((pass) => pass.direction)).toEqual(['forward'])
          expect(back.map((pass) => pass.direction)).toEqual(['backward'])
          expect(there[0]!.coveredShare).toBeCloseTo(to - from, 6)
          expect(back[0]!.coveredShare).toBeCloseTo(there[0]!.coveredShare, 6)
        },
      ),
    )
  })
})
