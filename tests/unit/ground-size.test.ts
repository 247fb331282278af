import { area, length, lineString, polygon } from '@turf/turf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groundAreaSquareMeters, groundLengthMeters } from '../../client/map/ground-size.ts'

describe('the size of what is drawn', () => {
  it('has the length PostGIS gives the same line on geography', () => {
    const line = [
      [125.6026871, 43.5671869],
      [125.6028563, 43.5671911],
      [125.6040018, 43.5672258],
      [125.6043791, 43.5672392],
      [125.6051435, 43.5672661],
      [125.605205, 43.5672686],
      [125.6052509, 43.5672704],
      [125.6062797, 43.567312],
      [125.6064936, 43.5673217],
      [125.6074082, 43.5673631],
      [125.6079668, 43.5673911],
      [125.6082008, 43.5674029],
    ]
    expect(groundLengthMeters(line)).toBeCloseTo(446.1017720435887, 3)
  })

  it('has the area PostGIS gives the same polygon on geography', () => {
    const ring = [
      [125.6024124, 43.5717061],
      [125.6025508, 43.5695973],
      [125.604954, 43.5697403],
      [125.6048157, 43.5717593],
      [125.6024124, 43.5717061],
    ]
    const stored = 44_639.507629454136
    expect(Math.abs(groundAreaSquareMeters([ring]) / stored - 1)).toBeLessThan(1e-6)
    expect(groundAreaSquareMeters([ring, ring])).toBe(0)
  })

  it('is that of a sphere of the same size to a few thousandths, anywhere in China', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 80, max: 130, noNaN: true }),
        fc.double({ min: 18, max: 53, noNaN: true }),
        (x, y) => {
          const ring = [[x, y], [x + 0.01, y], [x + 0.013, y + 0.008], [x, y + 0.01], [x, y]] // prettier-ignore
          const meters = length(lineString(ring), { units: 'meters' })
          expect(Math.abs(groundLengthMeters(ring) / meters - 1)).toBeLessThan(0.005)
          expect(Math.abs(groundAreaSquareMeters([ring]) / area(polygon([ring])) - 1)).toBeLessThan(0.01)
        },
      ),
    )
  })

  it('is the same whichever way round it was drawn, and nothing for nothing', () => {
    const position = fc.tuple(
      fc.double({ min: 125, max: 125.2, noNaN: true }),
      fc.double({ min: 43, max: 43.2, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.array(position, { minLength: 3, maxLength: 12 }), (corners) => {
        const ring = [...corners, corners[0]!]
        const back = ring.toReversed()
        expect(groundLengthMeters(back)).toBeCloseTo(groundLengthMeters(ring), 6)
        const area = groundAreaSquareMeters([ring])
        expect(Math.abs(groundAreaSquareMeters([back]) - area)).toBeLessThanOrEqual(1e-6 * area + 1e-3)
      }),
    )
    expect(groundLengthMeters([[125, 43]])).toBe(0)
    expect(groundAreaSquareMeters([])).toBe(0)
  })
})
