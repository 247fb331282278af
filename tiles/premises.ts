import { placeLayer } from './place-layer.ts'

export const premises = placeLayer({ name: 'premises', table: 'premises', minZoom: 12 })
