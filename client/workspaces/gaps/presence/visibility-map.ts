import type { ExpressionSpecification, GeoJSONSourceSpecification } from 'maplibre-gl'
import type { CellPresence, GridPresenceAnswer } from '../../../../api/presence/contract.ts'
import type { Contribution } from '../../../map/scene.svelte.ts'
import { classOf, presenceColors } from './ramp.ts'

/** From this zoom on cells of 100 m are drawn in place of grids. */
export const CELLS_FROM_ZOOM = 14
export const AREA_OPACITY = 0.72

/** Ascending, the first 0: minutes in the window, the same wherever the map goes. */
export const CELL_BREAKS_MINUTES = [0, 1, 5, 15, 60, 240, Infinity]

/** Grids in the colours of their visibility; those that saw no patrol are hatched, so that it reads without colour. */
export function visibilityContribution(
  { grids, breaks }: Pick<GridPresenceAnswer, 'grids' | 'breaks'>,
  theme: 'light' | 'dark',
  origin: string,
): Contribution {
  const colors = presenceColors(theme)
  const byGrid = grids.flatMap(({ id, minutesPerKilometerHour: rate }) =>
    rate === null || rate === 0 ? [] : [id, colors[classOf(rate, breaks)]!],
  )
  const color =
    byGrid.length === 0
      ? 'transparent'
      : (['match', ['id'], ...byGrid, 'transparent'] as unknown as ExpressionSpecification)
  const none = grids.flatMap(({ id, unitMinutes }) => (unitMinutes === 0 ? [id] : []))
  return {
    // What is required is the other view's; here it would lie over the colours.
    hides: ['patrol-lines', 'patrol-points'],
    sources: {
      'gaps-visibility': {
        type: 'vector',
        tiles: [`${origin}/tiles/grids/{z}/{x}/{y}.mvt`],
        minzoom: 8,
        maxzoom: 16,
      },
    },
    layers: [
      {
        slot: 'under-labels',
        specification: {
          id: 'gaps-visibility:area',
          type: 'fill',
          source: 'gaps-visibility',
          'source-layer': 'grids',
          maxzoom: CELLS_FROM_ZOOM,
          paint: { 'fill-color': color, 'fill-opacity': AREA_OPACITY },
        },
      },
      {
        slot: 'under-labels',
        specification: {
          id: 'gaps-visibility:none',
          type: 'fill',
          source: 'gaps-visibility',
          'source-layer': 'grids',
          filter: ['in', ['id'], ['literal', none]],
          paint: { 'fill-pattern': 'pattern-hatch' },
        },
      },
    ],
  }
}

/** The cells that patrols were in. */
export function cellsContribution(cells: CellPresence, theme: 'light' | 'dark'): Contribution {
  const colors = presenceColors(theme)
  const features = cells.corners.map((corners, index) => {
    const ring = [0, 2, 4, 6, 0].map((at) => [corners[at]!, corners[at + 1]!])
    return {
      type: 'Feature' as const,
      geometry: { type: 'Polygon' as const, coordinates: [ring] },
      properties: { color: colors[classOf(cells.unitMinutes[index]!, CELL_BREAKS_MINUTES)]! },
    }
  })
  const data: GeoJSONSourceSpecification['data'] = { type: 'FeatureCollection', features }
  return {
    sources: { 'gaps-cells': { type: 'geojson', data } },
    layers: [
      {
        slot: 'under-labels',
        specification: {
          // A label in the sense of the map: never clicked.
          id: 'gaps-cells:under-label',
          type: 'fill',
          source: 'gaps-cells',
          minzoom: CELLS_FROM_ZOOM,
          paint: { 'fill-color': ['get', 'color'], 'fill-opacity': AREA_OPACITY },
        },
      },
    ],
  }
}
