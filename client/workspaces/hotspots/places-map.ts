import type { GeoJSONSourceSpecification } from 'maplibre-gl'
import { FONT_BOLD } from '../../layers/symbology.ts'
import type { Palette } from '../../map/palette.ts'
import type { Contribution } from '../../map/scene.svelte.ts'
import type { Place } from './places.ts'

/** The ranks stand on the map where the list names them; the one pointed at stands out. */
export function placesContribution(
  places: readonly Place[],
  pointed: number | null,
  palette: Palette,
): Contribution {
  const features = places.flatMap(({ id, middle, layer }, index) =>
    middle
      ? [
          {
            type: 'Feature' as const,
            geometry: { type: 'Point' as const, coordinates: middle },
            properties: {
              rank: String(index + 1),
              pointed: id === pointed,
              ...(layer && { targetLayer: layer, targetId: id }),
            },
          },
        ]
      : [],
  )
  const data: GeoJSONSourceSpecification['data'] = { type: 'FeatureCollection', features }
  return {
    sources: { 'hotspots-places': { type: 'geojson', data } },
    layers: [
      {
        slot: 'top',
        specification: {
          id: 'hotspots-places:point',
          type: 'circle',
          source: 'hotspots-places',
          paint: {
            'circle-radius': ['case', ['get', 'pointed'], 13, 10],
            'circle-color': ['case', ['get', 'pointed'], palette.selection, palette.symbolFace],
            'circle-stroke-color': palette.hover,
            'circle-stroke-width': 1.5,
          },
        },
      },
      {
        slot: 'top',
        specification: {
          id: 'hotspots-places:label',
          type: 'symbol',
          source: 'hotspots-places',
          layout: {
            'text-field': ['get', 'rank'],
            'text-font': [FONT_BOLD],
            'text-size': 12,
            'text-allow-overlap': true,
            'text-ignore-placement': true,
          },
          paint: { 'text-color': ['case', ['get', 'pointed'], palette.symbolFace, palette.hover] },
        },
      },
    ],
  }
}
