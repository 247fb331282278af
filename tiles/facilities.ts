import { placeLayer } from './place-layer.ts'

export const facilities = placeLayer({ name: 'facilities', table: 'facilities', minZoom: 10 })
