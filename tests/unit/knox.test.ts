import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { knox, type KnoxBands } from '../../api/hotspots/knox.ts'
import { riskBands } from '../../api/hotspots/risk-bands.ts'

const sharedData = new URL('../../../shared/data/', import.meta.url)
const golden = new URL('reference/chicago_burglary_2016_knox_golden.csv', sharedData)

const bands: KnoxBands = { meters: [1, 100], days: [2, 7] }
const tableOf = (cases: readonly (readonly [x: number, y: number, day: number])[], permutations = 99) =>
  knox(
    Float64Array.from(cases, ([x]) => x),
    Float64Array.from(cases, ([, y]) => y),
    Int32Array.from(cases, ([, , day]) => day),
    bands,
    { permutations, seed: 7 },
  )

describe('Knox', () => {
  it('counts pairs by distance and days, upper ends included', () => {
    // pairs: 1 m and 2 days; 100 m and 3 days; 99 m and 1 day; the last is far away
    const { observed, expected } = tableOf([
      [0, 0, 0],
      [1, 0, 2],
      [100, 0, 3],
      [5000, 0, 1],
    ])
    expect([...observed]).toEqual([1, 0, 1, 1])
    // one pair of six within a metre, and of all six 5 within two days
    expect(expected[0]).toBeCloseTo((1 * 5) / 6, 12)
  })

  it.each([
    ['no band', { meters: [], days: [1] }],
    ['bands that fall', { meters: [2, 1], days: [1] }],
  ])('refuses %s', (_, wrong) => {
    const one = Float64Array.of(0)
    expect(() => knox(one, one, Int32Array.of(0), wrong, { permutations: 9, seed: 1 })).toThrow(RangeError)
  })

  it('finds near repeats where there are some and calls chance chance', () => {
    const chance = Array.from({ length: 300 }, (_, i): [number, number, number] => [
      (i * 7919) % 3000,
      (i * 104_729) % 3000,
      (i * 31) % 365,
    ])
    const repeats = chance.flatMap(([x, y, day], i): [number, number, number][] =>
      i % 10 === 0 ? [[x, y, day + 1]] : [],
    )
    const found = tableOf([...chance, ...repeats])
    expect(found.observed[0]).toBeGreaterThanOrEqual(30)
    expect(found.pValues[0]).toBe(0.01)
    expect(tableOf(chance).pValues[2]).toBeGreaterThan(0.05)
  })

  it('counts every pair exactly as a plain double loop does', () => {
    const coordinate = fc.integer({ min: -250, max: 250 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(coordinate, coordinate, fc.integer({ min: 0, max: 20 })), { maxLength: 60 }),
        (cases) => {
          const plain = [0, 0, 0, 0]
          cases.forEach(([x, y, day], i) =>
            cases.slice(0, i).forEach(([otherX, otherY, otherDay]) => {
              const near = bands.meters.findIndex((upper) => Math.hypot(x - otherX, y - otherY) <= upper)
              const soon = bands.days.findIndex((upper) => Math.abs(day - otherDay) <= upper)
              if (near >= 0 && soon >= 0) plain[near * 2 + soon]! += 1
            }),
          )
          expect([...tableOf(cases, 1).observed]).toEqual(plain)
        },
      ),
    )
  })

  it.skipIf(!existsSync(golden))('gives the published table of the burglaries of Chicago in 2016', () => {
    const cases = readFileSync(new URL('cases/chicago_burglary_2014_2017.csv', sharedData), 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .filter((cells) => cells[2]?.startsWith('2016'))
    expect(cases).toHaveLength(11_701)
    const { observed } = knox(
      Float64Array.from(cases, (cells) => Number(cells[5])),
      Float64Array.from(cases, (cells) => Number(cells[6])),
      Int32Array.from(cases, (cells) => Date.parse(cells[2]!) / 86_400_000),
      { meters: [1, 100, 200, 300], days: [2, 4] },
      { permutations: 1, seed: 1 },
    )
    const published = readFileSync(golden, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .flatMap((line) => line.split(',').slice(-2).map(Number))
    expect([...observed]).toEqual(published)
  })
})

describe('bands of risk', () => {
  /** Two time bands per distance band; ratio and p per cell. */
  const risksOf = (...cells: [ratio: number, p: number][]) => [
    ...riskBands(
      {
        observed: Float64Array.from(cells, ([ratio]) => ratio * 10),
        expected: new Float64Array(cells.length).fill(10),
        pValues: Float64Array.from(cells, ([, p]) => p),
        permutations: 999,
      },
      { meters: [1, 150, 300], days: [7, 14] },
    ),
  ]

  it('needs a fifth more than chance that p supports', () => {
    expect(risksOf([3, 0.001], [1.1, 0.001], [1.5, 0.2], [1, 1], [1, 1], [1, 1])).toEqual([1, 0, 0, 0, 0, 0])
  })

  it('leaves out a raised band that does not join on to the case', () => {
    expect(risksOf([3, 0.001], [1, 1], [1, 1], [1, 1], [1, 1], [2, 0.01])).toEqual([1, 0, 0, 0, 0, 0])
    // too few at one address to tell, but around it
    expect(risksOf([3, 0.3], [1, 1], [2, 0.01], [1, 1], [1.5, 0.01], [1.4, 0.01])).toEqual([0, 0, 1, 0, 1, 1])
  })
})
