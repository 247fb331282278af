import Building2 from '@lucide/svelte/icons/building-2'
import type { ExpressionSpecification } from 'maplibre-gl'
import { t } from '../../i18n/index.ts'
import type { Palette } from '../../map/palette.ts'
import { describePlace } from '../describe.ts'
import type { LayerDefinition } from '../definition.ts'
import { areaHalo, byState, nameLabel, pointHalo } from '../symbology.ts'

const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point']
const isArea: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']

function colorByClass(palette: Palette): ExpressionSpecification {
  return [
    'match',
    ['case', ['to-boolean', ['get', 'scattered']], 'scattered', ['get', 'kind']],
    'attended',
    palette.attended,
    'unattended_good',
    palette.unattendedGood,
    'unattended_fair',
    palette.unattendedFair,
    'unattended_poor',
    palette.unattendedPoor,
    palette.scattered,
  ]
}

/** Blue to brown by class (safe for colour-blind eyes); fair is dotted and poor hatched, so that it reads without colour. */
export const courtyards: LayerDefinition = {
  name: 'courtyards',
  group: 'places',
  band: 'area',
  icon: Building2,
  defaultFor: ['branch'],
  minzoom: 13,
  maxzoom: 16,
  timed: false,
  style: ({ palette }) => [
    {
      id: 'courtyards:area',
      type: 'fill',
      filter: isArea,
      paint: { 'fill-color': colorByClass(palette), 'fill-opacity': byState(0.7, 0.65, 0.5) },
    },
    {
      id: 'courtyards:dots',
      type: 'fill',
      minzoom: 14,
      filter: ['all', isArea, ['==', ['get', 'kind'], 'unattended_fair']],
      paint: { 'fill-pattern': 'pattern-dots' },
    },
    {
      id: 'courtyards:hatch',
      type: 'fill',
      minzoom: 14,
      filter: ['all', isArea, ['==', ['get', 'kind'], 'unattended_poor']],
      paint: { 'fill-pattern': 'pattern-hatch' },
    },
    {
      id: 'courtyards:line',
      type: 'line',
      minzoom: 13.5,
      filter: isArea,
      paint: {
        'line-color': colorByClass(palette),
        'line-width': ['interpolate', ['linear'], ['zoom'], 14, 0.6, 17, 1.4],
      },
    },
    ...areaHalo('courtyards', palette).map((layer) => ({ ...layer, filter: isArea })),
    { ...pointHalo('courtyards', palette, 5), id: 'courtyards:halo-point', filter: isPoint },
    {
      id: 'courtyards:point',
      type: 'circle',
      filter: isPoint,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 13, 2, 17, 5.5],
        'circle-color': colorByClass(palette),
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': 1.2,
      },
    },
    nameLabel('courtyards', palette, { minzoom: 15.5, color: palette.label }),
  ],
  legend: ({ palette }) => {
    const words = t.layers.kinds.courtyards
    const area = (fill: string, pattern?: 'hatch' | 'dots') =>
      ({ type: 'area', fill, fillOpacity: 0.5, line: pattern ? palette.hatch : fill, pattern }) as const
    return [
      { label: words.attended, symbol: area(palette.attended) },
      { label: words.unattended_good, symbol: area(palette.unattendedGood) },
      { label: words.unattended_fair, symbol: area(palette.unattendedFair, 'dots') },
      { label: words.unattended_poor, symbol: area(palette.unattendedPoor, 'hatch') },
      { label: words.scattered, symbol: { type: 'point', color: palette.scattered, radius: 4.5 } },
    ]
  },
  describe: (properties) => describePlace('courtyards', properties),
  fields: [
    { key: 'kind', format: 'kind' },
    { key: 'scattered', format: 'yes-no' },
    { key: 'onDuty', format: 'yes-no' },
    { key: 'volunteerWatch', format: 'yes-no' },
    { key: 'dutyNote', format: 'text' },
    { key: 'householdCount', format: 'number' },
    { key: 'residentCount', format: 'number' },
    { key: 'buildingCount', format: 'number' },
    { key: 'doorCount', format: 'number' },
    { key: 'gateCount', format: 'number' },
    { key: 'cameraCount', format: 'number' },
    { key: 'address', format: 'text' },
    { key: 'orgUnit', format: 'reference' },
  ],
}
