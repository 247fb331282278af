import { expect, it } from 'vitest'
import { furthestFromStreets } from '../../api/streets/distance-to-streets.ts'
import { streets } from './street-scene.ts'

const town = streets([
  // prettier-ignore
  { id: 1, line: [[0, 0], [200, 0]] },
  // prettier-ignore
  { id: 2, line: [[100, -100], [100, 100]] },
])
const furthest = (x: number[], y: number[], within = 40) =>
  furthestFromStreets(town, town.near, { x, y }, within)

it('is nothing for a line along the streets, and the distance of the furthest place for one beside them', () => {
  expect(furthest([0, 100, 100], [0, 0, 80])).toBeCloseTo(0, 9)
  expect(furthest([0, 60], [12, 12])).toBeCloseTo(12, 9)
  expect(furthest([0, 60], [0, 30])).toBeCloseTo(30, 9)
})

it('sees a place between two vertices that both lie on a street', () => {
  expect(furthest([60, 100], [0, 40])).toBeCloseTo(20, 0)
})

it('is infinite where no street is within reach', () => {
  expect(furthest([0, 0, 60], [0, 50, 0])).toBe(Infinity)
  expect(furthestFromStreets(streets([]), streets([]).near, { x: [0, 9], y: [0, 0] }, 40)).toBe(Infinity)
})
