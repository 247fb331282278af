import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMetricCrs, metricProjection, suggestMetricCrs } from '../../api/geometry/metric-projection.ts'

describe('metricProjection', () => {
  it("agrees with PROJ to the millimetre in UTM and in Gauss-Kruger with and without the zone's number", () => {
    const place: [number, number] = [120.5, 30.25]
    expect(metricProjection(4549).forward(...place)[0]).toBeCloseTo(548122.06306, 3)
    expect(metricProjection(4549).forward(...place)[1]).toBeCloseTo(3347932.8162, 3)
    expect(metricProjection(4528).forward(...place)[0]).toBeCloseTo(40_548_122.06306, 3)
    expect(metricProjection(32630).forward(-3, 0)).toEqual([expect.closeTo(500_000, 3), expect.closeTo(0, 3)])
    expect(metricProjection(32730).forward(-3, 0)[1]).toBeCloseTo(10_000_000, 3)
  })

  it('puts the central meridian at 500 km in every belt', () => {
    for (let zone = 25; zone <= 45; zone++) {
      expect(metricProjection(4534 + zone - 25).forward(zone * 3, 30)[0]).toBeCloseTo(500_000, 6)
      expect(metricProjection(4513 + zone - 25).forward(zone * 3, 30)[0]).toBeCloseTo(zone * 1e6 + 500_000, 6)
    }
  })

  it('comes back where it started, within a millimetre', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 112.6, max: 115.4, noNaN: true }),
        fc.double({ min: 18, max: 53, noNaN: true }),
        (lon, lat) => {
          for (const epsg of [4547, 4526, 32649]) {
            const { forward, inverse } = metricProjection(epsg)
            const [backLon, backLat] = inverse(...forward(lon, lat))
            expect(Math.abs(backLon - lon)).toBeLessThan(1e-8)
            expect(Math.abs(backLat - lat)).toBeLessThan(1e-8)
          }
        },
      ),
    )
  })

  it('names the code it does not know and what it does know', () => {
    for (const epsg of [4326, 3857, 4490, 4512, 4555, 32600, 32661, 32700, 32761, 4513.5, NaN]) {
      expect(isMetricCrs(epsg)).toBe(false)
      expect(() => metricProjection(epsg)).toThrow(`EPSG:${epsg}`)
    }
  })
})

describe('suggestMetricCrs', () => {
  it("takes the 3-degree belt in China's longitudes and UTM elsewhere", () => {
    expect(suggestMetricCrs(114.05)).toBe(4547)
    expect(suggestMetricCrs(120)).toBe(4549)
    expect(suggestMetricCrs(75)).toBe(4534)
    expect(suggestMetricCrs(73.5)).toBe(4534)
    expect(suggestMetricCrs(136.4)).toBe(4554)
    expect(suggestMetricCrs(-2.9)).toBe(32630)
    expect(suggestMetricCrs(-2.9, 53.4)).toBe(32630)
    expect(suggestMetricCrs(115, -32)).toBe(32750)
    expect(suggestMetricCrs(180)).toBe(32660)
    expect(suggestMetricCrs(-180)).toBe(32601)
    expect(() => suggestMetricCrs(181)).toThrow(RangeError)
  })
})
