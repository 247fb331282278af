import { t } from '../../i18n/index.ts'
import { mapState } from '../../map/map.svelte.ts'
import { PALETTES } from '../../map/palette.ts'
import { radiusInMeters } from '../../layers/symbology.ts'
import { scene } from '../../map/scene.svelte.ts'
import { session } from '../../state/session.svelte.ts'
import { theme } from '../../state/theme.svelte.ts'
import { toasts } from '../../ui/toasts.svelte.ts'

/** The device's position is drawn on this screen only and sent nowhere. */
function draw(longitude: number, latitude: number, accuracyMeters: number): void {
  const palette = PALETTES[theme.current]
  scene.put('position', {
    sources: {
      position: {
        type: 'geojson',
        data: {
          type: 'Feature',
          properties: {},
          geometry: { type: 'Point', coordinates: [longitude, latitude] },
        },
      },
    },
    layers: [
      {
        slot: 'top',
        specification: {
          id: 'position:halo-accuracy',
          type: 'circle',
          source: 'position',
          paint: {
            'circle-radius': radiusInMeters(accuracyMeters, latitude),
            'circle-color': palette.selection,
            'circle-opacity': 0.12,
            'circle-stroke-color': palette.selection,
            'circle-stroke-width': 1,
            'circle-stroke-opacity': 0.5,
          },
        },
      },
      {
        slot: 'top',
        specification: {
          id: 'position:halo-dot',
          type: 'circle',
          source: 'position',
          paint: {
            'circle-radius': 6,
            'circle-color': palette.selection,
            'circle-stroke-color': palette.halo,
            'circle-stroke-width': 2.5,
          },
        },
      },
    ],
  })
}

/** Shows where this device is and flies there, unless that is outside the district. */
export function showPosition(): void {
  navigator.geolocation.getCurrentPosition(
    ({ coords: { longitude, latitude, accuracy } }) => {
      const [west, south, east, north] = session.viewer.district.extent
      if (longitude < west || longitude > east || latitude < south || latitude > north) {
        toasts.problem(t.map.locateFar)
        return
      }
      draw(longitude, latitude, accuracy)
      mapState.flyTo(longitude, latitude)
    },
    () => toasts.problem(t.map.locateDenied),
    { enableHighAccuracy: true, timeout: 15_000, maximumAge: 10_000 },
  )
}
