import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { SignificanceKind, SignificantPlace } from '../../../../api/analyses/significance/contract.ts'
import { changeColors } from '../../../layers/heat/ramp.ts'
import type { Palette } from '../../../map/palette.ts'
import type { Contribution, MapFigures } from '../../../map/scene.svelte.ts'

/** Of the colours over the map. Fewer is quieter: most of a district has few cases, and the eye is to go where there are many. */
const significanceOpacity = { more: 0.66, fewer: 0.4 }
const source = 'hotspots-significance'

/** How a kind is drawn: on which side of the ramp, and with what besides its colour. */
const looks: Record<SignificanceKind, { side: 1 | -1; pattern?: 'fewer' | 'outlier' }> = {
  hot: { side: 1 },
  cold: { side: -1, pattern: 'fewer' },
  'high-high': { side: 1 },
  'low-low': { side: -1, pattern: 'fewer' },
  'high-low': { side: 1, pattern: 'outlier' },
  'low-high': { side: -1, pattern: 'outlier' },
}
const patterns = ['fewer', 'outlier'] as const

export const opacityOf = (kind: SignificanceKind): number =>
  looks[kind].side > 0 ? significanceOpacity.more : significanceOpacity.fewer

/** The legend's name of a pattern. */
export function patternOf(kind: SignificanceKind): 'hatch' | 'dots' | undefined {
  const { pattern } = looks[kind]
  return pattern && ({ fewer: 'hatch', outlier: 'dots' } as const)[pattern]
}

/** RdBu: much more than chance is deep red, much less deep blue. Clusters and outliers come in one depth. */
export function significanceColor(kind: SignificanceKind, strength: number, theme: 'light' | 'dark'): string {
  const depth = kind === 'hot' || kind === 'cold' ? strength : looks[kind].pattern === 'outlier' ? 2 : 3
  return changeColors(theme)[3 + looks[kind].side * depth]!
}

export interface SignificanceMap {
  /** What of the answer is drawn; features are numbered from 1 in this order. */
  places: readonly SignificantPlace[]
  theme: 'light' | 'dark'
  palette: Palette
  figures: Omit<MapFigures, 'layers'>
}

/** The significant places coloured by how many times more or less they hold; fewer is hatched, outliers are dotted, streets with fewer are dashed. */
export function significanceContribution({ places, theme, palette, figures }: SignificanceMap): Contribution {
  const features = places.map((place, index) => ({
    type: 'Feature' as const,
    // Not 0: the map takes that for none.
    id: index + 1,
    geometry: place.outline as unknown as GeoJSON.Geometry,
    properties: {
      color: significanceColor(place.kind, place.strength, theme),
      opacity: opacityOf(place.kind),
      edge: significanceColor(place.kind, 3, theme),
      pattern: looks[place.kind].pattern ?? '',
      width: 2 + place.strength,
    },
  }))
  const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString']
  const isArea: ExpressionSpecification = ['!=', ['geometry-type'], 'LineString']
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
  ]
  return {
    sources: { [source]: { type: 'geojson', data: { type: 'FeatureCollection', features } } },
    layers: layers.map((specification) => ({ slot: 'under-labels', specification })),
    figures: {
      ...figures,
      layers: [`${source}:area`, `${source}:casing`],
    },
  }
}

/** The outlines of what is pointed at and what is chosen. */
export function outlinesContribution(
  pointed: SignificantPlace | null,
  chosen: SignificantPlace | null,
  palette: Palette,
): Contribution {
  const marked = [
    ...(chosen ? [{ place: chosen, color: palette.selection }] : []),
    ...(pointed && pointed.id !== chosen?.id ? [{ place: pointed, color: palette.hover }] : []),
  ]
  const features = marked.map(({ place, color }) => ({
    type: 'Feature' as const,
    geometry: place.outline as unknown as GeoJSON.Geometry,
    properties: { color },
  }))
  const line = (
    part: string,
    color: ExpressionSpecification | string,
    width: number,
  ): LayerSpecification => ({
    id: `${source}-marked:${part}`,
    type: 'line',
    source: `${source}-marked`,
    layout: { 'line-join': 'round' },
    paint: { 'line-color': color, 'line-width': width },
  })
  return {
    sources: {
      [`${source}-marked`]: { type: 'geojson', data: { type: 'FeatureCollection', features } },
    },
    layers: [
      { slot: 'over-lines', specification: line('halo-casing', palette.halo, 6) },
      { slot: 'over-lines', specification: line('halo', ['get', 'color'], 3) },
    ],
  }
}
