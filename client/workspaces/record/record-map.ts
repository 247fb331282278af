import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import * as words from '../../i18n/record.ts'
import { text } from '../../i18n/text.ts'
import { FONT_BOLD, FONT_REGULAR, radiusInMeters } from '../../layers/symbology.ts'
import { mapState } from '../../map/map.svelte.ts'
import { type Palette, PALETTES } from '../../map/palette.ts'
import { type Contribution, legendBlocks, scene, type Slot } from '../../map/scene.svelte.ts'
import { theme } from '../../state/theme.svelte.ts'
import type { DeviceFix, Outing } from './outing.ts'
import { LocalPlane } from './plane.ts'
import type { Standing, TargetProgress } from './progress.ts'
import { recorder } from './recorder.svelte.ts'

const NAME = 'record'
const FOLLOW_ZOOM = 16.5
/** Vertices of a whole ring. */
const RING_STEPS = 48

type Features = GeoJSON.Feature[]

/** Draws the outing that is being recorded and moves the map along; called in an `$effect`. */
export function drawRecording(): void {
  const { outing, last, trail, standings } = recorder
  if (!outing || recorder.isInterrupted) return clearRecording()
  const palette = PALETTES[theme.current]
  scene.put(NAME, recordContribution(outing, mostUrgent(standings), trail, last, palette))
  const t = text(words)
  legendBlocks.put(NAME, {
    title: t.legend.title,
    note: t.legend.note,
    entries: [
      ...(outing.route
        ? [{ label: t.route.legend, color: palette.gridHome, dash: [4, 1.2], shape: 'line' as const }]
        : []),
      { label: t.legend.trail, color: palette.track, shape: 'line' },
      { label: t.legend.due, color: palette.point, shape: 'point' },
      { label: t.legend.done, color: palette.done, mark: '✓', shape: 'point' },
      { label: t.legend.missed, color: palette.missed, mark: '×', shape: 'point' },
    ],
  })
}

export function clearRecording(): void {
  scene.put(NAME, null)
  legendBlocks.put(NAME, null)
}

/** Keeps the device in sight until the person moves the map by hand; called in an `$effect`. */
export function followDevice(): (() => void) | undefined {
  const map = mapState.instance
  if (!map || !recorder.outing) return
  const letGo = () => (recorder.follows = false)
  map.on('dragstart', letGo)
  return () => map.off('dragstart', letGo)
}

/** Called in an `$effect`. */
export function moveAlong(): void {
  const { last, follows } = recorder
  if (last && follows) mapState.flyTo(last.lon, last.lat, { minZoom: FOLLOW_ZOOM })
}

/** One look for each target: what is to be done now before what is over. */
function mostUrgent(standings: readonly TargetProgress[]): TargetProgress[] {
  const shown = new Map<string, TargetProgress>()
  for (const row of standings) {
    const key = `${row.target.layer}/${row.target.id}`
    if (!shown.has(key)) shown.set(key, row)
  }
  return [...shown.values()]
}

function recordContribution(
  { route, origin }: Outing,
  rows: readonly TargetProgress[],
  trail: readonly (readonly [number, number][])[],
  last: DeviceFix | null,
  palette: Palette,
): Contribution {
  const points = rows.filter(({ target }) => target.layer === 'patrol-points')
  const lines = rows.filter(({ target }) => target.layer === 'patrol-lines')
  const color = byStanding({ due: palette.point, done: palette.done, missed: palette.missed })
  const layer = (slot: Slot, specification: object) =>
    ({ slot, specification: specification as LayerSpecification }) as const
  const is = (standing: Standing): ExpressionSpecification => ['==', ['get', 'standing'], standing]
  const round = { 'line-cap': 'round', 'line-join': 'round' }
  return {
    hides: ['patrol-lines', 'patrol-points', 'patrol-routes'],
    sources: {
      'record-route': source(route ? [feature('LineString', route.positions, {})] : []),
      'record-trail': source(
        trail.filter((run) => run.length > 1).map((run) => feature('LineString', run, {})),
      ),
      'record-lines': source(
        lines.map(({ target, standing }) =>
          feature('LineString', target.positions, { standing, name: target.name }),
        ),
      ),
      'record-points': source(
        points.map(({ target, standing }) =>
          feature('Point', target.positions[0]!, {
            standing,
            name: target.name,
            radius: target.radiusMeters,
          }),
        ),
      ),
      'record-rings': source(points.flatMap(ringOf)),
      'record-me': source(
        last ? [feature('Point', [last.lon, last.lat], { accuracy: last.accuracy ?? 0 })] : [],
      ),
    },
    layers: [
      layer('over-lines', {
        id: 'record:route-casing',
        type: 'line',
        source: 'record-route',
        layout: round,
        paint: { 'line-color': palette.lineCasing, 'line-width': 10 },
      }),
      layer('over-lines', {
        id: 'record:route',
        type: 'line',
        source: 'record-route',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': palette.gridHome, 'line-width': 6, 'line-dasharray': [4, 1.2] },
      }),
      layer('over-lines', {
        id: 'record:line-casing',
        type: 'line',
        source: 'record-lines',
        layout: round,
        paint: { 'line-color': palette.lineCasing, 'line-width': 8 },
      }),
      layer('over-lines', {
        id: 'record:line',
        type: 'line',
        source: 'record-lines',
        filter: ['!', is('missed')],
        layout: round,
        paint: { 'line-color': color, 'line-width': 4 },
      }),
      layer('over-lines', {
        id: 'record:line-missed',
        type: 'line',
        source: 'record-lines',
        filter: is('missed'),
        paint: { 'line-color': palette.missed, 'line-width': 6, 'line-dasharray': [1.1, 0.7] },
      }),
      layer('top', {
        id: 'record:trail-casing',
        type: 'line',
        source: 'record-trail',
        layout: round,
        paint: { 'line-color': palette.halo, 'line-width': 7, 'line-opacity': 0.85 },
      }),
      layer('top', {
        id: 'record:trail',
        type: 'line',
        source: 'record-trail',
        layout: round,
        paint: { 'line-color': palette.track, 'line-width': 4 },
      }),
      layer('top', {
        id: 'record:halo-radius',
        type: 'circle',
        source: 'record-points',
        paint: {
          'circle-radius': radiusInMeters(['get', 'radius'], origin.lat),
          'circle-color': color,
          'circle-opacity': 0.1,
          'circle-stroke-color': color,
          'circle-stroke-width': 1.5,
          'circle-stroke-opacity': 0.8,
        },
      }),
      layer('top', {
        id: 'record:halo-ring',
        type: 'line',
        source: 'record-rings',
        paint: { 'line-color': palette.done, 'line-width': 5 },
      }),
      layer('top', {
        id: 'record:point',
        type: 'circle',
        source: 'record-points',
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 12, 5, 16, 10],
          'circle-color': color,
          'circle-stroke-color': palette.lineCasing,
          'circle-stroke-width': 2,
        },
      }),
      layer('top', {
        id: 'record:point-mark:label',
        type: 'symbol',
        source: 'record-points',
        filter: ['!', is('due')],
        layout: {
          'text-field': byStanding({ due: '', done: '✓', missed: '×' }),
          'text-font': [FONT_BOLD],
          'text-size': ['interpolate', ['linear'], ['zoom'], 12, 9, 16, 15],
          'text-allow-overlap': true,
          'text-ignore-placement': true,
        },
        paint: { 'text-color': palette.lineCasing },
      }),
      layer('top', {
        id: 'record:point-label',
        type: 'symbol',
        source: 'record-points',
        minzoom: 14.5,
        layout: {
          'text-field': ['get', 'name'],
          'text-font': [FONT_REGULAR],
          'text-size': 13,
          'text-max-width': 8,
          'text-offset': [0, 1.1],
          'text-anchor': 'top',
          'text-optional': true,
        },
        paint: { 'text-color': palette.label, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
      }),
      layer('top', {
        id: 'record:halo-accuracy',
        type: 'circle',
        source: 'record-me',
        paint: {
          'circle-radius': radiusInMeters(['get', 'accuracy'], origin.lat),
          'circle-color': palette.selection,
          'circle-opacity': 0.12,
        },
      }),
      layer('top', {
        id: 'record:halo-me',
        type: 'circle',
        source: 'record-me',
        paint: {
          'circle-radius': 8,
          'circle-color': palette.selection,
          'circle-stroke-color': palette.halo,
          'circle-stroke-width': 3,
        },
      }),
    ],
  }
}

function byStanding<Value>(values: Record<Standing, Value>): ExpressionSpecification {
  return [
    'match',
    ['get', 'standing'],
    'done',
    values.done,
    'missed',
    values.missed,
    values.due,
  ] as unknown as ExpressionSpecification
}

/** On the radius circle, the part of the dwell that is over, clockwise from north. */
function ringOf({ target, standing, share }: TargetProgress): Features {
  if (standing !== 'due' || share === 0) return []
  const [lon, lat] = target.positions[0]!
  const plane = new LocalPlane({ lon, lat })
  const steps = Math.max(1, Math.round(share * RING_STEPS))
  const ring = Array.from({ length: steps + 1 }, (_, step) => {
    const angle = (2 * Math.PI * share * step) / steps
    return plane.placeOf(target.radiusMeters * Math.sin(angle), target.radiusMeters * Math.cos(angle))
  })
  return [feature('LineString', ring, {})]
}

function feature(
  type: 'Point' | 'LineString',
  coordinates: unknown,
  properties: Record<string, unknown>,
): GeoJSON.Feature {
  return { type: 'Feature', properties, geometry: { type, coordinates } as GeoJSON.Geometry }
}

function source(features: Features) {
  return { type: 'geojson' as const, data: { type: 'FeatureCollection' as const, features } }
}
