import Store from '@lucide/svelte/icons/store'
import { t } from '../../i18n/index.ts'
import { describePlace } from '../describe.ts'
import type { LayerDefinition } from '../definition.ts'
import { nameLabel, pointHalo } from '../symbology.ts'

const KINDS = [
  'shop',
  'entertainment',
  'rental',
  'recycling',
  'lodging',
  'school',
  'hospital',
  'bank',
  'warehouse',
  'other',
] as const

export const premises: LayerDefinition = {
  name: 'premises',
  group: 'places',
  band: 'point',
  icon: Store,
  defaultFor: [],
  minzoom: 13,
  maxzoom: 16,
  timed: false,
  style: ({ palette }) => [
    pointHalo('premises', palette, 8),
    {
      id: 'premises:far',
      type: 'circle',
      maxzoom: 15,
      paint: {
        'circle-radius': 2.6,
        'circle-color': palette.premises,
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': 0.8,
      },
    },
    {
      id: 'premises:icon',
      type: 'symbol',
      minzoom: 15,
      layout: {
        'icon-image': ['concat', 'premises-', ['get', 'kind']],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 15, 0.75, 18, 1],
        'icon-allow-overlap': true,
      },
    },
    nameLabel('premises', palette, { minzoom: 16.5, color: palette.premises, offset: [0, 0.9] }),
  ],
  legend: () =>
    KINDS.map((kind) => ({
      label: t.layers.kinds.premises[kind],
      symbol: { type: 'image', image: `premises-${kind}` },
    })),
  describe: (properties) => describePlace('premises', properties),
  fields: [
    { key: 'kind', format: 'kind' },
    { key: 'address', format: 'text' },
    { key: 'letterSignedOn', format: 'day' },
    { key: 'letterExpiresOn', format: 'day' },
    { key: 'inspectionIntervalDays', format: 'days' },
    { key: 'orgUnit', format: 'reference' },
  ],
}
