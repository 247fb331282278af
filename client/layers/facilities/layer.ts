import Shield from '@lucide/svelte/icons/shield'
import { t } from '../../i18n/index.ts'
import { describePlace } from '../describe.ts'
import type { LayerDefinition } from '../definition.ts'
import { nameLabel, pointHalo } from '../symbology.ts'

const KINDS = ['police_station', 'police_room', 'workstation', 'camera', 'alarm'] as const

export const facilities: LayerDefinition = {
  name: 'facilities',
  group: 'places',
  band: 'point',
  icon: Shield,
  defaultFor: ['planner', 'leader'],
  minzoom: 11,
  maxzoom: 16,
  timed: false,
  style: ({ palette }) => [
    pointHalo('facilities', palette, 9),
    {
      id: 'facilities:minor',
      type: 'symbol',
      minzoom: 15,
      filter: ['match', ['get', 'kind'], ['camera', 'alarm'], true, false],
      layout: {
        'icon-image': ['concat', 'facilities-', ['get', 'kind']],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 15, 0.6, 18, 0.85],
        'icon-allow-overlap': true,
      },
    },
    {
      id: 'facilities:major',
      type: 'symbol',
      filter: [
        'step',
        ['zoom'],
        ['==', ['get', 'kind'], 'police_station'],
        13,
        ['match', ['get', 'kind'], ['police_station', 'police_room', 'workstation'], true, false],
      ],
      layout: {
        'icon-image': ['concat', 'facilities-', ['get', 'kind']],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 11, 0.75, 15, 1],
        'icon-allow-overlap': true,
        'symbol-sort-key': ['match', ['get', 'kind'], 'police_station', 2, 'workstation', 1, 0],
      },
    },
    nameLabel('facilities', palette, {
      minzoom: 14,
      color: palette.facility,
      offset: [0, 1],
      filter: [
        'step',
        ['zoom'],
        ['==', ['get', 'kind'], 'police_station'],
        15.5,
        ['match', ['get', 'kind'], ['police_station', 'police_room', 'workstation'], true, false],
      ],
    }),
  ],
  legend: () =>
    KINDS.map((kind) => ({
      label: t.layers.kinds.facilities[kind],
      symbol: { type: 'image', image: `facilities-${kind}` },
    })),
  describe: (properties) => describePlace('facilities', properties),
  fields: [
    { key: 'kind', format: 'kind' },
    { key: 'address', format: 'text' },
    { key: 'alwaysOpen', format: 'yes-no' },
    { key: 'orgUnit', format: 'reference' },
  ],
}
