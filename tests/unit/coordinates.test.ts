import fc from 'fast-check'
import gcoord from 'gcoord'
import type { Geometry } from 'geojson'
import { describe, expect, it } from 'vitest'
import {
  geometryToStored,
  isNearExtent,
  isSourceCrs,
  positionToStored,
  type SourceCrs,
} from '../../api/imports/coordinates.ts'

function stored(first: number, second: number, crs: SourceCrs): [number, number] {
  const result = positionToStored(first, second, crs)
  if (!result.valid) throw new Error(result.reason)
  return result.value
}

describe('positionToStored', () => {
  it('keeps WGS84 and CGCS2000 as they are', () => {
    for (const crs of ['WGS84', 'CGCS2000', 'EPSG:4490', 'EPSG:4326'] as const) {
      expect(stored(114.05, 22.55, crs)).toEqual([114.05, 22.55])
    }
  })

  it('takes GCJ-02 and BD-09 back to within a decimetre anywhere in China', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 75, max: 134, noNaN: true }),
        fc.double({ min: 19, max: 52, noNaN: true }),
        (lon, lat) => {
          for (const [crs, target] of [
            ['GCJ02', gcoord.GCJ02],
            ['BD09', gcoord.BD09],
          ] as const) {
            const shifted = gcoord.transform([lon, lat] as [number, number], gcoord.WGS84, target)
            const [backLon, backLat] = stored(shifted[0]!, shifted[1]!, crs)
            expect(Math.abs(backLon - lon)).toBeLessThan(2e-6)
            expect(Math.abs(backLat - lat)).toBeLessThan(2e-6)
          }
        },
      ),
    )
  })

  it('shifts GCJ-02 by some hundred metres in Shenzhen', () => {
    const [lon, lat] = stored(114.05, 22.55, 'GCJ02')
    const meters = Math.hypot((114.05 - lon) * 102_800, (22.55 - lat) * 110_700)
    expect(meters).toBeGreaterThan(300)
    expect(meters).toBeLessThan(800)
  })

  it('reads Gauss-Kruger with and without the zone before the easting, and UTM', () => {
    for (const [x, crs] of [
      [548122.06306, 'EPSG:4549'],
      [40548122.06306, 'EPSG:4528'],
    ] as const) {
      const [lon, lat] = stored(x, 3347932.8162, crs)
      expect(lon).toBeCloseTo(120.5, 8)
      expect(lat).toBeCloseTo(30.25, 8)
    }
    expect(stored(500_000, 0, 'EPSG:32649')[0]).toBeCloseTo(111, 9)
  })

  it('says what is wrong', () => {
    const reason = (first: number, second: number, crs: SourceCrs = 'WGS84') => {
      const result = positionToStored(first, second, crs)
      return result.valid ? null : result.reason
    }
    expect(reason(NaN, 22)).toBe('notNumber')
    expect(reason(22.55, 114.05)).toBe('swapped')
    expect(reason(200, 22)).toBe('longitudeRange')
    expect(reason(170, 95)).toBe('latitudeRange')
    expect(reason(548122, 3347932)).toBe('degreesExpected')
    expect(reason(120.5, 30.25, 'EPSG:4549')).toBe('metersExpected')
    expect(reason(3347932, 548122, 'EPSG:4549')).toBe('swapped')
    expect(reason(548122, 3347932, 'EPSG:4528')).toBe('projectedRange')
    expect(() => positionToStored(1, 1, 'EPSG:3857')).toThrow(RangeError)
    expect([isSourceCrs('EPSG:4547'), isSourceCrs('EPSG:3857'), isSourceCrs('Amap')]).toEqual([
      true,
      false,
      false,
    ])
  })
})

describe('geometryToStored', () => {
  const ring = [
    [114, 22],
    [114.1, 22],
    [114.1, 22.1],
    [114, 22],
  ]
  const geometries: Geometry[] = [
    { type: 'Point', coordinates: [114, 22, 35] },
    { type: 'MultiPoint', coordinates: ring },
    { type: 'LineString', coordinates: ring },
    { type: 'MultiLineString', coordinates: [ring, ring] },
    { type: 'Polygon', coordinates: [ring] },
    { type: 'MultiPolygon', coordinates: [[ring], [ring]] },
    { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [114, 22] }] },
  ]

  it('moves every position of every type and leaves the given object as it was', () => {
    const [lon, lat] = stored(114, 22, 'BD09')
    for (const geometry of geometries) {
      const before = structuredClone(geometry)
      const result = geometryToStored(geometry, 'BD09')
      expect(geometry).toEqual(before)
      expect(result.valid).toBe(true)
      if (!result.valid) continue
      expect(result.value.type).toBe(geometry.type)
      const text = JSON.stringify(result.value)
      expect(text).toContain(`[${lon},${lat}`)
      expect(text).not.toContain('[114,22')
    }
  })

  it('keeps heights and closes rings as they were', () => {
    const point = geometryToStored(geometries[0]!, 'GCJ02')
    expect(point.valid && point.value.type === 'Point' && point.value.coordinates[2]).toBe(35)
    const polygon = geometryToStored(geometries[4]!, 'GCJ02')
    if (!polygon.valid || polygon.value.type !== 'Polygon') throw new Error('no polygon')
    expect(polygon.value.coordinates[0]![0]).toEqual(polygon.value.coordinates[0]![3])
  })

  it('refuses a geometry with one bad position', () => {
    expect(
      geometryToStored({ type: 'LineString', coordinates: [[114, 22], [22, 114]] }, 'WGS84'), // prettier-ignore
    ).toEqual({ valid: false, reason: 'swapped' })
    expect(geometryToStored({ type: 'Point', coordinates: [] }, 'WGS84')).toEqual({
      valid: false,
      reason: 'notNumber',
    })
  })
})

describe('isNearExtent', () => {
  it('allows fifty kilometres around the district', () => {
    const extent = [114, 22, 114.2, 22.2] as const
    expect(isNearExtent(114.1, 22.1, extent)).toBe(true)
    expect(isNearExtent(114.1, 22.2 + 49 / 111.32, extent)).toBe(true)
    expect(isNearExtent(114.1, 22.2 + 51 / 111.32, extent)).toBe(false)
    expect(isNearExtent(113.5, 22.1, extent)).toBe(false)
  })
})
