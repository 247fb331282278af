import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { addressOf } from '../api.ts'
import type { LayerDefinition, StyleContext } from '../layers/definition.ts'
import { layerNamed } from '../layers/registry.ts'
import { drawnWindow } from '../layers/timed-window.ts'
import type { LayerSetting } from '../state/layers.svelte.ts'
import type { TimeFilter } from '../state/time-range.svelte.ts'
import { BASE_SOURCE, baseGround, baseLabels, baseSource } from './base-style.ts'
import type { Contribution, Slot } from './scene.svelte.ts'

/** Deck.gl images and contributions are put before these empty layers, which are always there. */
export const OVERLAY_SLOT = 'slot-overlay'

export interface StyleInput extends StyleContext {
  /** False for the first picture, which leaves out what takes long to prepare. */
  details: boolean
  origin: string
  visible: readonly LayerSetting[]
  contributions: readonly Contribution[]
  /** What time-filtered tiles are asked for. */
  timeFilter: TimeFilter
}

/** The tile address of a collection layer; the time filter is part of it where it counts. */
export function tileAddress(layer: LayerDefinition, origin: string, filter: TimeFilter | null): string {
  const path = `${origin}/tiles/${layer.name}/{z}/{x}/{y}.mvt`
  if (!layer.timed || !filter) return path
  const { from, to } = drawnWindow(layer, filter)
  return addressOf(path, { ...filter, from, to })
}

const OPACITY_PROPERTIES: Record<string, readonly string[]> = {
  fill: ['fill-opacity'],
  line: ['line-opacity'],
  circle: ['circle-opacity', 'circle-stroke-opacity'],
  symbol: ['icon-opacity', 'text-opacity'],
}

function scaled(value: unknown, factor: number): unknown {
  if (value === undefined) return factor
  if (typeof value === 'number') return value * factor
  if (Array.isArray(value) && value[0] === 'interpolate') {
    // The zoom must stay outermost: scale the stops (every second value after the input).
    return value.map((part, index) => (index >= 4 && index % 2 === 0 ? scaled(part, factor) : part))
  }
  return ['*', factor, value]
}

/** Multiplies every opacity of a style layer, so that the panel's slider works whatever the layer draws. */
function withOpacity(layer: LayerSpecification, percent: number): LayerSpecification {
  if (percent === 100) return layer
  const paint: Record<string, unknown> = { ...layer.paint }
  for (const property of OPACITY_PROPERTIES[layer.type] ?? []) {
    paint[property] = scaled(paint[property], percent / 100)
  }
  return { ...layer, paint } as LayerSpecification
}

function collectionLayers(
  definition: LayerDefinition,
  setting: LayerSetting,
  input: StyleInput,
): LayerSpecification[] {
  return definition.style(input).map((layer) =>
    withOpacity(
      {
        ...layer,
        source: definition.name,
        // The names of areas are points of their own, so that a name stands once and not in every tile.
        'source-layer':
          definition.band === 'area' && layer.id.endsWith(':label')
            ? `${definition.name}-names`
            : definition.name,
        minzoom: Math.max(layer.minzoom ?? 0, definition.minzoom),
      } as LayerSpecification,
      setting.opacityPercent,
    ),
  )
}

const slotMarker = (id: string): LayerSpecification => ({
  id,
  type: 'background',
  layout: { visibility: 'none' },
  paint: {},
})

/** The whole style as a value of what is visible: base ground, areas, heat slot, lines, names, points. */
export function buildStyle(input: StyleInput): StyleSpecification {
  const hidden = new Set(input.contributions.flatMap(({ hides }) => hides ?? []))
  const drawn = input.visible.flatMap((setting) => {
    const definition = layerNamed(setting.name)
    return definition && !hidden.has(setting.name) ? [{ definition, setting }] : []
  })
  const inBand = (band: LayerDefinition['band']) =>
    drawn
      .filter(({ definition }) => definition.band === band)
      .flatMap(({ definition, setting }) => collectionLayers(definition, setting, input))
  const inSlot = (slot: Slot) =>
    input.contributions.flatMap(({ layers = [] }) =>
      layers.filter((layer) => layer.slot === slot).map(({ specification }) => specification),
    )
  const areas = inBand('area')
  /** What marks the selected and pointed-at area stands above heat and change, or it would drown in them. */
  const isHalo = ({ id }: LayerSpecification) => /:halo(-casing)?$/.test(id)
  const isLabel = ({ id }: LayerSpecification) => id.endsWith(':label')
  return {
    version: 8,
    name: 'xunge',
    sources: {
      [BASE_SOURCE]: baseSource(input.origin),
      ...Object.fromEntries(
        drawn.map(({ definition }) => [
          definition.name,
          {
            type: 'vector' as const,
            tiles: [tileAddress(definition, input.origin, input.timeFilter)],
            minzoom: Math.max(0, Math.floor(definition.minzoom) - 1),
            maxzoom: definition.maxzoom,
          },
        ]),
      ),
      ...Object.assign({}, ...input.contributions.map(({ sources = {} }) => sources)),
    },
    layers: [
      ...baseGround(input.palette, input.details),
      ...areas.filter((layer) => !isLabel(layer) && !isHalo(layer)),
      slotMarker(OVERLAY_SLOT),
      ...inSlot('under-labels'),
      ...areas.filter(isHalo),
      ...inBand('line'),
      ...inSlot('over-lines'),
      ...baseLabels(input.palette),
      ...areas.filter(isLabel),
      ...inBand('point'),
      ...inSlot('top'),
    ],
  }
}
