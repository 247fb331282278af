import { lengthMeters, place } from '../places/place.ts'

export const keySections = place({
  layer: 'key-sections',
  table: 'keySections',
  codePrefix: 'KS',
  attributes: ['kind', 'toleranceMeters'],
  measured: [lengthMeters],
  geometries: ['LineString'],
  requiredBy: 'keySectionId',
})
