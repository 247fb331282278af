import { place } from '../places/place.ts'

export const patrolPoints = place({
  layer: 'patrol-points',
  table: 'patrolPoints',
  codePrefix: 'PP',
  attributes: ['kind', 'address', 'radiusMeters', 'dwellSeconds'],
  measured: [],
  geometries: ['Point'],
  requiredBy: 'patrolPointId',
})
