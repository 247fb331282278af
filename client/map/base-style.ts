import type { ExpressionSpecification, LayerSpecification, VectorSourceSpecification } from 'maplibre-gl'
import type { Palette } from './palette.ts'

export const BASE_SOURCE = 'base'

/** Only the weight in this name counts: glyphs are drawn from the local fonts that the map names. */
const LABEL_FONT_NAME = 'Sans Regular'

/** One source of several MVT layers, so that the base map is one request a tile. */
export function baseSource(origin: string): VectorSourceSpecification {
  return {
    type: 'vector',
    tiles: [`${origin}/tiles/water,green,buildings,rail,roads,labels/{z}/{x}/{y}.mvt`],
    minzoom: 5,
    maxzoom: 16,
  }
}

/** Street widths in px at zooms 10, 13, 16 and 19, by class. */
const STREET_WIDTHS: [kinds: string[], widths: [number, number, number, number]][] = [
  [
    ['motorway', 'trunk'],
    [1.4, 3.6, 10, 32],
  ],
  [['primary'], [1.1, 3, 9, 30]],
  [['secondary'], [0.7, 2.2, 7.5, 26]],
  [['tertiary'], [0.3, 1.5, 6, 22]],
  [['residential'], [0, 0.8, 4.2, 17]],
  [
    ['service', 'alley', 'pedestrian'],
    [0, 0.3, 2.4, 10],
  ],
]
const ZOOMS = [10, 13, 16, 19] as const

function streetWidth(extra: number): ExpressionSpecification {
  const stops = ZOOMS.flatMap((zoom, index) => {
    const cases = STREET_WIDTHS.flatMap(([kinds, widths]) => {
      const width = widths[index as 0 | 1 | 2 | 3]
      return [kinds, width === 0 ? 0 : width + extra]
    })
    return [zoom, ['match', ['get', 'kind'], ...cases, 0]]
  })
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as unknown as ExpressionSpecification
}

/**
 * The width of every other line, as an expression of the same make as the streets' although it is the same for all of them: the map compiles
 * one shader program for each make, and a program costs a tenth of a second where the processor draws.
 */
function lineWidth(...stops: [zoom: number, width: number][]): ExpressionSpecification {
  const widths = stops.flatMap(([zoom, width]) => [zoom, ['match', ['get', 'kind'], '', 0, width]])
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...widths] as unknown as ExpressionSpecification
}

const MAJOR = ['motorway', 'trunk', 'primary', 'secondary']
const STREET_KINDS = STREET_WIDTHS.flatMap(([kinds]) => kinds)
const kindIn = (kinds: string[]): ExpressionSpecification => ['match', ['get', 'kind'], kinds, true, false]
/** Larger classes are drawn over smaller ones. */
const STREET_ORDER: ExpressionSpecification = [
  'match',
  ['get', 'kind'],
  ['motorway', 'trunk'],
  6,
  'primary',
  5,
  'secondary',
  4,
  'tertiary',
  3,
  'residential',
  2,
  1,
]

/**
 * Ground, water, green, buildings, rail, streets: everything under the data. Without `details` it lacks the dashes and smooth edges that need
 * shader programs of their own: they come with the data, after the first picture.
 */
export function baseGround(palette: Palette, details: boolean): LayerSpecification[] {
  const source = BASE_SOURCE
  const layers: LayerSpecification[] = [
    { id: 'background', type: 'background', paint: { 'background-color': palette.land } },
    {
      id: 'farmland',
      type: 'fill',
      source,
      'source-layer': 'green',
      filter: ['==', ['get', 'kind'], 'farmland'],
      paint: { 'fill-color': palette.farmland, 'fill-antialias': false },
    },
    {
      id: 'green',
      type: 'fill',
      source,
      'source-layer': 'green',
      filter: ['!=', ['get', 'kind'], 'farmland'],
      paint: { 'fill-color': palette.green, 'fill-antialias': false },
    },
    {
      id: 'water',
      type: 'fill',
      source,
      'source-layer': 'water',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': palette.water, 'fill-antialias': details },
    },
    {
      id: 'water-line',
      type: 'line',
      source,
      'source-layer': 'water',
      filter: ['==', ['geometry-type'], 'LineString'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': palette.water,
        'line-width': lineWidth([10, 0.8], [14, 2.5], [18, 14]),
      },
    },
    {
      id: 'water-edge',
      type: 'line',
      source,
      'source-layer': 'water',
      minzoom: 13,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'line-color': palette.waterLine, 'line-width': lineWidth([13, 0.8], [14, 0.8]) },
    },
    {
      id: 'footways',
      type: 'line',
      source,
      'source-layer': 'roads',
      minzoom: 15,
      filter: kindIn(['footway', 'steps']),
      paint: {
        'line-color': palette.footway,
        'line-width': ['interpolate', ['linear'], ['zoom'], 15, 0.8, 19, 2.4],
        'line-dasharray': [3, 1.6],
      },
    },
    {
      id: 'street-casing',
      type: 'line',
      source,
      'source-layer': 'roads',
      filter: ['all', kindIn(STREET_KINDS), ['!=', ['get', 'bridge'], true]],
      layout: { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': STREET_ORDER },
      paint: {
        'line-color': palette.streetCasing,
        'line-width': streetWidth(1.4),
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 10, 0.4, 13, 1],
      },
    },
    {
      id: 'street-minor',
      type: 'line',
      source,
      'source-layer': 'roads',
      filter: [
        'all',
        kindIn(STREET_KINDS.filter((kind) => !MAJOR.includes(kind))),
        ['!=', ['get', 'bridge'], true],
      ],
      layout: { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': STREET_ORDER },
      paint: { 'line-color': palette.streetMinor, 'line-width': streetWidth(0) },
    },
    {
      id: 'buildings',
      type: 'fill',
      source,
      'source-layer': 'buildings',
      minzoom: 13.5,
      paint: {
        'fill-color': palette.building,
        'fill-outline-color': palette.buildingLine,
        'fill-antialias': details,
        'fill-opacity': ['interpolate', ['linear'], ['zoom'], 13.5, 0, 14.5, 1],
      },
    },
    {
      id: 'rail-bed',
      type: 'line',
      source,
      'source-layer': 'rail',
      paint: {
        'line-color': palette.rail,
        'line-width': lineWidth([10, 1], [14, 2.6], [18, 6]),
      },
    },
    {
      id: 'rail-ties',
      type: 'line',
      source,
      'source-layer': 'rail',
      minzoom: 12,
      paint: {
        'line-color': palette.land,
        'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 12, 0.8, 14, 1.5, 18, 4],
        'line-dasharray': [4, 4],
      },
    },
    {
      id: 'street-major',
      type: 'line',
      source,
      'source-layer': 'roads',
      filter: ['all', kindIn(MAJOR), ['!=', ['get', 'bridge'], true]],
      layout: { 'line-cap': 'round', 'line-join': 'round', 'line-sort-key': STREET_ORDER },
      paint: { 'line-color': palette.street, 'line-width': streetWidth(0) },
    },
    {
      id: 'bridge-casing',
      type: 'line',
      source,
      'source-layer': 'roads',
      filter: ['all', kindIn(STREET_KINDS), ['==', ['get', 'bridge'], true]],
      layout: { 'line-cap': 'butt', 'line-join': 'round' },
      paint: { 'line-color': palette.rail, 'line-width': streetWidth(2.2) },
    },
    {
      id: 'bridges',
      type: 'line',
      source,
      'source-layer': 'roads',
      filter: ['all', kindIn(STREET_KINDS), ['==', ['get', 'bridge'], true]],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': palette.street, 'line-width': streetWidth(0) },
    },
  ]
  return details ? layers : layers.filter(({ paint }) => !paint || !('line-dasharray' in paint))
}

const LABEL_PLACES: [
  id: string,
  kinds: string[],
  minzoom: number,
  maxzoom: number,
  size: number,
  tone: LabelTone,
][] = [
  ['label-poi', ['hospital', 'school', 'station', 'square'], 15, 24, 12, 'labelQuiet'],
  ['label-park', ['park'], 13.5, 24, 12, 'labelGreen'],
  ['label-water', ['water'], 11, 24, 13, 'labelWater'],
  ['label-community', ['community', 'village'], 13, 16.5, 13, 'labelQuiet'],
  ['label-street', ['street', 'town'], 10.5, 15.5, 15, 'label'],
  ['label-district', ['district'], 5, 11.5, 17, 'label'],
]
type LabelTone = 'label' | 'labelQuiet' | 'labelGreen' | 'labelWater'

/** Names of streets and places, above the data areas. Higher ranks (smaller numbers) win when space is short. */
export function baseLabels(palette: Palette): LayerSpecification[] {
  const halo = { 'text-halo-color': palette.halo, 'text-halo-width': 1.4, 'text-halo-blur': 0.2 }
  const streets: LayerSpecification = {
    id: 'label-roads',
    type: 'symbol',
    source: BASE_SOURCE,
    'source-layer': 'roads',
    minzoom: 12.5,
    filter: [
      'all',
      ['has', 'name'],
      [
        'step',
        ['zoom'],
        kindIn(['motorway', 'trunk', 'primary']),
        13.5,
        kindIn(MAJOR),
        14.5,
        kindIn([...MAJOR, 'tertiary']),
        15.5,
        true,
      ],
    ],
    layout: {
      'symbol-placement': 'line',
      'text-field': ['get', 'name'],
      'text-font': [LABEL_FONT_NAME],
      'text-size': ['interpolate', ['linear'], ['zoom'], 12, 12, 19, 14.5],
      'text-letter-spacing': 0.08,
      'text-max-angle': 30,
      'symbol-spacing': 320,
      'text-padding': 4,
      'symbol-sort-key': ['-', 0, STREET_ORDER],
    },
    paint: { 'text-color': palette.labelQuiet, ...halo },
  }
  const places = LABEL_PLACES.map(([id, kinds, minzoom, maxzoom, size, tone]): LayerSpecification => ({
    id,
    type: 'symbol',
    source: BASE_SOURCE,
    'source-layer': 'labels',
    minzoom,
    maxzoom,
    filter: kindIn(kinds),
    layout: {
      'text-field': ['get', 'name'],
      'text-font': [LABEL_FONT_NAME],
      'text-size': ['interpolate', ['linear'], ['zoom'], minzoom, size, minzoom + 4, size + 2],
      'text-letter-spacing': id === 'label-district' || id === 'label-street' ? 0.15 : 0.04,
      'text-max-width': 8,
      'text-padding': 6,
      'symbol-sort-key': ['coalesce', ['get', 'rank'], 9],
    },
    paint: { 'text-color': palette[tone], ...halo },
  }))
  return [streets, ...places]
}
