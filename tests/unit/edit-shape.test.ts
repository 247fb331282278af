import { describe, expect, it } from 'vitest'
import { nearestRing, nearestVertex } from '../../client/tools/edit/nearest.ts'
import { ringsOf, verticesOf, withoutVertex, withRing, type Shape } from '../../client/tools/edit/shape.ts'

/** A square of 10 with a triangular hole in its middle. */
const yard: Shape = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
      [0, 0],
    ],
    [
      [4, 4],
      [6, 4],
      [5, 6],
      [4, 4],
    ],
  ],
}
const line: Shape = {
  type: 'LineString',
  coordinates: [
    [0, 0],
    [5, 0],
    [5, 5],
  ],
}
const asPixels = ([x, y]: number[]) => ({ x: x!, y: y! })

describe('the shape a person changes by hand', () => {
  it('keeps the hole when the outer ring changes', () => {
    const [outer, hole] = ringsOf(yard)
    const moved = [[-1, -1], ...outer!.slice(1, -1), [-1, -1]]
    expect(ringsOf(withRing(yard, 0, moved))).toEqual([moved, hole])
  })

  it('counts the closing position of a ring once', () => {
    expect(verticesOf(yard, 0)).toHaveLength(4)
    expect(verticesOf(line, 0)).toHaveLength(3)
  })

  it('stays closed when its first vertex goes', () => {
    const thinned = withoutVertex(yard, { ring: 0, index: 0 })!
    expect(ringsOf(thinned)[0]).toEqual([
      [10, 0],
      [10, 10],
      [0, 10],
      [10, 0],
    ])
  })

  it('loses a hole of three vertices as a whole, but never its outer ring', () => {
    expect(ringsOf(withoutVertex(yard, { ring: 1, index: 2 })!)).toHaveLength(1)
    const triangle = withoutVertex(yard, { ring: 0, index: 1 })!
    expect(withoutVertex(triangle, { ring: 0, index: 0 })).toBeNull()
  })

  it('keeps two vertices of a line', () => {
    const two = withoutVertex(line, { ring: 0, index: 1 })!
    expect(ringsOf(two)[0]).toEqual([
      [0, 0],
      [5, 5],
    ])
    expect(withoutVertex(two, { ring: 0, index: 0 })).toBeNull()
  })
})

describe('what lies under the pointer', () => {
  it('is the ring whose edge is nearest, within the tolerance', () => {
    expect(nearestRing(yard, { x: 5, y: 3.5 }, 2, asPixels)).toBe(1)
    expect(nearestRing(yard, { x: 5, y: -1 }, 2, asPixels)).toBe(0)
    expect(nearestRing(yard, { x: 50, y: 50 }, 2, asPixels)).toBeNull()
  })

  it('is the nearest vertex of that ring, or none', () => {
    expect(nearestVertex(yard, 0, { x: 9.5, y: 9 }, 2, asPixels)).toBe(2)
    expect(nearestVertex(yard, 0, { x: 5, y: 0 }, 2, asPixels)).toBeNull()
  })
})
