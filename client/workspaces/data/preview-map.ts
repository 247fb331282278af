import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl'
import type { Palette } from '../../map/palette.ts'
import type { Contribution, LegendBlock } from '../../map/scene.svelte.ts'
import type { Preview } from './desk.svelte.ts'

const SOURCE = 'import'
const TRACK_SOURCE = 'import-track'

interface PreviewWords {
  title: string
  note: string
  unchecked: string
  accepted: string
  rejected: string
}

/** The fixes of each track of a GPX file in the file's order, as lines; other files have none. */
export function trackLines(preview: Preview): GeoJSON.FeatureCollection<GeoJSON.LineString> {
  const byTrack = new Map<string, GeoJSON.Position[]>()
  for (const { geometry, properties } of preview.features) {
    if (properties.track === null || geometry?.type !== 'Point') continue
    const positions = byTrack.get(properties.track) ?? []
    positions.push(geometry.coordinates as GeoJSON.Position)
    byTrack.set(properties.track, positions)
  }
  return {
    type: 'FeatureCollection',
    features: [...byTrack.values()]
      .filter((coordinates) => coordinates.length > 1)
      .map((coordinates) => ({
        type: 'Feature',
        properties: {},
        geometry: { type: 'LineString', coordinates },
      })),
  }
}

const rejected: FilterSpecification = ['==', ['get', 'accepted'], false]
const others: FilterSpecification = ['!=', ['get', 'accepted'], false]

/** What is rejected is red, dashed and hollow, so that it reads without colour. */
export function previewContribution(preview: Preview, palette: Palette): Contribution {
  const color: ExpressionSpecification = [
    'case',
    ['==', ['get', 'accepted'], false],
    palette.missed,
    palette.selection,
  ]
  const lineWidth: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 10, 1.2, 16, 4]
  const radius: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 10, 2.5, 16, 6]
  const layers: LayerSpecification[] = [
    {
      id: `${SOURCE}-track:line`,
      source: TRACK_SOURCE,
      type: 'line',
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': palette.selection, 'line-width': 3, 'line-opacity': 0.7 },
    },
    {
      id: `${SOURCE}:area`,
      source: SOURCE,
      type: 'fill',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': color, 'fill-opacity': 0.18 },
    },
    {
      id: `${SOURCE}:line`,
      source: SOURCE,
      type: 'line',
      filter: ['all', ['!=', ['geometry-type'], 'Point'], others] as FilterSpecification,
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': color, 'line-width': lineWidth, 'line-opacity': 0.85 },
    },
    {
      id: `${SOURCE}:line-rejected`,
      source: SOURCE,
      type: 'line',
      filter: ['all', ['!=', ['geometry-type'], 'Point'], rejected] as FilterSpecification,
      paint: { 'line-color': color, 'line-width': lineWidth, 'line-dasharray': [2, 1.5] },
    },
    {
      id: `${SOURCE}:point`,
      source: SOURCE,
      type: 'circle',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': radius,
        'circle-color': color,
        'circle-opacity': ['case', ['==', ['get', 'accepted'], false], 0, 0.75],
        'circle-stroke-color': [
          'case',
          ['==', ['get', 'accepted'], false],
          palette.missed,
          palette.lineCasing,
        ],
        'circle-stroke-width': ['case', ['==', ['get', 'accepted'], false], 2, 0.8],
      },
    },
  ]
  return {
    sources: {
      [SOURCE]: { type: 'geojson', data: preview as GeoJSON.FeatureCollection },
      [TRACK_SOURCE]: { type: 'geojson', data: trackLines(preview) },
    },
    layers: layers.map((specification) => ({ slot: 'top', specification })),
  }
}

export function previewLegend(preview: Preview, palette: Palette, words: PreviewWords): LegendBlock {
  const shape = shapeOf(preview)
  const checked = preview.features.some(({ properties }) => properties.accepted !== null)
  return {
    title: words.title,
    note: words.note,
    entries: checked
      ? [
          { label: words.accepted, color: palette.selection, shape },
          { label: words.rejected, color: palette.missed, dash: [2, 1.5], shape },
        ]
      : [{ label: words.unchecked, color: palette.selection, shape }],
  }
}

function shapeOf(preview: Preview): 'area' | 'line' | 'point' {
  const type = preview.features[0]?.geometry?.type
  if (type === 'Polygon') return 'area'
  return type === 'LineString' ? 'line' : 'point'
}
