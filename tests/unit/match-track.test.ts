import { describe, expect, it } from 'vitest'
import { matchedPath } from '../../api/matching/matched-path.ts'
import { matchTrack } from '../../api/matching/match-track.ts'
import type { MatchGround } from '../../api/matching/match-ground.ts'
import type { CleanedTrack } from '../../api/coverage/cleaned-track.ts'
import { passesAlongLine, preparePatrolLine } from '../../api/coverage/passes.ts'
import type { TravelMode } from '../../api/streets/travel-modes.ts'
import { blocks, itinerary, stay, streets, trackOf, travel } from './street-scene.ts'

const town = streets(blocks(4))

function went(ground: MatchGround, track: CleanedTrack, mode: TravelMode = 'foot'): string[] {
  return itinerary(ground, matchTrack(ground, track, mode))
}

const roadsOf = (runs: string[]) => runs.map((run) => run.split(':')[0])

/** A carriageway each way, 15 m apart, joined at both ends. */
const carriageways = streets([
  // prettier-ignore
  { id: 1, oneway: true, line: [[0, 0], [500, 0]] },
  // prettier-ignore
  { id: 2, oneway: true, line: [[500, 15], [0, 15]] },
  // prettier-ignore
  { id: 3, line: [[0, 0], [0, 15]] },
  // prettier-ignore
  { id: 4, line: [[500, 15], [500, 0]] },
])

/** Four streets around a yard of 300 m. */
const yard = streets([
  // prettier-ignore
  { id: 1, line: [[0, 0], [300, 0]] },
  // prettier-ignore
  { id: 2, line: [[300, 0], [300, 300]] },
  // prettier-ignore
  { id: 3, line: [[300, 300], [0, 300]] },
  // prettier-ignore
  { id: 4, line: [[0, 300], [0, 0]] },
])

describe('matchTrack', () => {
  it('follows a street across its crossings, and round a corner', () => {
    // prettier-ignore
    const across = trackOf(travel([[100, 0], [100, 400]]))
    expect(went(town, across)).toEqual(['101: 0→400'])
    // prettier-ignore
    const corner = trackOf(travel([[0, 100], [200, 100], [200, 300]]))
    expect(went(town, corner)).toEqual(['201: 0→200', '102: 100→300'])
  })

  it('gives edges, offsets, times and direction in driving order', () => {
    // prettier-ignore
    const track = trackOf(travel([[250, 100], [50, 100]], { metersPerSecond: 2, everySeconds: 10, startSeconds: 1000 }))
    const { intervals, unmatched } = matchTrack(town, track, 'foot')
    expect(unmatched).toEqual([])
    const rounded = intervals.map((interval) =>
      [interval.fromOffsetMeters, interval.toOffsetMeters, interval.fromSeconds, interval.toSeconds].map(
        (value) => Number(value.toFixed(6)),
      ),
    )
    expect(rounded).toEqual([
      [50, 0, 1000, 1025],
      [100, 0, 1025, 1075],
      [100, 50, 1075, 1100],
    ])
    expect(intervals.map(({ direction }) => direction)).toEqual(['backward', 'backward', 'backward'])
  })

  it.each([
    [1, 2],
    [2, 4],
    [3, 6],
  ])('keeps to the street through noise (seed %i, %i m)', (seed, noiseMeters) => {
    // prettier-ignore
    const track = trackOf(travel([[20, 100], [200, 100], [200, 280]], { noiseMeters, seed }))
    expect(roadsOf(went(town, track))).toEqual(['201', '102'])
  })

  it('tells parallel carriageways 15 m apart by the way a vehicle drives', () => {
    // prettier-ignore
    const there = trackOf(travel([[0, 8], [480, 8]], { metersPerSecond: 8, noiseMeters: 5 }))
    expect(roadsOf(went(carriageways, there, 'vehicle'))).toEqual(['1'])
    // prettier-ignore
    const back = trackOf(travel([[480, 8], [0, 8]], { metersPerSecond: 8, noiseMeters: 5 }))
    expect(roadsOf(went(carriageways, back, 'vehicle'))).toEqual(['2'])
    // prettier-ignore
    const round = trackOf(travel([[0, 0], [500, 0], [500, 15], [20, 15]], { metersPerSecond: 8 }))
    expect(went(carriageways, round, 'vehicle')).toEqual(['1: 0→500', '4: 15→0', '2: 0→480'])
  })

  it('keeps somebody on foot on the carriageway walked', () => {
    for (const y of [0, 15]) {
      // prettier-ignore
      const track = trackOf(travel([[20, y], [480, y]], { noiseMeters: 3 }))
      expect(roadsOf(went(carriageways, track))).toEqual([y === 0 ? '1' : '2'])
    }
  })

  it('counts a U-turn as there and back, though it lies between two fixes', () => {
    // prettier-ignore
    const track = trackOf(travel([[0, 100], [340, 100], [0, 100]], { metersPerSecond: 8 }))
    expect(went(town, track, 'vehicle')).toEqual(['201: 0→320', '201: 320→0'])
  })

  it('sees a turn half-way along an edge to within 10 m', () => {
    for (const turnAt of [145, 150, 155, 160]) {
      // prettier-ignore
      const track = trackOf(travel([[0, 100], [turnAt, 100], [0, 100]]))
      const { intervals } = matchTrack(town, track, 'foot')
      const furthest = Math.max(
        ...intervals.map(({ edge, toOffsetMeters }) => town.graph.edgeRoadOffset[edge]! + toOffsetMeters),
      )
      expect(turnAt - furthest).toBeGreaterThanOrEqual(0)
      expect(turnAt - furthest).toBeLessThanOrEqual(10)
      expect(went(town, track)).toHaveLength(2)
    }
  })

  it('goes into a dead end and out again, at no price at its end', () => {
    const ground = streets([
      // prettier-ignore
      { id: 1, line: [[0, 0], [100, 0], [200, 0]] },
      // prettier-ignore
      { id: 2, line: [[100, 0], [100, 80]] },
    ])
    // prettier-ignore
    const line: [number, number][] = [[0, 0], [100, 0], [100, 80], [100, 0], [200, 0]]
    const expected = ['1: 0→100', '2: 0→80', '2: 80→0', '1: 100→200']
    expect(went(ground, trackOf(travel(line)))).toEqual(expected)
    expect(went(ground, trackOf(travel(line, { metersPerSecond: 6 })), 'vehicle')).toEqual(expected)
  })

  it('takes no fix astray at a crossing for a visit to the side street', () => {
    // prettier-ignore
    const rows = travel([[0, 100], [200, 100]])
    rows[15] = [rows[15]![0], 99, 121]
    rows[16] = [rows[16]![0], 102, 119]
    expect(went(town, trackOf(rows))).toEqual(['201: 0→200'])
  })

  it('leaves a walk through a yard unmatched, and finds back to the street', () => {
    // prettier-ignore
    const track = trackOf(travel([[0, 0], [150, 0], [150, 150], [100, 150], [100, 100], [200, 100], [200, 0], [300, 0]]))
    const { intervals, unmatched } = matchTrack(yard, track, 'foot')
    expect(itinerary(yard, { intervals, unmatched })).toEqual(['1: 0→150', '1: 200→300'])
    expect(unmatched).toHaveLength(1)
    const [stretch] = unmatched
    expect(stretch!.fromSeconds).toBeGreaterThan(150 / 1.3 - 20)
    expect(stretch!.fromSeconds).toBeLessThan(150 / 1.3 + 20)
    expect(track.timeSeconds[stretch!.fromFix]).toBe(stretch!.fromSeconds)
    expect(track.timeSeconds[stretch!.toFix]).toBe(stretch!.toSeconds)
  })

  it('takes an alley that the map lacks, 40 m beside a street, for neither the street nor a detour', () => {
    // prettier-ignore
    const track = trackOf(travel([[0, 0], [100, 0], [100, 40], [250, 40], [250, 0], [300, 0]]))
    const { intervals, unmatched } = matchTrack(yard, track, 'foot')
    expect(itinerary(yard, { intervals, unmatched })).toEqual(['1: 0→100', '1: 250→300'])
    expect(unmatched).toHaveLength(1)
  })

  it('knows nothing far from every street, and nothing of a single fix', () => {
    // prettier-ignore
    const far = trackOf(travel([[1000, 1000], [1400, 1000]]))
    const { intervals, unmatched } = matchTrack(town, far, 'foot')
    expect(intervals).toEqual([])
    expect(unmatched).toEqual([
      { fromSeconds: 0, toSeconds: far.timeSeconds.at(-1), fromFix: 0, toFix: far.x.length - 1 },
    ])
    expect(matchTrack(town, trackOf([[0, 0, 0]]), 'foot')).toEqual({ intervals: [], unmatched: [] })
    expect(matchTrack(town, trackOf([]), 'foot')).toEqual({ intervals: [], unmatched: [] })
    expect(matchTrack(streets([]), far, 'foot').unmatched).toEqual(unmatched)
  })

  it('walks a one-way street against its direction, and drives it only along', () => {
    const ground = streets([
      // prettier-ignore
      { id: 1, oneway: true, line: [[0, 0], [300, 0]] },
      // prettier-ignore
      { id: 2, line: [[0, 0], [0, 300]] },
    ])
    // prettier-ignore
    const line: [number, number][] = [[300, 0], [0, 0], [0, 200]]
    expect(went(ground, trackOf(travel(line)))).toEqual(['1: 300→0', '2: 0→200'])
    const driven = matchTrack(ground, trackOf(travel(line, { metersPerSecond: 8 })), 'vehicle')
    expect(itinerary(ground, driven)).toEqual(['2: 0→200'])
    expect(driven.unmatched).toHaveLength(1)
    const along = trackOf(travel([...line].reverse(), { metersPerSecond: 8 }))
    expect(went(ground, along, 'vehicle')).toEqual(['2: 200→0', '1: 0→300'])
  })

  it('keeps vehicles off footways and stairs', () => {
    for (const kind of ['footway', 'steps']) {
      // prettier-ignore
      const ground = streets([{ id: 1, kind, line: [[0, 0], [300, 0]] }])
      // prettier-ignore
      const track = trackOf(travel([[0, 0], [300, 0]], { metersPerSecond: 3 }))
      expect(went(ground, track)).toEqual(['1: 0→300'])
      expect(matchTrack(ground, track, 'vehicle').intervals).toEqual([])
    }
  })

  it('says nothing about a break of 200 s, though a street leads across it', () => {
    // prettier-ignore
    const before = travel([[0, 100], [150, 100]])
    // prettier-ignore
    const after = travel([[350, 100], [400, 100]], { startSeconds: 150 / 1.3 + 200 })
    const { intervals, unmatched } = matchTrack(town, trackOf(before, after), 'foot')
    expect(itinerary(town, { intervals, unmatched })).toEqual(['201: 0→150', '201: 350→400'])
    expect(unmatched).toEqual([])
    const holes = intervals.slice(1).map((interval, i) => interval.fromSeconds - intervals[i]!.toSeconds)
    expect(Math.max(...holes)).toBeCloseTo(200, 6)
  })

  it('keeps the time of a stay at its place, and moves on afterwards', () => {
    const arrival = 150 / 1.3
    const track = trackOf(
      // prettier-ignore
      travel([[0, 100], [150, 100]]),
      stay([150, 100], 900, { startSeconds: arrival + 5, noiseMeters: 3 }),
      // prettier-ignore
      travel([[150, 100], [400, 100]], { startSeconds: arrival + 910 }),
    )
    expect(went(town, track)).toEqual(['201: 0→400'])
    const { intervals } = matchTrack(town, track, 'foot')
    const slow = intervals.filter(({ fromOffsetMeters, toOffsetMeters, fromSeconds, toSeconds }) => {
      return Math.abs(toOffsetMeters - fromOffsetMeters) < 0.5 * (toSeconds - fromSeconds)
    })
    const slowSeconds = slow.reduce((sum, { fromSeconds, toSeconds }) => sum + toSeconds - fromSeconds, 0)
    expect(slowSeconds).toBeGreaterThan(880)
    expect(slowSeconds).toBeLessThan(930)
    for (const { fromOffsetMeters, toOffsetMeters } of slow) {
      expect(fromOffsetMeters).toBeGreaterThan(38)
      expect(toOffsetMeters).toBeLessThan(62)
    }
  })

  it('places a whole outing at one place beside the street', () => {
    const { intervals, unmatched } = matchTrack(
      town,
      trackOf(stay([150, 104], 900, { noiseMeters: 3 })),
      'foot',
    )
    expect(unmatched).toEqual([])
    expect(intervals.at(-1)!.toSeconds - intervals[0]!.fromSeconds).toBe(900)
    for (const { edge, fromOffsetMeters, toOffsetMeters } of intervals) {
      expect(town.graph.edgeRoad[edge]).toBe(201)
      for (const offset of [fromOffsetMeters, toOffsetMeters]) expect(Math.abs(offset - 50)).toBeLessThan(12)
    }
  })

  it.each([1, 2, 3])('makes no way of half an hour of scatter at a crossing (seed %i)', (seed) => {
    const track = trackOf(stay([200, 200], 1800, { noiseMeters: 8, seed }))
    const { intervals, unmatched } = matchTrack(town, track, 'foot')
    const meters = intervals.reduce(
      (sum, { fromOffsetMeters, toOffsetMeters }) => sum + Math.abs(toOffsetMeters - fromOffsetMeters),
      0,
    )
    expect(track.lengthMeters).toBeGreaterThan(4000)
    expect(meters).toBeLessThan(60)
    expect(unmatched).toEqual([])
  })

  it('finds the streets between fixes far apart', () => {
    // prettier-ignore
    const line: [number, number][] = [[0, 0], [0, 400], [400, 400], [400, 0]]
    const expected = ['100: 0→400', '204: 0→400', '104: 400→0']
    expect(went(town, trackOf(travel(line, { everySeconds: 100 })))).toEqual(expected)
    const driven = trackOf(travel(line, { everySeconds: 20, metersPerSecond: 8 }))
    expect(went(town, driven, 'vehicle')).toEqual(expected)
  })

  it('trusts a fix less that the receiver says is poor', () => {
    // prettier-ignore
    const rows = travel([[0, 0], [300, 0]])
    for (const row of rows) if (row[1] > 100 && row[1] < 200) row[2] = 45
    const track = trackOf(rows)
    const accuracyMeters = track.y.map((y) => (y > 0 ? 60 : 5))
    expect(matchTrack(yard, track, 'foot').unmatched).toHaveLength(1)
    expect(matchTrack(yard, { ...track, accuracyMeters }, 'foot').unmatched).toEqual([])
    expect(() => matchTrack(yard, { ...track, accuracyMeters: new Float64Array(1) }, 'foot')).toThrow(
      RangeError,
    )
  })

  it('takes its numbers from the options', () => {
    // prettier-ignore
    const track = trackOf(travel([[0, 20], [300, 20]]))
    expect(matchTrack(yard, track, 'foot').unmatched).toEqual([])
    expect(matchTrack(yard, track, 'foot', { candidateMeters: 15 }).intervals).toEqual([])
  })
})

describe('matchedPath', () => {
  it('runs along the streets with bends, lasts as long as the track, and breaks where it breaks', () => {
    const ground = streets([
      // prettier-ignore
      { id: 1, line: [[0, 0], [100, 0], [100, 100], [200, 100]] },
    ])
    // prettier-ignore
    const before = travel([[0, 6], [94, 6], [94, 106], [150, 106]])
    // prettier-ignore
    const after = travel([[160, 106], [200, 106]], { startSeconds: 500 })
    const track = trackOf(before, after)
    const path = matchedPath(ground.graph, track, matchTrack(ground, track, 'foot'))
    expect(path.observedSeconds).toBeCloseTo(track.observedSeconds, 6)
    expect(path.unobservedSeconds).toBeCloseTo(track.unobservedSeconds, 6)
    expect(path.lengthMeters).toBeCloseTo(250 + 40, 6)
    expect([...path.connected].filter((isConnected) => isConnected === 0)).toHaveLength(1)
    expect(path.bounds).toEqual({ minX: 0, minY: 0, maxX: 200, maxY: 100 })
    expect(path.timeSeconds.every((seconds, i) => i === 0 || seconds > path.timeSeconds[i - 1]!)).toBe(true)
  })

  it('follows the fixes where nothing matched', () => {
    // prettier-ignore
    const track = trackOf(travel([[0, 0], [150, 0], [150, 150], [200, 150], [200, 0], [300, 0]]))
    const path = matchedPath(yard.graph, track, matchTrack(yard, track, 'foot'))
    expect(path.bounds.maxY).toBeCloseTo(150, 6)
    expect(path.observedSeconds).toBeCloseTo(track.observedSeconds, 6)
    expect(path.segmentCount).toBe(path.connected.length)
    expect(path.lengthMeters).toBeGreaterThan(track.lengthMeters - 20)
    expect(path.lengthMeters).toBeLessThan(track.lengthMeters + 20)
  })

  it('gives a must-patrol line the pass that a track beside it made, and none to the street across', () => {
    // prettier-ignore
    const track = trackOf(travel([[0, 112], [400, 112]], { noiseMeters: 4 }))
    const path = matchedPath(town.graph, track, matchTrack(town, track, 'foot'))
    const options = { toleranceMeters: 5 }
    const along = passesAlongLine(path, preparePatrolLine({ x: [0, 400], y: [100, 100] }, options))
    expect(along.passes).toHaveLength(1)
    expect(along.passes[0]!.coveredShare).toBeGreaterThan(0.95)
    const across = passesAlongLine(path, preparePatrolLine({ x: [200, 200], y: [0, 400] }, options))
    expect(across.passes).toEqual([])
  })
})
