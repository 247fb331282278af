import MapPinCheck from '@lucide/svelte/icons/map-pin-check'
import { t } from '../../i18n/index.ts'
import { kindWord, nameOf } from '../describe.ts'
import type { LayerDefinition } from '../definition.ts'
import { nameLabel, pointHalo, radiusInMeters } from '../symbology.ts'

export const patrolPoints: LayerDefinition = {
  name: 'patrol-points',
  group: 'requirements',
  band: 'point',
  icon: MapPinCheck,
  defaultFor: ['branch', 'planner'],
  minzoom: 11,
  maxzoom: 16,
  timed: false,
  style: ({ palette, latitude }) => [
    {
      id: 'patrol-points:radius',
      type: 'circle',
      minzoom: 15,
      paint: {
        'circle-radius': radiusInMeters(['coalesce', ['get', 'radiusMeters'], 30], latitude),
        'circle-color': palette.point,
        'circle-opacity': 0.1,
        'circle-stroke-color': palette.point,
        'circle-stroke-width': 1,
        'circle-stroke-opacity': 0.6,
        'circle-pitch-alignment': 'map',
      },
    },
    pointHalo('patrol-points', palette, 7),
    {
      id: 'patrol-points:ring',
      type: 'circle',
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 11, 3, 15, 6.5],
        'circle-color': palette.point,
        'circle-stroke-color': palette.lineCasing,
        'circle-stroke-width': 1.5,
      },
    },
    {
      id: 'patrol-points:core',
      type: 'circle',
      minzoom: 13,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 13, 1.4, 15, 2.2],
        'circle-color': palette.lineCasing,
      },
    },
    nameLabel('patrol-points', palette, { minzoom: 15, color: palette.point, offset: [0, 0.8] }),
  ],
  legend: ({ palette }) => [
    {
      label: t.layers.kinds['patrol-points'].point,
      symbol: { type: 'point', color: palette.point, face: palette.lineCasing, radius: 6 },
    },
  ],
  describe: (properties) => ({
    title: nameOf(properties),
    detail: kindWord('patrol-points', properties['kind']) || t.layers.titles['patrol-points'],
  }),
  fields: [
    { key: 'kind', format: 'kind' },
    { key: 'radiusMeters', format: 'meters' },
    { key: 'dwellSeconds', format: 'duration' },
    { key: 'address', format: 'text' },
    { key: 'orgUnit', format: 'reference' },
  ],
}
