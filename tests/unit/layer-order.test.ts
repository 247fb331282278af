import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { movedInBand } from '../../client/layers/order.ts'

const drawn = [
  { name: 'courtyards', band: 'area' },
  { name: 'tracks', band: 'line' },
  { name: 'grids', band: 'area' },
  { name: 'cases', band: 'point' },
  { name: 'org-units', band: 'area' },
]
const names = (layers: readonly { name: string }[]) => layers.map(({ name }) => name)

describe('the order of layers', () => {
  it('moves a layer over those of its band and leaves the others where they are', () => {
    expect(names(movedInBand(drawn, 'courtyards', 0))).toEqual([
      'grids',
      'tracks',
      'org-units',
      'cases',
      'courtyards',
    ])
    expect(names(movedInBand(drawn, 'courtyards', 1))).toEqual([
      'grids',
      'tracks',
      'courtyards',
      'cases',
      'org-units',
    ])
    expect(names(movedInBand(drawn, 'org-units', 9))).toEqual([
      'org-units',
      'tracks',
      'courtyards',
      'cases',
      'grids',
    ])
    expect(names(movedInBand(drawn, 'cases', 3))).toEqual(names(drawn))
    expect(names(movedInBand(drawn, 'unknown', 0))).toEqual(names(drawn))
  })

  it('never loses a layer and never changes which band is where', () => {
    fc.assert(
      fc.property(fc.constantFrom(...drawn), fc.integer({ min: -2, max: 6 }), (layer, fromTop) => {
        const moved = movedInBand(drawn, layer.name, fromTop)
        expect(moved.map(({ band }) => band)).toEqual(drawn.map(({ band }) => band))
        expect(names(moved).toSorted()).toEqual(names(drawn).toSorted())
        const band = moved.filter(({ band }) => band === layer.band).toReversed()
        expect(band.indexOf(layer)).toBe(Math.min(band.length - 1, Math.max(0, fromTop)))
      }),
    )
  })
})
