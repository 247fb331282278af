import type { Feature, MultiLineString, Point } from 'geojson'
import type { LayerSpecification } from 'maplibre-gl'
import type { ReachAnswer } from '../../../../api/reach/contract.ts'
import { FONT_BOLD, FONT_REGULAR } from '../../../layers/symbology.ts'
import type { Palette } from '../../../map/palette.ts'
import type { Contribution, LegendBlock } from '../../../map/scene.svelte.ts'

const STREETS = 'reach-streets'
const PLACES = 'reach-places'

interface RingLook {
  color: string
  /** Line width in px at zoom 15. */
  width: number
  dash?: number[]
}

/** Sequential, and readable by width alone: what is reached soonest is widest, what no ring holds is a dashed hair. */
const RING_COLORS = {
  light: ['#0A3D75', '#2C7FB8', '#74B9DE'],
  dark: ['#D6F0FF', '#6DBBEA', '#2F79AE'],
}
const RING_WIDTHS = [6.5, 4.2, 2.4]

export function ringLooks(ringCount: number, palette: Palette, theme: 'light' | 'dark'): RingLook[] {
  const rings = RING_COLORS[theme].slice(0, ringCount)
  return [
    ...rings.map((color, ring) => ({ color, width: RING_WIDTHS[ring]! })),
    { color: palette.notRequired, width: 1.2, dash: [3, 2] },
  ]
}

/** A line as the answer carries it: degrees in millionths, each vertex as the difference from the one before. */
export function decodeLine(values: readonly number[]): [number, number][] {
  let [lon, lat] = [0, 0]
  const line: [number, number][] = []
  for (let i = 0; i + 1 < values.length; i += 2) {
    lon += values[i]!
    lat += values[i + 1]!
    line.push([lon / 1e6, lat / 1e6])
  }
  return line
}

export type PlaceKind = ReachAnswer['units'][number]['travels'] | 'workstation'

export interface ReachWords {
  marks: Record<PlaceKind, string>
  unitOf: Record<PlaceKind, string>
  ring: (minutes: string) => string
  over: (minutes: string) => string
}

export function reachContribution(
  answer: ReachAnswer,
  palette: Palette,
  theme: 'light' | 'dark',
  words: ReachWords,
): Contribution {
  const looks = ringLooks(answer.ringMinutes.length, palette, theme)
  const streets = answer.lines.map((lines, ring): Feature<MultiLineString> => ({
    type: 'Feature',
    geometry: { type: 'MultiLineString', coordinates: lines.map(decodeLine) },
    properties: { ring },
  }))
  const place = (
    kind: PlaceKind,
    code: string,
    coordinates: [number, number],
    target: object,
  ): Feature<Point> => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates },
    properties: { kind, mark: words.marks[kind], code, ...target },
  })
  const places = [
    ...answer.workstations.map(({ id, name, position }) =>
      place('workstation', name, position, { targetLayer: 'facilities', targetId: id }),
    ),
    ...answer.units.map(({ patrolId, code, travels, position }) =>
      place(travels, code, position, { targetLayer: 'tracks', targetId: patrolId }),
    ),
  ]
  return {
    // Must-patrol lines run along the streets whose colour is to be read.
    hides: ['patrol-lines', 'patrol-points'],
    sources: {
      [STREETS]: { type: 'geojson', data: { type: 'FeatureCollection', features: streets } },
      [PLACES]: { type: 'geojson', data: { type: 'FeatureCollection', features: places } },
    },
    layers: [
      // The farthest ring lies below.
      ...looks
        .map((look, ring) => ({ slot: 'under-labels' as const, specification: ringLayer(look, ring) }))
        .toReversed(),
      ...placeLayers(palette).map((specification) => ({ slot: 'top' as const, specification })),
    ],
  }
}

function ringLayer({ color, width, dash }: RingLook, ring: number): LayerSpecification {
  return {
    // Without a colon: there is no record to open with a click.
    id: `reach-${ring}`,
    type: 'line',
    source: STREETS,
    filter: ['==', ['get', 'ring'], ring],
    layout: { 'line-cap': dash ? 'butt' : 'round', 'line-join': 'round' },
    paint: {
      'line-color': color,
      'line-width': ['interpolate', ['linear'], ['zoom'], 11, width * 0.35, 15, width, 18, width * 1.8],
      ...(dash && { 'line-dasharray': dash }),
    },
  }
}

function placeLayers(palette: Palette): LayerSpecification[] {
  return [
    {
      id: 'reach-places:point',
      type: 'circle',
      source: PLACES,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 11, 7, 15, 11],
        'circle-color': ['match', ['get', 'kind'], 'workstation', palette.facility, palette.track],
        'circle-stroke-color': palette.lineCasing,
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'reach-places-mark:label',
      type: 'symbol',
      source: PLACES,
      layout: {
        'text-field': ['get', 'mark'],
        'text-font': [FONT_BOLD],
        'text-size': ['interpolate', ['linear'], ['zoom'], 11, 9, 15, 13],
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': palette.lineCasing },
    },
    {
      id: 'reach-places-code:label',
      type: 'symbol',
      source: PLACES,
      minzoom: 13,
      layout: {
        'text-field': ['get', 'code'],
        'text-font': [FONT_REGULAR],
        'text-size': 12,
        'text-offset': [0, 1.1],
        'text-anchor': 'top',
        'text-optional': true,
      },
      paint: { 'text-color': palette.label, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
    },
  ]
}

export function reachLegend(
  answer: ReachAnswer,
  title: string,
  note: string,
  palette: Palette,
  theme: 'light' | 'dark',
  words: ReachWords,
): LegendBlock {
  const minutes = answer.ringMinutes.map(String)
  const kinds: PlaceKind[] = ['vehicle', 'bike', 'foot']
  const present = kinds.filter((kind) => answer.units.some(({ travels }) => travels === kind))
  return {
    title,
    note,
    entries: [
      ...ringLooks(minutes.length, palette, theme).map(({ color, width, dash }, ring) => ({
        label: ring < minutes.length ? words.ring(minutes[ring]!) : words.over(minutes.at(-1)!),
        color,
        width,
        dash,
        shape: 'line' as const,
      })),
      ...(answer.workstations.length > 0 ? [...present, 'workstation' as const] : present).map((kind) => ({
        label: words.unitOf[kind],
        color: kind === 'workstation' ? palette.facility : palette.track,
        mark: words.marks[kind],
        shape: 'point' as const,
      })),
    ],
  }
}
