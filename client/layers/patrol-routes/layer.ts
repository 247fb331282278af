import Waypoints from '@lucide/svelte/icons/waypoints'
import { t } from '../../i18n/index.ts'
import { kindWord, nameOf } from '../describe.ts'
import type { LayerDefinition } from '../definition.ts'
import { FONT_REGULAR, lineHalo } from '../symbology.ts'

export const patrolRoutes: LayerDefinition = {
  name: 'patrol-routes',
  group: 'requirements',
  band: 'line',
  icon: Waypoints,
  defaultFor: [],
  minzoom: 11,
  maxzoom: 16,
  timed: false,
  style: ({ palette }) => [
    lineHalo('patrol-routes', palette),
    {
      id: 'patrol-routes:casing',
      type: 'line',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': palette.lineCasing,
        'line-width': ['interpolate', ['linear'], ['zoom'], 11, 2.6, 15, 6, 18, 9],
      },
    },
    {
      id: 'patrol-routes:line',
      type: 'line',
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.gridHome,
        'line-width': ['interpolate', ['linear'], ['zoom'], 11, 1.4, 15, 3.4, 18, 5.5],
        'line-dasharray': [4, 1.2],
      },
    },
    {
      id: 'patrol-routes:label',
      type: 'symbol',
      minzoom: 13.5,
      layout: {
        'symbol-placement': 'line-center',
        'text-field': ['coalesce', ['get', 'name'], ''],
        'text-font': [FONT_REGULAR],
        'text-size': 12,
        'text-offset': [0, 1.1],
        'text-max-angle': 40,
      },
      paint: { 'text-color': palette.gridHome, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
    },
  ],
  legend: ({ palette }) => [
    {
      label: t.layers.kinds['patrol-routes'].line,
      symbol: {
        type: 'line',
        color: palette.gridHome,
        width: 3.4,
        dash: [4, 1.2],
        casing: palette.lineCasing,
      },
    },
  ],
  describe: (properties) => ({
    title: nameOf(properties),
    detail: kindWord('patrol-routes', properties['kind']) || t.layers.titles['patrol-routes'],
  }),
  fields: [
    { key: 'kind', format: 'kind' },
    { key: 'lengthMeters', format: 'length' },
    { key: 'plannedStart', format: 'text' },
    { key: 'plannedMinutes', format: 'number' },
    { key: 'orgUnit', format: 'reference' },
  ],
}
