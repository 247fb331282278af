import Route from '@lucide/svelte/icons/route'
import { t } from '../../i18n/index.ts'
import { kindWord, nameOf } from '../describe.ts'
import type { LayerDefinition } from '../definition.ts'
import { FONT_REGULAR, lineHalo } from '../symbology.ts'

export const patrolLines: LayerDefinition = {
  name: 'patrol-lines',
  group: 'requirements',
  band: 'line',
  icon: Route,
  defaultFor: ['branch', 'planner'],
  minzoom: 11,
  maxzoom: 16,
  timed: false,
  style: ({ palette }) => [
    lineHalo('patrol-lines', palette),
    {
      id: 'patrol-lines:casing',
      type: 'line',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': palette.lineCasing,
        'line-width': ['interpolate', ['linear'], ['zoom'], 11, 2.6, 15, 6, 18, 9],
      },
    },
    {
      id: 'patrol-lines:line',
      type: 'line',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': palette.line,
        'line-width': ['interpolate', ['linear'], ['zoom'], 11, 1.4, 15, 3.4, 18, 5.5],
      },
    },
    {
      id: 'patrol-lines:label',
      type: 'symbol',
      minzoom: 14.5,
      layout: {
        'symbol-placement': 'line-center',
        'text-field': ['coalesce', ['get', 'name'], ''],
        'text-font': [FONT_REGULAR],
        'text-size': 12,
        'text-offset': [0, 1.1],
        'text-max-angle': 40,
      },
      paint: { 'text-color': palette.line, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
    },
  ],
  legend: ({ palette }) => [
    {
      label: t.layers.kinds['patrol-lines'].line,
      symbol: { type: 'line', color: palette.line, width: 3.4, casing: palette.lineCasing },
    },
  ],
  describe: (properties) => ({
    title: nameOf(properties),
    detail: kindWord('patrol-lines', properties['kind']) || t.layers.titles['patrol-lines'],
  }),
  fields: [
    { key: 'kind', format: 'kind' },
    { key: 'lengthMeters', format: 'length' },
    { key: 'toleranceMeters', format: 'meters' },
    { key: 'orgUnit', format: 'reference' },
  ],
}
