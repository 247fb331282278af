import type { GeoJSONSourceSpecification, LayerSpecification } from 'maplibre-gl'
import type { Palette } from './palette.ts'
import type { Contribution } from './scene.svelte.ts'

/** The halo of a selected record whose own layer does not draw it now. */
export function selectionContribution(
  record: { geometry?: unknown; properties: Record<string, unknown> },
  palette: Palette,
): Contribution {
  const data = {
    type: 'Feature',
    properties: {},
    geometry: record.geometry,
  } as unknown as GeoJSONSourceSpecification['data']
  const line = (id: string, color: string, width: number): LayerSpecification => ({
    id,
    type: 'line',
    source: 'selection',
    filter: ['!=', ['geometry-type'], 'Point'],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': color, 'line-width': width },
  })
  return {
    sources: { selection: { type: 'geojson', data } },
    layers: [
      { slot: 'top', specification: line('selection:halo-casing', palette.halo, 6) },
      { slot: 'top', specification: line('selection:halo', palette.selection, 3) },
      {
        slot: 'top',
        specification: {
          id: 'selection:halo-point',
          type: 'circle',
          source: 'selection',
          filter: ['==', ['geometry-type'], 'Point'],
          paint: {
            'circle-radius': 7,
            'circle-color': palette.selection,
            'circle-stroke-color': palette.halo,
            'circle-stroke-width': 2.5,
          },
        },
      },
    ],
  }
}
