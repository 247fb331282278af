import type { LayerSpecification } from 'maplibre-gl'
import type { Palette } from '../../map/palette.ts'
import type { Contribution } from '../../map/scene.svelte.ts'

/** Only the outlines of the core areas, above the heat and below the names. */
export function coreAreasContribution(palette: Palette, origin: string): Contribution {
  const outline = (part: string, color: string, width: number): LayerSpecification => ({
    id: `control-areas:${part}`,
    type: 'line',
    source: 'hotspots-core',
    'source-layer': 'control-areas',
    filter: ['==', ['get', 'kind'], 'core'],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': color, 'line-width': width },
  })
  return {
    hides: ['control-areas'],
    sources: {
      'hotspots-core': {
        type: 'vector',
        tiles: [`${origin}/tiles/control-areas/{z}/{x}/{y}.mvt`],
        minzoom: 8,
        maxzoom: 16,
      },
    },
    layers: [
      { slot: 'under-labels', specification: outline('core-casing', palette.halo, 3.5) },
      { slot: 'under-labels', specification: outline('core-line', palette.core, 1.6) },
    ],
  }
}
