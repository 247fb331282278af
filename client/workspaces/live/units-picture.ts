import type { FeatureCollection, LineString, MultiLineString, Point } from 'geojson'
import type {
  ExpressionSpecification,
  GeoJSONSource,
  LayerSpecification,
  Map as MapLibreMap,
} from 'maplibre-gl'
import type { LivePoint } from '../../../api/live/contract.ts'
import { FONT_BOLD, FONT_REGULAR } from '../../layers/symbology.ts'
import type { Palette } from '../../map/palette.ts'
import type { Contribution } from '../../map/scene.svelte.ts'
import type { TrailBand } from './trail-bands.ts'
import { HEADING_IMAGE, imageName, stateColor, type SymbolOf, UnitImages } from './unit-symbols.ts'

export interface PicturedUnit extends SymbolOf {
  id: number
  code: string
  /** Force and state in words, for the hover card. */
  detail: string
  lon: number
  lat: number
  bearing: number | null
}

export interface PicturedTrail {
  state: SymbolOf['state']
  bands: TrailBand[]
}

const UNITS = 'live-units'
const TRAILS = 'live-trails'
const POINTS = 'live-points'

const empty = (): FeatureCollection => ({ type: 'FeatureCollection', features: [] })
/** What needs a look lies on top. */
const ORDER: readonly SymbolOf['state'][] = ['ended', 'moving', 'staying', 'silent']
const MARKS = { due: '', done: '✓', missed: '×' } as const

/**
 * Units, their trails and the points that tick, as three sources that are given new data directly: a contribution put anew for every step would
 * have the map compare its whole style. The data also hang in the contribution, so that a style that changes meanwhile keeps them.
 */
export class UnitsPicture {
  readonly #data: Record<string, FeatureCollection> = {
    [UNITS]: empty(),
    [TRAILS]: empty(),
    [POINTS]: empty(),
  }
  readonly #images = new UnitImages()

  contribution(palette: Palette): Contribution {
    const data = this.#data
    const source = (name: string) => ({
      type: 'geojson' as const,
      get data() {
        return data[name]!
      },
    })
    return {
      hides: ['patrol-points'],
      sources: { [UNITS]: source(UNITS), [TRAILS]: source(TRAILS), [POINTS]: source(POINTS) },
      layers: [
        { slot: 'over-lines', specification: trailLayer(palette) },
        ...pointLayers(palette).map((specification) => ({ slot: 'top', specification }) as const),
        ...unitLayers(palette).map((specification) => ({ slot: 'top', specification }) as const),
      ],
    }
  }

  showUnits(
    map: MapLibreMap,
    units: readonly PicturedUnit[],
    selectedId: number | null,
    palette: Palette,
  ): void {
    this.#images.ensure(map, units, palette)
    this.#set(map, UNITS, {
      type: 'FeatureCollection',
      features: units.map((unit) => ({
        type: 'Feature',
        id: unit.id,
        geometry: { type: 'Point', coordinates: [unit.lon, unit.lat] } satisfies Point,
        properties: {
          targetLayer: 'patrol-units',
          targetId: unit.id,
          title: unit.code,
          detail: unit.detail,
          icon: imageName(unit),
          order: ORDER.indexOf(unit.state),
          bearing: unit.state === 'moving' ? unit.bearing : null,
          selected: unit.id === selectedId,
        },
      })),
    })
  }

  showTrails(map: MapLibreMap, trails: readonly PicturedTrail[], palette: Palette): void {
    this.#set(map, TRAILS, {
      type: 'FeatureCollection',
      features: trails.flatMap(({ state, bands }) =>
        bands.map(({ opacity, lines }) => ({
          type: 'Feature' as const,
          geometry: { type: 'MultiLineString', coordinates: lines } satisfies MultiLineString,
          properties: { opacity, color: stateColor(state, palette) },
        })),
      ),
    })
  }

  showPoints(map: MapLibreMap, points: readonly LivePoint[]): void {
    this.#set(map, POINTS, {
      type: 'FeatureCollection',
      features: points.map(({ id, name, center, state }) => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: center } satisfies Point,
        properties: { targetLayer: 'patrol-points', targetId: id, name, state, mark: MARKS[state] },
      })),
    })
  }

  #set(map: MapLibreMap, name: string, data: FeatureCollection): void {
    if (this.#data[name]!.features.length + data.features.length === 0) return
    this.#data[name] = data
    map.getSource<GeoJSONSource>(name)?.setData(data as FeatureCollection<Point | LineString>)
  }
}

function trailLayer(palette: Palette): LayerSpecification {
  return {
    id: 'live:halo-trail',
    type: 'line',
    source: TRAILS,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': ['coalesce', ['get', 'color'], palette.track],
      'line-width': ['interpolate', ['linear'], ['zoom'], 11, 1.2, 16, 3],
      'line-opacity': ['get', 'opacity'],
    },
  }
}

function pointLayers(palette: Palette): LayerSpecification[] {
  const byState = (due: string, done: string, missed: string): ExpressionSpecification => [
    'match',
    ['get', 'state'],
    'done',
    done,
    'missed',
    missed,
    due,
  ]
  return [
    {
      id: 'live:point',
      type: 'circle',
      source: POINTS,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 11, 4, 15, 8],
        'circle-color': byState(palette.symbolFace, palette.done, palette.missed),
        'circle-stroke-color': byState(palette.line, palette.symbolFace, palette.symbolFace),
        'circle-stroke-width': ['match', ['get', 'state'], 'due', 2.5, 1.5],
      },
    },
    {
      id: 'live:point-mark:label',
      type: 'symbol',
      source: POINTS,
      minzoom: 12.5,
      layout: {
        'text-field': ['get', 'mark'],
        'text-font': [FONT_BOLD],
        'text-size': ['interpolate', ['linear'], ['zoom'], 12.5, 9, 15, 13],
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': palette.symbolFace },
    },
    {
      id: 'live:point-name:label',
      type: 'symbol',
      source: POINTS,
      minzoom: 15,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': [FONT_REGULAR],
        'text-size': 12,
        'text-max-width': 8,
        'text-offset': [0, 0.9],
        'text-anchor': 'top',
        'text-optional': true,
      },
      paint: { 'text-color': palette.label, 'text-halo-color': palette.halo, 'text-halo-width': 1.4 },
    },
  ]
}

function unitLayers(palette: Palette): LayerSpecification[] {
  const size: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 10, 0.6, 13, 0.85, 16, 1]
  const over = { 'icon-allow-overlap': true, 'icon-ignore-placement': true } as const
  return [
    {
      id: 'live:halo-selected',
      type: 'circle',
      source: UNITS,
      filter: ['get', 'selected'],
      paint: {
        'circle-radius': 20,
        'circle-color': palette.selection,
        'circle-opacity': 0.18,
        'circle-stroke-color': palette.selection,
        'circle-stroke-width': 2.5,
      },
    },
    {
      id: 'live:halo-heading',
      type: 'symbol',
      source: UNITS,
      filter: ['!=', ['get', 'bearing'], null],
      layout: {
        ...over,
        'icon-image': HEADING_IMAGE,
        'icon-size': size,
        'icon-rotate': ['get', 'bearing'],
        'icon-rotation-alignment': 'map',
      },
    },
    {
      id: 'live:unit',
      type: 'symbol',
      source: UNITS,
      layout: {
        ...over,
        'icon-image': ['get', 'icon'],
        'icon-size': size,
        'symbol-sort-key': ['get', 'order'],
        'text-field': ['get', 'title'],
        'text-font': [FONT_BOLD],
        'text-size': 12,
        'text-offset': [0, 1.35],
        'text-anchor': 'top',
        'text-optional': true,
      },
      paint: { 'text-color': palette.label, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
    },
  ]
}
