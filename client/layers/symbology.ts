import type { ExpressionSpecification, FilterSpecification } from 'maplibre-gl'
import type { Palette } from '../map/palette.ts'
import type { SourcelessLayer } from './definition.ts'

/** Shared parts of the layers' styles: selection and hover, circles in metres, labels. */

export const FONT_REGULAR = 'Sans Regular'
export const FONT_BOLD = 'Sans Bold'

const selected: ExpressionSpecification = ['boolean', ['feature-state', 'selected'], false]
const hovered: ExpressionSpecification = ['boolean', ['feature-state', 'hover'], false]

/** One value when selected, another when hovered, else a third. */
export function byState<Value extends number | string | ExpressionSpecification>(
  whenSelected: Value,
  whenHovered: Value,
  otherwise: Value,
): ExpressionSpecification {
  return ['case', selected, whenSelected, hovered, whenHovered, otherwise] as ExpressionSpecification
}

/** An outline around selected and hovered areas. */
export function areaHalo(name: string, palette: Palette): SourcelessLayer[] {
  return [
    {
      id: `${name}:halo-casing`,
      type: 'line',
      paint: {
        'line-color': palette.halo,
        'line-width': byState(6, 0, 0),
        'line-opacity': byState(0.9, 0, 0),
      },
      layout: { 'line-join': 'round' },
    },
    {
      id: `${name}:halo`,
      type: 'line',
      paint: {
        'line-color': byState(palette.selection, palette.hover, palette.hover),
        'line-width': byState(3, 1.5, 0),
        'line-opacity': byState(1, 0.9, 0),
      },
      layout: { 'line-join': 'round' },
    },
  ]
}

/** A band under selected and hovered lines. */
export function lineHalo(name: string, palette: Palette): SourcelessLayer {
  return {
    id: `${name}:halo`,
    type: 'line',
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': byState(palette.selection, palette.hover, palette.hover),
      'line-width': byState(13, 10, 0),
      'line-opacity': byState(0.45, 0.22, 0),
    },
  }
}

/** A ring behind selected and hovered points. */
export function pointHalo(name: string, palette: Palette, radius: number): SourcelessLayer {
  return {
    id: `${name}:halo`,
    type: 'circle',
    paint: {
      'circle-radius': byState(radius + 5, radius + 3, 0),
      'circle-color': byState(palette.selection, palette.hover, palette.hover),
      'circle-opacity': byState(0.35, 0.18, 0),
      'circle-stroke-color': palette.selection,
      'circle-stroke-width': byState(2, 0, 0),
      'circle-stroke-opacity': byState(1, 0, 0),
    },
  }
}

const EQUATOR_METERS_PER_PIXEL_AT_ZOOM_0 = 78_271.517

/** A circle radius in px for a radius in metres, exact at every zoom at this latitude. */
export function radiusInMeters(
  meters: ExpressionSpecification | number,
  latitude: number,
): ExpressionSpecification {
  const pixelsPerMeter = (zoom: number) =>
    2 ** zoom / (EQUATOR_METERS_PER_PIXEL_AT_ZOOM_0 * Math.cos((latitude * Math.PI) / 180))
  return [
    'interpolate',
    ['exponential', 2],
    ['zoom'],
    8,
    ['*', meters, pixelsPerMeter(8)],
    22,
    ['*', meters, pixelsPerMeter(22)],
  ] as ExpressionSpecification
}

/** A name beside a point or in an area. */
export function nameLabel(
  name: string,
  palette: Palette,
  options: {
    minzoom: number
    color: string
    size?: number
    offset?: [number, number]
    filter?: FilterSpecification
  },
): SourcelessLayer {
  return {
    id: `${name}:label`,
    type: 'symbol',
    minzoom: options.minzoom,
    ...(options.filter ? { filter: options.filter } : {}),
    layout: {
      'text-field': ['coalesce', ['get', 'name'], ['get', 'code'], ''],
      'text-font': [FONT_REGULAR],
      'text-size': options.size ?? 12,
      'text-max-width': 8,
      'text-padding': 4,
      'text-optional': true,
      ...(options.offset ? { 'text-offset': options.offset, 'text-anchor': 'top' as const } : {}),
    },
    paint: {
      'text-color': options.color,
      'text-halo-color': palette.halo,
      'text-halo-width': 1.4,
    },
  }
}
