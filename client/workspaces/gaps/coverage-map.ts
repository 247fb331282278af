import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl'
import type { CoverageLayer } from '../../../api/coverage/contract.ts'
import { controlAreas } from '../../layers/control-areas/layer.ts'
import { keySections } from '../../layers/key-sections/layer.ts'
import { patrolLines } from '../../layers/patrol-lines/layer.ts'
import { patrolPoints } from '../../layers/patrol-points/layer.ts'
import { byState, FONT_BOLD, FONT_REGULAR, lineHalo, pointHalo } from '../../layers/symbology.ts'
import type { LayerDefinition, SourcelessLayer } from '../../layers/definition.ts'
import type { Palette } from '../../map/palette.ts'
import type { Contribution, LegendBlock } from '../../map/scene.svelte.ts'
import { tileAddress } from '../../map/style.ts'
import { areaLayers } from './coverage-areas.ts'
import { type MapStatus, statusLook } from './coverage-looks.ts'

export interface StatusOfTarget {
  layer: CoverageLayer
  id: number
  status: MapStatus
}

/** Bottom to top: what fell short lies above what was done. */
const STATUSES: readonly MapStatus[] = ['not_required', 'done', 'later', 'due', 'partly', 'missed']

const widthByZoom = (atZoom15: number): ExpressionSpecification => scaledByZoom((factor) => atZoom15 * factor)

/** What is selected or under the pointer, wider than the line's own casing. */
const haloWidth = scaledByZoom((factor) => byState(18 * factor, 14 * factor, 0))

function scaledByZoom(at: (factor: number) => ExpressionSpecification | number): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], 11, at(0.6), 15, at(1), 18, at(1.5)] as ExpressionSpecification
}

function lineLayers(
  name: 'patrol-lines' | 'key-sections',
  palette: Palette,
  idsOf: (status: MapStatus) => number[],
): SourcelessLayer[] {
  const looks = statusLook(palette)
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const
  const casing: SourcelessLayer = {
    id: `${name}:casing`,
    type: 'line',
    layout: round,
    paint: { 'line-color': palette.lineCasing, 'line-width': widthByZoom(8), 'line-opacity': 0.9 },
  }
  const byStatus = STATUSES.flatMap((status): SourcelessLayer[] => {
    const { color, width, dash } = looks[status]
    const filter: FilterSpecification = ['in', ['id'], ['literal', idsOf(status)]]
    const solid: SourcelessLayer = {
      id: `${name}:${status}`,
      type: 'line',
      filter,
      layout: round,
      paint: { 'line-color': color, 'line-width': widthByZoom(dash ? width * 0.4 : width) },
    }
    if (!dash) return [solid]
    return [
      solid,
      {
        id: `${name}:${status}-dash`,
        type: 'line',
        filter,
        layout: { 'line-join': 'round' },
        paint: { 'line-color': color, 'line-width': widthByZoom(width), 'line-dasharray': dash },
      },
    ]
  })
  const label: SourcelessLayer = {
    id: `${name}:label`,
    type: 'symbol',
    minzoom: 14.5,
    layout: {
      'symbol-placement': 'line-center',
      'text-field': ['coalesce', ['get', 'name'], ''],
      'text-font': [FONT_REGULAR],
      'text-size': 12,
      'text-offset': [0, 1.2],
      'text-max-angle': 40,
    },
    paint: { 'text-color': palette.label, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
  }
  const halo = lineHalo(name, palette)
  const wideHalo = { ...halo, paint: { ...halo.paint, 'line-width': haloWidth } } as SourcelessLayer
  return [wideHalo, casing, ...byStatus, label]
}

function pointLayers(palette: Palette, idsOf: (status: MapStatus) => number[]): SourcelessLayer[] {
  const looks = statusLook(palette)
  const byStatus = STATUSES.flatMap((status): SourcelessLayer[] => {
    const { color, radius, mark } = looks[status]
    const filter: FilterSpecification = ['in', ['id'], ['literal', idsOf(status)]]
    const disc: SourcelessLayer = {
      id: `patrol-points:${status}`,
      type: 'circle',
      filter,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 11, radius * 0.65, 15, radius],
        'circle-color': color,
        'circle-stroke-color': palette.lineCasing,
        'circle-stroke-width': 1.5,
      },
    }
    if (!mark) return [disc]
    return [
      disc,
      {
        id: `patrol-points:${status}-mark:label`,
        type: 'symbol',
        filter,
        layout: {
          'text-field': mark,
          'text-font': [FONT_BOLD],
          'text-size': ['interpolate', ['linear'], ['zoom'], 11, 9, 15, 14],
          'text-allow-overlap': true,
          'text-ignore-placement': true,
        },
        paint: { 'text-color': status === 'partly' ? '#1d2127' : palette.lineCasing },
      },
    ]
  })
  const label: SourcelessLayer = {
    id: 'patrol-points:label',
    type: 'symbol',
    minzoom: 14.5,
    layout: {
      'text-field': ['coalesce', ['get', 'name'], ''],
      'text-font': [FONT_REGULAR],
      'text-size': 12,
      'text-max-width': 8,
      'text-offset': [0, 0.9],
      'text-anchor': 'top',
      'text-optional': true,
    },
    paint: { 'text-color': palette.label, 'text-halo-color': palette.halo, 'text-halo-width': 1.4 },
  }
  return [pointHalo('patrol-points', palette, 10), ...byStatus, label]
}

function withSource(
  layers: SourcelessLayer[],
  definition: LayerDefinition,
  known: readonly number[],
): LayerSpecification[] {
  return layers.map((layer) => inSource({ filter: ['in', ['id'], ['literal', known]], ...layer }, definition))
}

function inSource(layer: SourcelessLayer, { name, minzoom }: LayerDefinition): LayerSpecification {
  return {
    ...layer,
    source: name,
    'source-layer': name,
    minzoom: Math.max(layer.minzoom ?? 0, minzoom),
  } as LayerSpecification
}

/** The tiles of the layers under their own names. */
function coverageSources(definitions: readonly LayerDefinition[], origin: string) {
  return Object.fromEntries(
    definitions.map((definition) => [
      definition.name,
      {
        type: 'vector' as const,
        tiles: [tileAddress(definition, origin, null)],
        minzoom: Math.max(0, Math.floor(definition.minzoom) - 1),
        maxzoom: definition.maxzoom,
      },
    ]),
  )
}

/**
 * Lines and points in the colours of what was done, in place of their usual symbols; sections and areas too, where something is required of any.
 * The sources keep the layers' names, so that hover, selection and clicks go on working; a target that is not among `targets` is not drawn.
 */
export function coverageContribution(
  targets: readonly StatusOfTarget[],
  palette: Palette,
  origin: string,
): Contribution {
  const idsOf = (layer: CoverageLayer) => (status?: MapStatus) =>
    targets
      .filter((target) => target.layer === layer && (!status || target.status === status))
      .map(({ id }) => id)
  const asked = (layer: CoverageLayer) =>
    targets.some((target) => target.layer === layer && target.status !== 'not_required')
  const inSlot = (
    slot: 'under-labels' | 'over-lines' | 'top',
    definition: LayerDefinition,
    layers: (idsOf: (status: MapStatus) => number[]) => SourcelessLayer[],
  ) => {
    const ids = idsOf(definition.name as CoverageLayer)
    return withSource(layers(ids), definition, ids()).map(
      (specification) => ({ slot, specification }) as const,
    )
  }
  const definitions = [
    patrolLines,
    patrolPoints,
    ...(asked('key-sections') ? [keySections] : []),
    ...(asked('control-areas') ? [controlAreas] : []),
  ]
  return {
    hides: definitions.map(({ name }) => name),
    sources: coverageSources(definitions, origin),
    layers: [
      ...(asked('control-areas')
        ? inSlot('under-labels', controlAreas, (ids) =>
            areaLayers(palette, statusLook(palette), STATUSES, ids),
          )
        : []),
      ...(asked('key-sections')
        ? inSlot('over-lines', keySections, (ids) => lineLayers('key-sections', palette, ids))
        : []),
      ...inSlot('over-lines', patrolLines, (ids) => lineLayers('patrol-lines', palette, ids)),
      ...inSlot('top', patrolPoints, (ids) => pointLayers(palette, ids)),
    ],
  }
}

/** Every line and point in one quiet colour, while it is not known what was done. */
export function awaitedContribution(palette: Palette, origin: string): Contribution {
  const { color } = statusLook(palette).not_required
  const line: SourcelessLayer = {
    id: 'patrol-lines:awaited',
    type: 'line',
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': color, 'line-width': widthByZoom(2), 'line-opacity': 0.5 },
  }
  const point: SourcelessLayer = {
    id: 'patrol-points:awaited',
    type: 'circle',
    paint: { 'circle-radius': 4, 'circle-color': color, 'circle-opacity': 0.5 },
  }
  return {
    hides: ['patrol-lines', 'patrol-points'],
    sources: coverageSources([patrolLines, patrolPoints], origin),
    layers: [
      { slot: 'over-lines', specification: inSource(line, patrolLines) },
      { slot: 'top', specification: inSource(point, patrolPoints) },
    ],
  }
}

/** The classes of the picture, most urgent first: of lines, and of points with the mark they carry. */
export function coverageLegend(
  title: string,
  note: string,
  words: {
    statuses: Partial<Record<MapStatus, string>>
    ofPoints: (status: string) => string
    ofSections: (status: string) => string
    ofAreas: (status: string) => string
  },
  palette: Palette,
  shown: readonly StatusOfTarget[],
): LegendBlock {
  const looks = statusLook(palette)
  const present = (wanted: CoverageLayer) =>
    STATUSES.toReversed().filter((name) =>
      shown.some(({ layer, status }) => layer === wanted && status === name),
    )
  const required = (wanted: CoverageLayer) =>
    shown.some(({ layer, status }) => layer === wanted && status !== 'not_required') ? present(wanted) : []
  return {
    title,
    note,
    entries: [
      ...present('patrol-lines').map((status) => ({
        label: words.statuses[status] ?? status,
        color: looks[status].color,
        dash: looks[status].dash,
        shape: 'line' as const,
      })),
      ...required('key-sections').map((status) => ({
        label: words.ofSections(words.statuses[status] ?? status),
        color: looks[status].color,
        dash: looks[status].dash,
        shape: 'line' as const,
      })),
      ...required('control-areas').map((status) => ({
        label: words.ofAreas(words.statuses[status] ?? status),
        color: looks[status].color,
        dash: looks[status].dash,
        pattern: status === 'missed' ? ('hatch' as const) : undefined,
        shape: 'area' as const,
      })),
      ...present('patrol-points').map((status) => ({
        label: words.ofPoints(words.statuses[status] ?? status),
        color: looks[status].color,
        mark: looks[status].mark,
        shape: 'point' as const,
      })),
    ],
  }
}
