import { describe, expect, it } from 'vitest'
import { concentration } from '../../api/hotspots/concentration.ts'
import { contiguityOf } from '../../api/hotspots/contiguity.ts'
import { upperTail } from '../../api/hotspots/exact-tail.ts'
import { cellContiguity, cellIndex } from '../../api/hotspots/lattice.ts'
import { peaksAmong } from '../../api/hotspots/peaks.ts'
import { Random } from '../../seed/random.ts'

const side = 50
const cells = cellIndex(
  { shape: 'squares', cellMeters: 200 },
  Int32Array.from({ length: side * side }, (_, i) => i % side),
  Int32Array.from({ length: side * side }, (_, i) => Math.floor(i / side)),
)
const contiguity = cellContiguity(cells)
const equal = new Float64Array(side * side).fill(1)

function uniformCity(cases: number, random: Random): Float64Array {
  const counts = new Float64Array(side * side)
  for (let i = 0; i < cases; i += 1) counts[Math.floor(random.next() * counts.length)]! += 1
  return counts
}

describe('concentration of cases', () => {
  it('holds each neighbourhood against its share of the base', () => {
    const four = contiguityOf(4, [[0, 1]])
    const { around, expected, pValues, tested } = concentration(
      Float64Array.from([6, 2, 2, 0]),
      Float64Array.from([1, 1, 2, 0]),
      four,
    )
    expect([...around]).toEqual([8, 8, 2, 0])
    expect([...expected]).toEqual([5, 5, 5, 0])
    expect(pValues[0]).toBeCloseTo(2 * upperTail(8, 10, 0.5), 14)
    // no base, not tested
    expect(pValues[3]).toBeNaN()
    expect(tested).toBe(3)
  })

  it('rounds fractional counts to the less significant side', () => {
    const places = contiguityOf(3, [])
    const base = Float64Array.from([1, 1, 1])
    const { pValues } = concentration(Float64Array.from([5.9, 0.4, 0.4]), base, places)
    expect(pValues[0]).toBeCloseTo(2 * upperTail(5, 7, 1 / 3), 14)
    const shares = concentration(Float64Array.from([0.1 + 0.2, 0.7, 5]), base, places)
    expect(shares.pValues[2]).toBeCloseTo(2 * upperTail(5, 6, 1 / 3), 14)
  })

  it.each([300, 1000, 12_000])('calls a cell significant in few uniform cities of %i cases', (cases) => {
    const cities = 200
    let withAny = 0
    for (let city = 0; city < cities; city += 1) {
      const counts = uniformCity(cases, new Random(`uniform ${cases} ${city}`))
      const { qValues } = concentration(counts, equal, contiguity)
      if (qValues.some((q) => q <= 0.05)) withAny += 1
    }
    expect(withAny / cities).toBeLessThanOrEqual(0.096)
  })

  it('finds a place with three times its share, and a place that is empty', () => {
    const random = new Random('one hotspot')
    const counts = uniformCity(12_000, random)
    const middle = 25 * side + 25
    for (const cell of [middle - side, middle - 1, middle, middle + 1, middle + side]) counts[cell]! += 20
    for (let row = 5; row < 10; row += 1)
      for (let column = 5; column < 10; column += 1) counts[row * side + column] = 0
    const { qValues, around, expected } = concentration(counts, equal, contiguity)
    expect(qValues[middle]).toBeLessThan(0.001)
    expect(around[middle]! / expected[middle]!).toBeGreaterThan(2)
    expect(qValues[7 * side + 7]).toBeLessThan(0.001)
    expect(around[7 * side + 7]).toBe(0)
  })
})

describe('peaks', () => {
  it('are the places that no neighbour of their kind outdoes; of equals the first', () => {
    const row = contiguityOf(6, [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5]]) // prettier-ignore
    const kinds = ['hot', 'hot', 'cold', 'hot', 'hot', null]
    expect([...peaksAmong(kinds, [3, 5, 9, 4, 4, 8], row)]).toEqual([0, 1, 1, 1, 0, 0])
  })
})
