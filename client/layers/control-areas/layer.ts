import Hexagon from '@lucide/svelte/icons/hexagon'
import type { ExpressionSpecification } from 'maplibre-gl'
import { t } from '../../i18n/index.ts'
import type { Palette } from '../../map/palette.ts'
import { describePlace } from '../describe.ts'
import type { LayerDefinition, SourcelessLayer } from '../definition.ts'
import { areaHalo, byState, nameLabel } from '../symbology.ts'

const KINDS = ['core', 'key', 'campus', 'campaign'] as const
type Kind = (typeof KINDS)[number]

/** Each kind has its own dash, so that it reads without colour. */
const DASHES: Record<Kind, number[] | undefined> = {
  core: undefined,
  key: [6, 2.5],
  campus: [1.2, 1.8],
  campaign: [6, 2, 1.2, 2],
}

function colorByKind(palette: Palette): ExpressionSpecification {
  return [
    'match',
    ['get', 'kind'],
    'core',
    palette.core,
    'key',
    palette.key,
    'campus',
    palette.campus,
    palette.campaign,
  ]
}

function outline(kind: Kind, palette: Palette): SourcelessLayer {
  const dash = DASHES[kind]
  return {
    id: `control-areas:line-${kind}`,
    type: 'line',
    filter: ['==', ['get', 'kind'], kind],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': palette[kind],
      'line-width': kind === 'core' ? 2.2 : 1.8,
      ...(dash ? { 'line-dasharray': dash } : {}),
    },
  }
}

export const controlAreas: LayerDefinition = {
  name: 'control-areas',
  group: 'requirements',
  band: 'area',
  icon: Hexagon,
  defaultFor: ['planner', 'leader'],
  minzoom: 11,
  maxzoom: 16,
  timed: false,
  style: ({ palette }) => [
    {
      id: 'control-areas:area',
      type: 'fill',
      paint: { 'fill-color': colorByKind(palette), 'fill-opacity': byState(0.2, 0.18, 0.1) },
    },
    ...KINDS.map((kind) => outline(kind, palette)),
    ...areaHalo('control-areas', palette),
    nameLabel('control-areas', palette, { minzoom: 14.5, color: palette.core, size: 12 }),
  ],
  legend: ({ palette }) =>
    KINDS.map((kind) => ({
      label: t.layers.kinds['control-areas'][kind],
      symbol: {
        type: 'area',
        fill: palette[kind],
        fillOpacity: 0.1,
        line: palette[kind],
        dash: DASHES[kind],
      },
    })),
  describe: (properties) => describePlace('control-areas', properties),
  fields: [
    { key: 'kind', format: 'kind' },
    { key: 'startsOn', format: 'day' },
    { key: 'endsOn', format: 'day' },
    { key: 'areaSquareMeters', format: 'area' },
    { key: 'orgUnit', format: 'reference' },
  ],
}
