import type { Geometry } from 'geojson'
import type { GeoJSONSourceSpecification, LayerSpecification } from 'maplibre-gl'
import type { PlanAnswer, PlanState } from '../../../api/patrol-routes/contract.ts'
import type { Palette } from '../../map/palette.ts'
import type { Contribution, LegendBlock } from '../../map/scene.svelte.ts'

const STRETCHES = 'plan-stretches'
const TRACK = 'plan-track'

interface Look {
  color: string
  width: number
  dash?: number[]
}

/** By colour, and by dash for those who do not see it. */
function looks(palette: Palette): Record<PlanState, Look> {
  return {
    done: { color: palette.done, width: 5 },
    late: { color: palette.partly, width: 6, dash: [3, 0.8] },
    missed: { color: palette.missed, width: 6, dash: [1.1, 0.7] },
  }
}

const STATES: readonly PlanState[] = ['done', 'late', 'missed']

export function planContribution(answer: PlanAnswer, palette: Palette): Contribution {
  const stretches: GeoJSONSourceSpecification['data'] = {
    type: 'FeatureCollection',
    features: answer.stretches.features.map((feature) => ({
      ...feature,
      geometry: feature.geometry as unknown as Geometry,
    })),
  }
  const track = answer.track as unknown as Geometry
  const byState = STATES.map((state): LayerSpecification => {
    const { color, width, dash } = looks(palette)[state]
    return {
      id: `plan-${state}`,
      type: 'line',
      source: STRETCHES,
      filter: ['==', ['get', 'state'], state],
      layout: { 'line-cap': dash ? 'butt' : 'round', 'line-join': 'round' },
      paint: {
        'line-color': color,
        'line-width': ['interpolate', ['linear'], ['zoom'], 11, width * 0.6, 15, width],
        ...(dash && { 'line-dasharray': dash }),
      },
    }
  })
  const casing: LayerSpecification = {
    id: 'plan-casing',
    type: 'line',
    source: STRETCHES,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': palette.lineCasing, 'line-width': 9 },
  }
  const recorded: LayerSpecification = {
    id: 'plan-recorded',
    type: 'line',
    source: TRACK,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': palette.hover, 'line-width': 1.2, 'line-opacity': 0.8 },
  }
  return {
    hides: ['patrol-routes', 'patrol-lines'],
    sources: {
      [STRETCHES]: { type: 'geojson', data: stretches },
      [TRACK]: { type: 'geojson', data: { type: 'Feature', geometry: track, properties: {} } },
    },
    layers: [casing, ...byState, recorded].map((specification) => ({ slot: 'over-lines', specification })),
  }
}

export function planLegend(
  answer: PlanAnswer,
  words: { title: string; note: string; states: Record<PlanState, string>; recorded: string },
  palette: Palette,
): LegendBlock {
  const present = STATES.filter((state) =>
    answer.stretches.features.some(({ properties }) => properties.state === state),
  )
  return {
    title: words.title,
    note: words.note,
    entries: [
      ...present.map((state) => {
        const { color, dash } = looks(palette)[state]
        return { label: words.states[state], color, dash, shape: 'line' as const }
      }),
      { label: words.recorded, color: palette.hover, width: 1.2, shape: 'line' },
    ],
  }
}
