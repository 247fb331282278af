import type { LayerSpecification } from 'maplibre-gl'
import type { AttemptAnswer, AttemptPart } from '../../../api/attempts/contract.ts'
import type { en } from '../../i18n/attempt.ts'
import { FONT_BOLD, FONT_REGULAR, radiusInMeters } from '../../layers/symbology.ts'
import type { Palette } from '../../map/palette.ts'
import type { Contribution, LegendBlock } from '../../map/scene.svelte.ts'

const SOURCE = 'attempt'
const COVERED_WIDTH = 6
const UNCOVERED_DASH = [1.6, 1.2]
const RECORDED_DASH = [0.4, 1.8]

type Layer = Omit<LayerSpecification, 'source' | 'filter' | 'id'> & { of: AttemptPart; id: string }

/** An attempt over everything else: the band that counts, the line covered and not, the track, its way, times and direction. */
export function attemptContribution(
  { features, attempt }: AttemptAnswer,
  palette: Palette,
  timeOf: (at: string) => string,
): Contribution {
  const latitude = latitudeOf(features)
  const data = {
    type: 'FeatureCollection' as const,
    features: features.map((feature) => ({
      ...feature,
      properties: {
        ...feature.properties,
        ...(feature.properties.at === undefined ? {} : { label: timeOf(feature.properties.at) }),
      },
    })),
  }
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const
  const line = (id: string, of: AttemptPart, paint: object, layout: object = round): Layer =>
    ({ id, of, type: 'line', layout, paint }) as Layer
  const casing = (of: AttemptPart, width: number) =>
    line(`${of}-casing`, of, { 'line-color': palette.halo, 'line-width': width })
  const layers: Layer[] = [
    line('band', 'line', {
      'line-color': palette.selection,
      'line-opacity': 0.16,
      'line-width': radiusInMeters(2 * attempt.toleranceMeters, latitude),
    }),
    {
      id: 'circle',
      of: 'target',
      type: 'circle',
      paint: {
        'circle-radius': radiusInMeters(attempt.toleranceMeters, latitude),
        'circle-color': palette.selection,
        'circle-opacity': 0.16,
        'circle-stroke-color': palette.selection,
        'circle-stroke-width': 1.2,
      },
    } as Layer,
    casing('line', COVERED_WIDTH + 5),
    line(
      'uncovered',
      'uncovered',
      { 'line-color': palette.missed, 'line-width': 4, 'line-dasharray': UNCOVERED_DASH },
      { 'line-join': 'round' },
    ),
    line('covered', 'covered', { 'line-color': palette.done, 'line-width': COVERED_WIDTH + 1 }),
    casing('way', 4),
    line('way', 'way', { 'line-color': palette.track, 'line-width': 2.2 }),
    line('recorded', 'recorded', {
      'line-color': palette.hover,
      'line-width': 2.6,
      'line-dasharray': RECORDED_DASH,
    }),
    {
      id: 'direction-label',
      of: 'direction',
      type: 'symbol',
      layout: {
        'text-field': '▲',
        'text-font': [FONT_BOLD],
        'text-size': 15,
        'text-rotate': ['get', 'bearing'],
        'text-rotation-alignment': 'map',
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': palette.track, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
    } as Layer,
    {
      id: 'time',
      of: 'time',
      type: 'circle',
      paint: {
        'circle-radius': 3.2,
        'circle-color': palette.symbolFace,
        'circle-stroke-color': palette.hover,
        'circle-stroke-width': 1.6,
      },
    } as Layer,
    {
      id: 'time-label',
      of: 'time',
      type: 'symbol',
      layout: {
        'text-field': ['get', 'label'],
        'text-font': [FONT_REGULAR],
        'text-size': 12,
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.7,
        'text-justify': 'auto',
        'text-padding': 3,
      },
      paint: { 'text-color': palette.label, 'text-halo-color': palette.halo, 'text-halo-width': 1.8 },
    } as Layer,
  ]
  return {
    sources: { [SOURCE]: { type: 'geojson', data: data as never } },
    layers: layers.map(({ id, of, ...rest }) => ({
      slot: 'top',
      specification: {
        ...rest,
        id: `${SOURCE}:${id}`,
        source: SOURCE,
        filter: ['==', ['get', 'part'], of],
      } as LayerSpecification,
    })),
  }
}

function latitudeOf(features: AttemptAnswer['features']): number {
  let place: unknown = features[0]?.geometry.coordinates
  while (Array.isArray(place) && Array.isArray(place[0])) place = place[0]
  return Array.isArray(place) ? Number(place[1]) : 0
}

/** What its lines mean; only what the picture has. */
export function attemptLegend(
  { features, attempt }: AttemptAnswer,
  words: typeof en,
  note: string,
  tolerance: string,
  palette: Palette,
): LegendBlock {
  const has = (part: AttemptPart) => features.some(({ properties }) => properties.part === part)
  const entry = (part: 'recorded' | 'way' | 'covered' | 'uncovered', color: string, dash?: number[]) =>
    has(part) ? [{ label: words.parts[part], color, dash, shape: 'line' as const }] : []
  return {
    title: `${words.legend} · ${attempt.name}`,
    note,
    entries: [
      ...entry('recorded', palette.hover, RECORDED_DASH),
      ...entry('way', palette.track),
      ...entry('covered', palette.done),
      ...entry('uncovered', palette.missed, UNCOVERED_DASH),
      // As faint as it is drawn.
      ...(attempt.toleranceMeters > 0
        ? [{ label: words.parts.band(tolerance), color: `${palette.selection}44`, shape: 'area' as const }]
        : []),
    ],
  }
}
