import { describe, expect, it } from 'vitest'
import { extentOfGeojson } from '../../client/sign-in/extent-of-file.ts'
import { graticule } from '../../client/sign-in/graticule.ts'
import { isTooLarge, readExtent } from '../../client/sign-in/setup-form.ts'

const point = (x: number, y: number) => ({
  type: 'Feature',
  properties: {},
  geometry: { type: 'Point', coordinates: [x, y] },
})

describe('the extent of a district from a file', () => {
  it('is the box around every geometry, rounded outwards', () => {
    const file = {
      type: 'FeatureCollection',
      features: [
        point(114.012_34, 22.5),
        {
          type: 'Feature',
          properties: {},
          geometry: {
            type: 'GeometryCollection',
            geometries: [
              {
                type: 'MultiLineString',
                coordinates: [
                  [
                    [114.1, 22.6],
                    [114.212_34, 22.4],
                  ],
                ],
              },
            ],
          },
        },
      ],
    }
    expect(extentOfGeojson(JSON.stringify(file))).toEqual({ box: [114.0123, 22.4, 114.2124, 22.6] })
  })

  it('is refused by name of what is wrong', () => {
    expect(extentOfGeojson('a,b\n1,2')).toEqual({ problem: 'notGeojson' })
    expect(extentOfGeojson('[1, 2]')).toEqual({ problem: 'notGeojson' })
    expect(extentOfGeojson('{"type":"FeatureCollection","features":[]}')).toEqual({ problem: 'noPositions' })
    expect(extentOfGeojson(JSON.stringify(point(512_345, 4_812_345)))).toEqual({ problem: 'notDegrees' })
  })

  it('is no district when a side is over 500 km', () => {
    const china = { west: '73', south: '17', east: '136', north: '54' }
    expect(readExtent(china)).toBeNull()
    expect(isTooLarge(china)).toBe(true)
    expect(isTooLarge({ ...china, east: '' })).toBe(false)
  })
})

describe('meridians and parallels of the empty map', () => {
  it('stand at round degrees, at most nine either way', () => {
    const { features } = graticule([114.03, 22.41, 114.27, 22.63])
    const labels = features.map(({ properties }) => properties.label)
    expect(labels).toContain('114.1°E')
    expect(labels).toContain('22.5°N')
    expect(labels.filter((label) => label.endsWith('E')).length).toBeLessThanOrEqual(9)
  })
})
