import { metricProjection } from '../api/geometry/metric-projection.ts'

/** A position in the demo city's local plane: metres east and north of its centre. */
export interface Point {
  readonly x: number
  readonly y: number
}

export type LonLat = [longitude: number, latitude: number]

/** CGCS2000 / 3-degree Gauss-Kruger, central meridian 126° E: the demo district's metric CRS. */
export const METRIC_CRS = 4551

const metric = metricProjection(METRIC_CRS)
const [CENTRE_EAST, CENTRE_NORTH] = metric.forward(125.62, 43.58).map(Math.round) as LonLat

const round7 = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

/** Longitude and latitude (EPSG:4490, 7 decimals) of a point of the plane. */
export function toLonLat(point: Point): LonLat {
  const [longitude, latitude] = metric.inverse(point.x + CENTRE_EAST, point.y + CENTRE_NORTH)
  return [round7(longitude), round7(latitude)]
}

const wktOf = (points: readonly Point[]): string =>
  points
    .map(toLonLat)
    .map(([x, y]) => `${x} ${y}`)
    .join(',')

/** WKT of a place of the plane, in longitude and latitude. Rings come open and are closed here. */
export const pointWkt = (point: Point): string => `POINT(${wktOf([point])})`
export const lineWkt = (points: readonly Point[]): string => `LINESTRING(${wktOf(points)})`
export const ringsWkt = (rings: readonly (readonly Point[])[]): string =>
  `(${rings.map((ring) => `(${wktOf([...ring, ring[0]!])})`).join(',')})`
export const polygonWkt = (...rings: (readonly Point[])[]): string => `POLYGON${ringsWkt(rings)}`
