import type { ExpressionSpecification, GeoJSONSourceSpecification } from 'maplibre-gl'
import {
  type HotspotGap,
  type HotspotGapAnswer,
  listHotspotGaps,
} from '../../../api/hotspot-gaps/contract.ts'
import { call } from '../../api.ts'
import * as gapsWords from '../../i18n/gaps.ts'
import { text } from '../../i18n/text.ts'
import { PALETTES, type Palette } from '../../map/palette.ts'
import { type Contribution, legendBlocks, scene } from '../../map/scene.svelte.ts'
import { theme } from '../../state/theme.svelte.ts'
import { gaps } from './gaps.svelte.ts'

const DASH = [0.9, 1.3]

/** Hotspots without requirement in the window of the gaps: asked with them, in the same table, drawn in their own way. */
class HotspotGapsState {
  #answer = $state.raw<HotspotGapAnswer | null>(null)
  #error = $state.raw<unknown>(null)

  constructor() {
    $effect.root(() => {
      $effect(() => this.#follow())
      $effect(() => this.#draw())
    })
  }

  get rule(): HotspotGapAnswer['rule'] | null {
    return this.#answer?.rule ?? null
  }

  get error(): unknown {
    return this.#error
  }

  /** Most severe first. */
  get all(): readonly HotspotGap[] {
    return gaps.answer ? (this.#answer?.features ?? []) : []
  }

  of(roadId: number): HotspotGap | null {
    return this.all.find(({ id }) => id === roadId) ?? null
  }

  #follow(): (() => void) | undefined {
    if (!gaps.question) return
    const { from, to, unit } = gaps.query
    const controller = new AbortController()
    call(listHotspotGaps, { query: { from, to, ...(unit ? { unit } : {}) }, signal: controller.signal })
      .then((answer) => {
        this.#answer = answer
        this.#error = null
      })
      .catch((thrown: unknown) => {
        if (!controller.signal.aborted) this.#error = thrown
      })
    return () => controller.abort()
  }

  #draw(): void {
    const shown = gaps.isOpen && gaps.showsHotspots ? this.all : []
    if (shown.length === 0) {
      scene.put('hotspot-gaps', null)
      legendBlocks.put('hotspot-gaps', null)
      return
    }
    const palette = PALETTES[theme.current]
    scene.put('hotspot-gaps', contribution(shown, palette))
    legendBlocks.put('hotspot-gaps', {
      title: text(gapsWords).legendHotspot,
      entries: [{ label: text(gapsWords).layers.roads, color: palette.cases, dash: DASH, shape: 'line' }],
    })
  }
}

/** From afar there are many: they must not be louder than what was asked and not done. */
function byZoom(far: number, near: number): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], 11.5, far, 15, near]
}

/** A dotted band in the colour of cases, and a mark in its middle: neither colour nor form of any status. */
function contribution(hotspots: readonly HotspotGap[], palette: Palette): Contribution {
  const data = {
    type: 'FeatureCollection',
    features: hotspots.flatMap(({ id, geometry, properties }) => [
      { type: 'Feature', id, geometry, properties: {} },
      { type: 'Feature', id, geometry: { type: 'Point', coordinates: properties.center }, properties: {} },
    ]),
  } as unknown as GeoJSONSourceSpecification['data']
  const source = 'hotspot-gaps'
  const onLines = ['==', ['geometry-type'], 'LineString'] as ['==', unknown, string]
  return {
    sources: { [source]: { type: 'geojson', data } },
    layers: [
      {
        slot: 'over-lines',
        specification: {
          id: `${source}:band`,
          type: 'line',
          source,
          filter: onLines as never,
          layout: { 'line-cap': 'round', 'line-join': 'round' },
          paint: { 'line-color': palette.cases, 'line-opacity': 0.22, 'line-width': byZoom(4, 14) },
        },
      },
      {
        slot: 'over-lines',
        specification: {
          id: `${source}:line`,
          type: 'line',
          source,
          filter: onLines as never,
          layout: { 'line-join': 'round' },
          paint: { 'line-color': palette.cases, 'line-width': byZoom(2, 4), 'line-dasharray': DASH },
        },
      },
      {
        slot: 'top',
        specification: {
          id: `${source}:mark`,
          type: 'circle',
          source,
          filter: ['==', ['geometry-type'], 'Point'],
          paint: {
            'circle-radius': byZoom(2, 4.5),
            'circle-color': palette.symbolFace,
            'circle-stroke-color': palette.cases,
            'circle-stroke-width': byZoom(1.2, 2.4),
          },
        },
      },
    ],
  }
}

export const hotspotGaps = new HotspotGapsState()
