import { describe, expect, it } from 'vitest'
import { areaContiguity } from '../../api/hotspots/area-contiguity.ts'
import type { PolygonMeters } from '../../api/hotspots/raster.ts'

const box = (west: number, south: number, east: number, north: number): PolygonMeters[] => [
  [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
]

function neighboursIn(areas: readonly PolygonMeters[][]): number[][] {
  const { start, neighbours } = areaContiguity(areas)
  return areas.map((_, i) => [...neighbours.subarray(start[i], start[i + 1])])
}

describe('areas that touch', () => {
  it('share an edge, a part of one, or a corner', () => {
    expect(
      neighboursIn([
        box(0, 0, 900, 900),
        box(900, 100, 1500, 300),
        box(900, 900, 1800, 1800),
        box(2000, 0, 2500, 900),
      ]),
    ).toEqual([[1, 2], [0], [0], []])
  })

  it('may be drawn up to 5 m apart, or over one another', () => {
    expect(
      neighboursIn([
        box(0, 0, 500, 500),
        box(504.9, 0, 900, 500),
        box(905.1, 0, 990, 500),
        box(200, 400, 300, 900),
      ]),
    ).toEqual([[1, 3], [0], [], [0]])
  })
})
