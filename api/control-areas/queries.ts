import { areaSquareMeters, place } from '../places/place.ts'
import { requireCampaignDays } from './campaign-days.ts'

export const controlAreas = place({
  layer: 'control-areas',
  table: 'controlAreas',
  codePrefix: 'CA',
  attributes: ['kind', 'startsOn', 'endsOn'],
  measured: [areaSquareMeters],
  geometries: ['Polygon'],
  requiredBy: 'controlAreaId',
  requireSound: requireCampaignDays,
})
