import { placeLayer } from './place-layer.ts'

export const controlAreas = placeLayer({
  name: 'control-areas',
  table: 'control_areas',
  minZoom: 9,
  areas: true,
})
