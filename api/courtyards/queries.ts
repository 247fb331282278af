import { place } from '../places/place.ts'

export const courtyards = place({
  layer: 'courtyards',
  table: 'courtyards',
  codePrefix: 'CY',
  attributes: [
    'kind',
    'scattered',
    'address',
    'householdCount',
    'residentCount',
    'buildingCount',
    'doorCount',
    'gateCount',
    'cameraCount',
    'onDuty',
    'volunteerWatch',
    'dutyNote',
  ],
  measured: [],
  geometries: ['Point', 'Polygon'],
})
