import type {
  ExpressionSpecification,
  LayerSpecification,
  LineLayerSpecification,
  SourceSpecification,
} from 'maplibre-gl'
import type {
  HotspotStays,
  PatrolAgainstCases,
  ServedGrid,
} from '../../../../api/analyses/patrol-against-cases/contract.ts'
import type { Palette } from '../../../map/palette.ts'
import type { Contribution, MapFigures } from '../../../map/scene.svelte.ts'
import { classOf, presenceColors } from '../../gaps/presence/ramp.ts'

type Theme = 'light' | 'dark'

export const areaOpacity = 0.72
const source = 'hotspots-patrol'

/**
 * Bivariate colours `[cases][patrol]`, each from little to much: red is cases, blue is patrol, violet is both. Red and blue are told apart by
 * everybody, and cases without patrol are the loudest.
 */
const bivariate: Record<Theme, readonly (readonly string[])[]> = {
  light: [
    ['#ebeae6', '#b5d8e2', '#5fb0c4'],
    ['#ecb3ae', '#b3a5ad', '#7193a8'],
    ['#cb2f33', '#b0676c', '#75607f'],
  ],
  dark: [
    ['#39404b', '#3a6578', '#3d94b8'],
    ['#84494c', '#746d7d', '#7490b0'],
    ['#ff6a5c', '#c48590', '#a08cbc'],
  ],
}

export const bivariateColor = (theme: Theme, cases: number, patrol: number): string =>
  bivariate[theme][cases]![patrol]!

type Fill = [id: number, color: string]

const gridTiles = (origin: string): SourceSpecification => ({
  type: 'vector',
  tiles: [`${origin}/tiles/grids/{z}/{x}/{y}.mvt`],
  minzoom: 8,
  maxzoom: 16,
})

function areaLayers(fills: readonly Fill[], hatched: readonly number[]): LayerSpecification[] {
  const color =
    fills.length === 0
      ? 'transparent'
      : (['match', ['id'], ...fills.flat(), 'transparent'] as unknown as ExpressionSpecification)
  return [
    {
      id: `${source}:area`,
      type: 'fill',
      source,
      'source-layer': 'grids',
      paint: { 'fill-color': color, 'fill-opacity': areaOpacity },
    },
    {
      id: `${source}:none`,
      type: 'fill',
      source,
      'source-layer': 'grids',
      filter: ['in', ['id'], ['literal', [...hatched]]],
      paint: { 'fill-pattern': 'pattern-hatch' },
    },
  ]
}

/** What the patrol side of the map is drawn with, here and beside the divider. */
export function patrolPicture(
  { grids, breaks }: Pick<PatrolAgainstCases, 'grids' | 'breaks'>,
  theme: Theme,
  origin: string,
): { source: string; sources: Record<string, SourceSpecification>; layers: LayerSpecification[] } {
  const colors = presenceColors(theme)
  const fills = grids.flatMap(({ id, minutesPerKilometerHour: rate }): Fill[] =>
    rate === null || rate === 0 ? [] : [[id, colors[classOf(rate, breaks)]!]],
  )
  const none = grids.flatMap(({ id, unitMinutes }) => (unitMinutes === 0 ? [id] : []))
  return { source, sources: { [source]: gridTiles(origin) }, layers: areaLayers(fills, none) }
}

/** Grids by cases and patrol at once, or by patrol alone. */
export function patrolContribution(
  answer: PatrolAgainstCases,
  view: 'both' | 'patrol',
  theme: Theme,
  origin: string,
  figures: Omit<MapFigures, 'layers'>,
): Contribution {
  const picture =
    view === 'patrol'
      ? patrolPicture(answer, theme, origin)
      : { sources: { [source]: gridTiles(origin) }, layers: bothLayers(answer.grids, theme) }
  return {
    // What is required is another question.
    hides: ['patrol-lines', 'patrol-points'],
    sources: picture.sources,
    layers: picture.layers.map((specification) => ({ slot: 'under-labels', specification })),
    figures: { ...figures, layers: [`${source}:area`] },
  }
}

function bothLayers(grids: readonly ServedGrid[], theme: Theme): LayerSpecification[] {
  const fills = grids.flatMap(({ id, caseLevel, patrolLevel }): Fill[] =>
    caseLevel === null || patrolLevel === null ? [] : [[id, bivariateColor(theme, caseLevel, patrolLevel)]],
  )
  return areaLayers(fills, [])
}

export type StayClass = 'all' | 'some' | 'none'

/** From half of the due blocks on, about as many stays as somebody who passes by chance would not make. */
export function stayClassOf({ blocks, met }: Pick<HotspotStays, 'blocks' | 'met'>): StayClass {
  if (blocks === 0 || met / blocks >= 0.5) return 'all'
  return met > 0 ? 'some' : 'none'
}

/** Colours and dashes of the classes: missed reads without colour. */
export const stayLooks = (palette: Palette): Record<StayClass, { color: string; dash?: number[] }> => ({
  all: { color: palette.done },
  some: { color: palette.partly },
  none: { color: palette.missed, dash: [1.6, 0.9] },
})

/** The hotspots' streets by how many of their blocks had a stay. */
export function staysContribution(
  hotspots: readonly HotspotStays[],
  palette: Palette,
  figures: Omit<MapFigures, 'layers'>,
): Contribution {
  const name = 'hotspots-stays'
  const looks = stayLooks(palette)
  const features = hotspots.map((hotspot, index) => ({
    type: 'Feature' as const,
    // Not 0: the map takes that for none.
    id: index + 1,
    geometry: hotspot.outline as unknown as GeoJSON.Geometry,
    properties: { look: stayClassOf(hotspot) },
  }))
  const line = (
    part: string,
    rest: Omit<LineLayerSpecification, 'id' | 'type' | 'source'>,
  ): LayerSpecification => ({
    id: `${name}:${part}`,
    type: 'line',
    source: name,
    ...rest,
  })
  const width: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 11, 3, 15, 6, 18, 10]
  const casing: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 11, 5, 15, 9, 18, 14]
  return {
    sources: { [name]: { type: 'geojson', data: { type: 'FeatureCollection', features } } },
    layers: [
      line('casing', {
        layout: { 'line-cap': 'round' },
        paint: { 'line-color': palette.halo, 'line-width': casing },
      }),
      ...(['all', 'some', 'none'] as const).map((look) =>
        line(look, {
          filter: ['==', ['get', 'look'], look],
          paint: {
            'line-color': looks[look].color,
            'line-width': width,
            ...(looks[look].dash ? { 'line-dasharray': looks[look].dash } : {}),
          },
        }),
      ),
    ].map((specification) => ({ slot: 'over-lines' as const, specification })),
    figures: { ...figures, layers: [`${name}:casing`] },
  }
}
