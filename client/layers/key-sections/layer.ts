import Spline from '@lucide/svelte/icons/spline'
import { t } from '../../i18n/index.ts'
import { kindWord, nameOf } from '../describe.ts'
import type { LayerDefinition } from '../definition.ts'
import { lineHalo } from '../symbology.ts'

export const keySections: LayerDefinition = {
  name: 'key-sections',
  group: 'requirements',
  band: 'line',
  icon: Spline,
  defaultFor: ['planner'],
  minzoom: 11.5,
  maxzoom: 16,
  timed: false,
  style: ({ palette }) => [
    lineHalo('key-sections', palette),
    {
      id: 'key-sections:band',
      type: 'line',
      layout: { 'line-cap': 'butt', 'line-join': 'round' },
      paint: {
        'line-color': palette.section,
        'line-width': ['interpolate', ['linear'], ['zoom'], 12, 4, 15, 9, 18, 20],
        'line-opacity': 0.28,
      },
    },
    {
      id: 'key-sections:line',
      type: 'line',
      layout: { 'line-cap': 'butt', 'line-join': 'round' },
      paint: {
        'line-color': palette.section,
        'line-width': ['interpolate', ['linear'], ['zoom'], 12, 1.4, 15, 2.2, 18, 3],
        'line-dasharray': [3, 1.5],
      },
    },
  ],
  legend: ({ palette }) => [
    {
      label: t.layers.kinds['key-sections'].section,
      symbol: {
        type: 'line',
        color: palette.section,
        width: 2.2,
        dash: [3, 1.5],
        casing: `${palette.section}47`,
      },
    },
  ],
  describe: (properties) => ({
    title: nameOf(properties),
    detail: kindWord('key-sections', properties['kind']) || t.layers.titles['key-sections'],
  }),
  fields: [
    { key: 'kind', format: 'kind' },
    { key: 'lengthMeters', format: 'length' },
    { key: 'toleranceMeters', format: 'meters' },
    { key: 'orgUnit', format: 'reference' },
  ],
}
