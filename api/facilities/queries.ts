import { place } from '../places/place.ts'

export const facilities = place({
  layer: 'facilities',
  table: 'facilities',
  codePrefix: 'FA',
  attributes: ['kind', 'address', 'alwaysOpen'],
  measured: [],
  geometries: ['Point'],
})
