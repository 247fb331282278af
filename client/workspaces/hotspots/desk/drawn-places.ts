import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { Palette } from '../../../map/palette.ts'
import type { Contribution, MapFigures } from '../../../map/scene.svelte.ts'

/** Drawn over a colour, so that classes can be told apart without it. */
export type PlacePattern = 'fewer' | 'outlier'
const patterns = ['fewer', 'outlier'] as const

/** The legend's name of a pattern. */
export const legendPattern = { fewer: 'hatch', outlier: 'dots' } as const

/** A place of an answer as it is drawn: an area, a street or a point. */
export interface DrawnPlace {
  outline: { type: string; coordinates?: unknown }
  color: string
  /** Of an area, 0 to 1. */
  opacity: number
  /** Of the boundary, or of the street. */
  edge: string
  pattern?: PlacePattern | undefined
  /** Of a street, in px at zoom 15. */
  width: number
}

const widthByZoom = (atZoom15: ExpressionSpecification | number): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['zoom'],
  11,
  ['*', 0.5, atZoom15],
  15,
  ['*', 1, atZoom15],
  18,
  ['*', 1.8, atZoom15],
]

/**
 * The places of an answer: areas filled, those of fewer hatched and outliers dotted; streets cased, dashed where an area would have a pattern; points as dots.
 * Features are numbered from 1 in the order of `places`.
 *
 * @param source the name of the contribution
 */
export function drawnPlaces(
  source: string,
  places: readonly DrawnPlace[],
  palette: Palette,
  figures: Omit<MapFigures, 'layers'>,
): Contribution {
  const features = places.map(({ outline, pattern, ...properties }, index) => ({
    type: 'Feature' as const,
    // Not 0: the map takes that for none.
    id: index + 1,
    geometry: outline as unknown as GeoJSON.Geometry,
    properties: { ...properties, pattern: pattern ?? '' },
  }))
  const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString']
  const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point']
  const isArea: ExpressionSpecification = ['all', ['!', isLine], ['!', isPoint]]
  const layers: LayerSpecification[] = [
    {
      id: `${source}:area`,
      type: 'fill',
      source,
      filter: isArea,
      paint: {
        'fill-color': ['get', 'color'],
        'fill-opacity': ['get', 'opacity'],
        'fill-antialias': false,
      },
    },
    ...patterns.map((pattern): LayerSpecification => ({
      id: `${source}:${pattern}`,
      type: 'fill',
      source,
      filter: ['all', isArea, ['==', ['get', 'pattern'], pattern]],
      paint: { 'fill-pattern': `pattern-${pattern}`, 'fill-opacity': 0.4 },
    })),
    {
      id: `${source}:edge`,
      type: 'line',
      source,
      filter: isArea,
      paint: {
        'line-color': ['get', 'edge'],
        'line-width': widthByZoom(0.8),
        'line-opacity': ['get', 'opacity'],
      },
    },
    {
      id: `${source}:casing`,
      type: 'line',
      source,
      filter: isLine,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': palette.halo, 'line-width': widthByZoom(['+', 2.5, ['get', 'width']]) },
    },
    {
      id: `${source}:line`,
      type: 'line',
      source,
      filter: ['all', isLine, ['==', ['get', 'pattern'], '']],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': ['get', 'edge'], 'line-width': widthByZoom(['get', 'width']) },
    },
    {
      id: `${source}:dash`,
      type: 'line',
      source,
      filter: ['all', isLine, ['!=', ['get', 'pattern'], '']],
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': ['get', 'edge'],
        'line-width': widthByZoom(['get', 'width']),
        'line-dasharray': [1.4, 0.8],
      },
    },
    {
      id: `${source}:point`,
      type: 'circle',
      source,
      filter: isPoint,
      paint: {
        'circle-radius': 6,
        'circle-color': ['get', 'color'],
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': 1.5,
      },
    },
  ]
  return {
    sources: { [source]: { type: 'geojson', data: { type: 'FeatureCollection', features } } },
    layers: layers.map((specification) => ({ slot: 'under-labels', specification })),
    figures: { ...figures, layers: [`${source}:area`, `${source}:casing`, `${source}:point`] },
  }
}

/** The outlines of what is pointed at and what is chosen. */
export function markedPlaces(
  source: string,
  pointed: Pick<DrawnPlace, 'outline'> | null,
  chosen: Pick<DrawnPlace, 'outline'> | null,
  palette: Palette,
): Contribution {
  const marked = [
    ...(chosen ? [{ place: chosen, color: palette.selection }] : []),
    ...(pointed && pointed !== chosen ? [{ place: pointed, color: palette.hover }] : []),
  ]
  const features = marked.map(({ place, color }) => ({
    type: 'Feature' as const,
    geometry: place.outline as unknown as GeoJSON.Geometry,
    properties: { color },
  }))
  const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point']
  const line = (
    part: string,
    color: ExpressionSpecification | string,
    width: number,
  ): LayerSpecification => ({
    id: `${source}:${part}`,
    type: 'line',
    source,
    filter: ['!', isPoint],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': color, 'line-width': width },
  })
  const ring: LayerSpecification = {
    id: `${source}:ring`,
    type: 'circle',
    source,
    filter: isPoint,
    paint: {
      'circle-radius': 9,
      'circle-opacity': 0,
      'circle-stroke-color': ['get', 'color'],
      'circle-stroke-width': 3,
    },
  }
  return {
    sources: { [source]: { type: 'geojson', data: { type: 'FeatureCollection', features } } },
    layers: [
      { slot: 'over-lines', specification: line('halo-casing', palette.halo, 6) },
      { slot: 'over-lines', specification: line('halo', ['get', 'color'], 3) },
      { slot: 'over-lines', specification: ring },
    ],
  }
}
