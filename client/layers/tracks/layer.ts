import Footprints from '@lucide/svelte/icons/footprints'
import { t } from '../../i18n/index.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { kindWord } from '../describe.ts'
import type { LayerDefinition } from '../definition.ts'
import { lineHalo } from '../symbology.ts'

export const tracks: LayerDefinition = {
  name: 'tracks',
  group: 'tracks',
  band: 'line',
  icon: Footprints,
  defaultFor: [],
  minzoom: 11,
  maxzoom: 16,
  timed: true,
  longestWindowDays: 90,
  style: ({ palette }) => [
    lineHalo('tracks', palette),
    {
      id: 'tracks:line',
      type: 'line',
      filter: ['!=', ['get', 'mode'], 'vehicle'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': palette.track,
        'line-width': ['interpolate', ['linear'], ['zoom'], 12, 0.8, 16, 2],
        'line-opacity': 0.6,
      },
    },
    {
      id: 'tracks:vehicle',
      type: 'line',
      filter: ['==', ['get', 'mode'], 'vehicle'],
      layout: { 'line-cap': 'butt', 'line-join': 'round' },
      paint: {
        'line-color': palette.track,
        'line-width': ['interpolate', ['linear'], ['zoom'], 12, 0.8, 16, 2],
        'line-opacity': 0.6,
        'line-dasharray': [5, 2],
      },
    },
  ],
  legend: ({ palette }) => [
    {
      label: `${t.layers.kinds.tracks.foot} · ${t.layers.kinds.tracks.bike}`,
      symbol: { type: 'line', color: palette.track, width: 2 },
    },
    {
      label: t.layers.kinds.tracks.vehicle,
      symbol: { type: 'line', color: palette.track, width: 2, dash: [5, 2] },
    },
  ],
  describe: (properties) => {
    const when = properties['startedAt']
    return {
      title: [properties['unitCode'], kindWord('tracks', properties['mode'])].filter(Boolean).join(' · '),
      detail: typeof when === 'string' ? formatDateTime(when) : t.layers.titles.tracks,
    }
  },
  fields: [
    { key: 'unitCode', format: 'text' },
    { key: 'mode', format: 'kind' },
    { key: 'attire', format: 'value' },
    { key: 'route', format: 'reference' },
    { key: 'startedAt', format: 'time' },
    { key: 'endedAt', format: 'time' },
    { key: 'lengthMeters', format: 'length' },
    { key: 'observedSeconds', format: 'duration' },
    { key: 'unobservedSeconds', format: 'duration' },
  ],
}
