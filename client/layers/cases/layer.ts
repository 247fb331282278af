import Siren from '@lucide/svelte/icons/siren'
import { t } from '../../i18n/index.ts'
import { formatDateTime, formatNumber } from '../../i18n/format.ts'
import { language } from '../../state/language.svelte.ts'
import type { LayerDefinition, Properties } from '../definition.ts'
import { FONT_BOLD, pointHalo } from '../symbology.ts'

/** The category in the chosen language; tiles carry its code only. */
function categoryTitle(properties: Properties): string {
  const { categoryName, categoryNameEn } = properties
  const name = language.current === 'zh' ? categoryName : categoryNameEn
  return typeof name === 'string' ? name : t.layers.kinds.cases.one
}

const isCell = ['has', 'count'] as const

export const cases: LayerDefinition = {
  name: 'cases',
  group: 'cases',
  band: 'point',
  icon: Siren,
  defaultFor: [],
  minzoom: 9,
  maxzoom: 16,
  timed: true,
  style: ({ palette }) => [
    {
      id: 'cases:cell',
      type: 'circle',
      filter: [...isCell],
      paint: {
        'circle-radius': [
          'interpolate',
          ['linear'],
          ['sqrt', ['to-number', ['get', 'count']]],
          1,
          4,
          5,
          11,
          15,
          24,
          40,
          40,
        ],
        'circle-color': palette.cases,
        'circle-opacity': 0.72,
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': 1.2,
      },
    },
    {
      id: 'cases:label',
      type: 'symbol',
      filter: ['all', ['has', 'count'], ['>=', ['to-number', ['get', 'count']], 10]],
      layout: {
        'text-field': ['to-string', ['get', 'count']],
        'text-font': [FONT_BOLD],
        'text-size': 12,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': palette.halo },
    },
    { ...pointHalo('cases', palette, 5), filter: ['!', ['has', 'count']] },
    {
      id: 'cases:point',
      type: 'circle',
      filter: ['!', ['has', 'count']],
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 13, 2.6, 17, 5.5],
        'circle-color': palette.cases,
        'circle-opacity': 0.85,
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': 1,
      },
    },
  ],
  legend: ({ palette }) => [
    { label: t.layers.kinds.cases.one, symbol: { type: 'point', color: palette.cases, radius: 4.5 } },
    { label: t.layers.kinds.cases.cell, symbol: { type: 'point', color: palette.cases, radius: 8 } },
  ],
  describe: (properties) => {
    if (properties['count'] !== undefined) {
      return { title: formatNumber(Number(properties['count'])), detail: t.layers.kinds.cases.cell }
    }
    const when = properties['occurredFrom']
    return {
      title: categoryTitle(properties),
      detail: typeof when === 'string' ? formatDateTime(when) : t.layers.titles.cases,
    }
  },
  fields: [
    { key: 'categoryName', format: 'text' },
    { key: 'occurredFrom', format: 'time' },
    { key: 'occurredTo', format: 'time' },
    { key: 'reportedAt', format: 'time' },
    { key: 'address', format: 'text' },
    { key: 'timePrecision', format: 'value' },
    { key: 'placePrecision', format: 'value' },
    { key: 'source', format: 'value' },
  ],
}
