import { describe, expect, it } from 'vitest'
import { matchTrack } from '../../api/matching/match-track.ts'
import type { TravelMode } from '../../api/streets/travel-modes.ts'
import { blocks, itinerary, streets, trackOf, travel, type Travel } from './street-scene.ts'

/** A triangle of three streets, the shortest 87 m, and streets that go on from its corners. */
const triangle = streets([
  // prettier-ignore
  { id: 1, line: [[17, -8], [12, 51], [6, 97]] },
  // prettier-ignore
  { id: 2, line: [[-62, 4], [-8, -5], [17, -8], [85, -18]] },
  // prettier-ignore
  { id: 3, line: [[-62, 4], [-9, 80], [6, 97], [35, 131], [83, 177], [132, 215]] },
  // prettier-ignore
  { id: 4, line: [[6, 97], [3, 163], [-1, 219], [-10, 333]] },
])

/** Seconds, east and north of a vehicle that comes in on road 3, waits at the end of road 1 and goes back along it to road 4. */
const waitsAndTurnsBack: [number, number, number][] = [
  [0, 67, 164],
  [12, 11, 105],
  [25, 13, 23],
  [39, 17, -7],
  [52, 11, -9],
  [64, 12, -7],
  [75, 14, -8],
  [89, 11, -8],
  [101, 11, -8],
  [112, 14, -10],
  [124, 16, 12],
  [138, 2, 98],
  [153, -4, 185],
  [167, -8, 272],
]

it.each([
  ['a fix shows the way back', undefined],
  ['no fix was made on the way back', 124],
])('sees a vehicle turn back at the end of a line, not drive round the block, when %s', (_, without) => {
  const track = trackOf(waitsAndTurnsBack.filter(([seconds]) => seconds !== without))
  const runs = itinerary(triangle, matchTrack(triangle, track, 'vehicle'))
  expect(runs.filter((run) => run.startsWith('1:'))).toEqual(['1: 105→0', '1: 0→105'])
  expect(runs.filter((run) => run.startsWith('3:'))).toEqual(['3: 205→115'])
})

describe('a turn half-way along a street', () => {
  const town = streets(blocks(6))
  const turns = Array.from({ length: 20 }, (_, i) => 222 + 4 * i)

  /** By how much the furthest place of each outing along road 201 falls short of where it turned. */
  function shortMeters(mode: TravelMode, options: Travel): number[] {
    return turns.map((turnAt) => {
      // prettier-ignore
      const track = trackOf(travel([[20, 100], [turnAt, 100], [20, 100]], { ...options, seed: turnAt }))
      const furthest = matchTrack(town, track, mode).intervals.map(
        ({ edge, fromOffsetMeters, toOffsetMeters }) => {
          expect(town.graph.edgeRoad[edge]).toBe(201)
          return town.graph.edgeRoadOffset[edge]! + Math.max(fromOffsetMeters, toOffsetMeters)
        },
      )
      return turnAt - Math.max(...furthest)
    })
  }

  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value) / values.length

  it.each<[TravelMode, Travel]>([
    ['foot', { everySeconds: 1 }],
    ['foot', { everySeconds: 5 }],
    ['foot', { everySeconds: 5, noiseMeters: 3 }],
    ['bike', { metersPerSecond: 4, everySeconds: 3, noiseMeters: 3 }],
    ['vehicle', { metersPerSecond: 8, everySeconds: 1 }],
  ])('is not shortened by the average of fixes: %s %o', (mode, options) => {
    const short = shortMeters(mode, options)
    expect(Math.abs(mean(short))).toBeLessThan(4)
    expect(Math.max(...short.map(Math.abs))).toBeLessThan(15)
  })
})
