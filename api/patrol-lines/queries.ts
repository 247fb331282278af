import { lengthMeters, place } from '../places/place.ts'

export const patrolLines = place({
  layer: 'patrol-lines',
  table: 'patrolLines',
  codePrefix: 'PL',
  attributes: ['kind', 'toleranceMeters'],
  measured: [lengthMeters],
  geometries: ['LineString'],
  requiredBy: 'patrolLineId',
})
