import { describe, expect, it } from 'vitest'
import type { DrawerRecord } from '../../client/frame/drawer.ts'
import { wayBack } from '../../client/tools/edit/way-back.ts'

const geometry = {
  type: 'LineString',
  coordinates: [
    [125.6, 43.5],
    [125.7, 43.5],
  ],
}
const line: DrawerRecord = {
  type: 'Feature',
  id: 7,
  geometry,
  properties: {
    version: 3,
    name: '铁北街',
    kind: 'standard',
    toleranceMeters: 25,
    orgUnit: { id: 2, code: '229901001000', name: '人民广场派出所' },
    lengthMeters: 8000,
  },
}
const saved = (properties: Record<string, unknown>, moved?: DrawerRecord['geometry']): DrawerRecord => ({
  ...line,
  geometry: moved ?? geometry,
  properties: { ...line.properties, version: 4, ...properties },
})

describe('the way back from a saved edit', () => {
  it('says only what was changed, against the version that was saved', () => {
    expect(
      wayBack('patrol-lines', line, saved({ name: '铁北街东段', toleranceMeters: 40, lengthMeters: 1 })),
    ).toEqual({
      version: 4,
      properties: { name: '铁北街', toleranceMeters: 25 },
    })
  })

  it('puts shape and unit back', () => {
    const shorter = {
      type: 'LineString',
      coordinates: [
        [125.6, 43.5],
        [125.65, 43.5],
      ],
    }
    expect(
      wayBack('patrol-lines', line, saved({ orgUnit: { id: 9, code: '1', name: '别处' } }, shorter)),
    ).toEqual({
      version: 4,
      properties: { orgUnitId: 2 },
      geometry,
    })
  })

  it('leaves a value blank again that was blank', () => {
    const point: DrawerRecord = {
      ...line,
      geometry: { type: 'Point', coordinates: [125.6, 43.5] },
      properties: { version: 1, name: '东门', kind: 'shop', address: null, inspectionIntervalDays: 90 },
    }
    const after = { ...point, properties: { ...point.properties, version: 2, address: '铁北街 1 号' } }
    expect(wayBack('premises', point, after)).toEqual({ version: 2, properties: { address: null } })
  })

  it('is not offered where nothing changed or the earlier values are no longer accepted', () => {
    expect(wayBack('patrol-lines', line, saved({}))).toBeNull()
    const unnamed = { ...line, properties: { ...line.properties, name: null } }
    expect(wayBack('patrol-lines', unnamed, saved({ name: '铁北街' }))).toBeNull()
  })
})
