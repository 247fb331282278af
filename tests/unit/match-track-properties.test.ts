import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanTrack } from '../../api/coverage/cleaned-track.ts'
import { matchedPath } from '../../api/matching/matched-path.ts'
import { type MatchedTrack, matchTrack } from '../../api/matching/match-track.ts'
import { placeOnEdge } from '../../api/streets/street-graph.ts'
import { modeBit, type TravelMode } from '../../api/streets/travel-modes.ts'
import { blocks, streets, trackOf, turnedRound } from './street-scene.ts'

/** Blocks of 100 m, some streets one-way, one a footway, one stairs, without the middle of two, so that yards and gaps are there. */
const town = streets([
  ...blocks(5).map((road) => ({
    ...road,
    oneway: road.id % 3 === 0,
    kind: road.id === 102 ? 'footway' : road.id === 203 ? 'steps' : 'residential',
    line: road.id % 4 === 1 ? road.line.slice(0, 3) : road.line,
  })),
  // prettier-ignore
  { id: 300, kind: 'alley', line: [[300, 300], [330, 340], [390, 350], [400, 400]] },
  // prettier-ignore
  { id: 301, kind: 'alley', line: [[100, 100], [150, 150], [140, 190]] },
])

/** Wanderings of whole seconds and metres, with jumps, holes, stays and repeated times. */
const wandering = fc
  .array(
    fc.record({
      seconds: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 0, max: 40 }) },
        fc.constantFrom(119, 121, 900),
      ),
      x: fc.integer({ min: -40, max: 40 }),
      y: fc.integer({ min: -40, max: 40 }),
    }),
    { minLength: 1, maxLength: 80 },
  )
  .map((moves) => {
    let [seconds, x, y] = [0, 250, 250]
    return trackOf(
      moves.map((move): [number, number, number] => {
        seconds += move.seconds
        x = Math.min(600, Math.max(-100, x + move.x))
        y = Math.min(600, Math.max(-100, y + move.y))
        return [seconds, x, y]
      }),
    )
  })
const mode = fc.constantFrom<TravelMode>('foot', 'bike', 'vehicle')

const secondsOf = ({ intervals, unmatched }: MatchedTrack): number =>
  [...intervals, ...unmatched].reduce((sum, { fromSeconds, toSeconds }) => sum + toSeconds - fromSeconds, 0)

describe('whatever the track', () => {
  it('matched and unmatched time together are the time of the track, without overlap', () => {
    fc.assert(
      fc.property(wandering, mode, (track, by) => {
        const matched = matchTrack(town, track, by)
        expect(secondsOf(matched)).toBeCloseTo(track.observedSeconds, 6)
        const parts = [...matched.intervals, ...matched.unmatched].sort(
          (a, b) => a.fromSeconds - b.fromSeconds,
        )
        for (const [i, { fromSeconds, toSeconds }] of parts.entries()) {
          expect(toSeconds).toBeGreaterThanOrEqual(fromSeconds)
          if (i > 0) expect(fromSeconds).toBeGreaterThanOrEqual(parts[i - 1]!.toSeconds)
        }
        const path = matchedPath(town.graph, track, matched)
        expect(path.observedSeconds).toBeCloseTo(track.observedSeconds, 6)
      }),
    )
  })

  it('the way is unbroken on the streets, and legal for its mode', () => {
    const { graph } = town
    const [end, begin] = [new Float64Array(2), new Float64Array(2)]
    fc.assert(
      fc.property(wandering, mode, (track, by) => {
        const { intervals } = matchTrack(town, track, by)
        for (const [i, interval] of intervals.entries()) {
          const { edge, direction, fromOffsetMeters, toOffsetMeters } = interval
          const forward = direction === 'forward'
          expect(graph.halfEdgeModes[2 * edge + (forward ? 0 : 1)]! & modeBit[by]).not.toBe(0)
          for (const offset of [fromOffsetMeters, toOffsetMeters]) {
            expect(offset).toBeGreaterThanOrEqual(-1e-9)
            expect(offset).toBeLessThanOrEqual(graph.edgeLength[edge]! + 1e-9)
          }
          expect((toOffsetMeters - fromOffsetMeters) * (forward ? 1 : -1)).toBeGreaterThanOrEqual(0)
          const before = intervals[i - 1]
          if (before?.toSeconds !== interval.fromSeconds) continue
          placeOnEdge(graph, before.edge, before.toOffsetMeters, end)
          placeOnEdge(graph, edge, fromOffsetMeters, begin)
          expect(Math.hypot(end[0]! - begin[0]!, end[1]! - begin[1]!)).toBeLessThan(1e-6)
        }
      }),
    )
  })

  it('on foot, its reverse covers the same stretches the other way', () => {
    fc.assert(
      fc.property(wandering, fc.constantFrom<TravelMode>('foot', 'bike'), (track, by) => {
        const there = matchTrack(town, track, by)
        const back = matchTrack(town, turnedRound(track), by)
        expect(covered(back)).toEqual(covered(there))
        expect(secondsOf(back)).toBeCloseTo(secondsOf(there), 6)
      }),
    )
  })

  it('the answer is the same again, whatever was matched between', () => {
    fc.assert(
      fc.property(wandering, wandering, mode, (track, other, by) => {
        const first = matchTrack(town, track, by)
        matchTrack(town, other, 'foot')
        expect(matchTrack(town, track, by)).toEqual(first)
      }),
    )
  })

  it('the order in which fixes arrive plays no part', () => {
    fc.assert(
      fc.property(wandering, fc.infiniteStream(fc.nat()), (track, keys) => {
        const order = [...track.timeSeconds.keys()]
          .map((fix) => ({ fix, key: keys.next().value! }))
          .sort((a, b) => a.key - b.key)
          .map(({ fix }) => fix)
        const shuffled = cleanTrack({
          timeSeconds: Float64Array.from(order, (fix) => track.timeSeconds[fix]!),
          x: Float64Array.from(order, (fix) => track.x[fix]!),
          y: Float64Array.from(order, (fix) => track.y[fix]!),
        })
        expect(matchTrack(town, shuffled, 'foot')).toEqual(matchTrack(town, track, 'foot'))
      }),
    )
  })
})

/** Millimetres travelled per edge, each way taken together. */
function covered({ intervals }: MatchedTrack): Record<number, number> {
  const meters: Record<number, number> = {}
  for (const { edge, fromOffsetMeters, toOffsetMeters } of intervals) {
    meters[edge] = (meters[edge] ?? 0) + Math.abs(toOffsetMeters - fromOffsetMeters)
  }
  return Object.fromEntries(
    Object.entries(meters)
      .map(([edge, sum]) => [edge, Math.round(sum * 1000)] as const)
      .filter(([, sum]) => sum > 0),
  )
}
