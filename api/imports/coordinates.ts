import gcoord from 'gcoord'
import type { Geometry, Position } from 'geojson'
import { isMetricCrs, metricProjection } from '../geometry/metric-projection.ts'

export const defaults = {
  /** Data farther than this outside the district's extent is refused. */
  extentMarginMeters: 50_000,
}

const METERS_PER_DEGREE = 111_320

/** What coordinates may arrive in. CGCS2000 is EPSG:4490; a metric system is a UTM zone or a 3-degree Gauss-Kruger belt. */
export type SourceCrs = 'WGS84' | 'CGCS2000' | 'GCJ02' | 'BD09' | `EPSG:${number}`

/**
 * `notNumber`: missing or not finite; `swapped`: latitude first; `longitudeRange`, `latitudeRange`: outside -180..180, -90..90; `projectedRange`: no
 * place in that metric system; `degreesExpected`: metres where degrees belong; `metersExpected`: degrees where metres belong.
 */
export type CoordinateProblem =
  | 'notNumber'
  | 'swapped'
  | 'longitudeRange'
  | 'latitudeRange'
  | 'projectedRange'
  | 'degreesExpected'
  | 'metersExpected'

export type CoordinateResult<T> =
  { readonly valid: true; readonly value: T } | { readonly valid: false; readonly reason: CoordinateProblem }

/** Whether the text names a system that can be read; `EPSG:4326` and `EPSG:4490` are WGS84 and CGCS2000. */
export function isSourceCrs(text: string): text is SourceCrs {
  if (['WGS84', 'CGCS2000', 'GCJ02', 'BD09', 'EPSG:4326', 'EPSG:4490'].includes(text)) return true
  const epsg = epsgOf(text)
  return epsg !== null && isMetricCrs(epsg)
}

/**
 * One position to stored longitude and latitude (EPSG:4490, equal to WGS84 at map scale). GCJ-02 and BD-09 go through gcoord, whose inverse is
 * good to about a decimetre.
 *
 * @param first longitude in degrees, or easting in metres.
 * @param second latitude in degrees, or northing in metres.
 * @throws RangeError for a system that is not known.
 */
export function positionToStored(
  first: number,
  second: number,
  crs: SourceCrs,
): CoordinateResult<[lon: number, lat: number]> {
  if (!isSourceCrs(crs)) throw new RangeError(`coordinate system is not known: ${String(crs)}`)
  if (!Number.isFinite(first) || !Number.isFinite(second)) return { valid: false, reason: 'notNumber' }
  const epsg = epsgOf(crs)
  if (epsg !== null && isMetricCrs(epsg)) return projectedToStored(first, second, epsg)
  const reason = problemOfDegrees(first, second)
  if (reason) return { valid: false, reason }
  if (crs !== 'GCJ02' && crs !== 'BD09') return { valid: true, value: [first, second] }
  const [lon, lat] = gcoord.transform(
    [first, second] as [number, number],
    crs === 'GCJ02' ? gcoord.GCJ02 : gcoord.BD09,
    gcoord.WGS84,
  )
  return { valid: true, value: [lon!, lat!] }
}

/**
 * A geometry of any type to stored coordinates, as a new object: the given one is never changed. Heights are kept, `bbox` is left out. The first
 * position at fault decides the reason.
 *
 * @throws RangeError for a system that is not known.
 */
export function geometryToStored(geometry: Geometry, crs: SourceCrs): CoordinateResult<Geometry> {
  let reason: CoordinateProblem | null = null
  const position = (from: Position): Position => {
    const result = positionToStored(from[0]!, from[1]!, crs)
    if (result.valid) return [...result.value, ...from.slice(2)]
    reason ??= result.reason
    return [NaN, NaN]
  }
  const value = mapPositions(geometry, position)
  return reason ? { valid: false, reason } : { valid: true, value }
}

/** Whether a stored position lies in the district's extent (west, south, east, north in degrees) or within 50 km of it. */
export function isNearExtent(
  lon: number,
  lat: number,
  extent: readonly [west: number, south: number, east: number, north: number],
  marginMeters = defaults.extentMarginMeters,
): boolean {
  const [west, south, east, north] = extent
  const marginLat = marginMeters / METERS_PER_DEGREE
  const marginLon = marginLat / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  return (
    lon >= west - marginLon && lon <= east + marginLon && lat >= south - marginLat && lat <= north + marginLat
  )
}

function mapPositions(geometry: Geometry, position: (from: Position) => Position): Geometry {
  const line = (positions: Position[]) => positions.map(position)
  const area = (rings: Position[][]) => rings.map(line)
  switch (geometry.type) {
    case 'Point':
      return { type: 'Point', coordinates: position(geometry.coordinates) }
    case 'MultiPoint':
      return { type: 'MultiPoint', coordinates: line(geometry.coordinates) }
    case 'LineString':
      return { type: 'LineString', coordinates: line(geometry.coordinates) }
    case 'MultiLineString':
      return { type: 'MultiLineString', coordinates: area(geometry.coordinates) }
    case 'Polygon':
      return { type: 'Polygon', coordinates: area(geometry.coordinates) }
    case 'MultiPolygon':
      return { type: 'MultiPolygon', coordinates: geometry.coordinates.map(area) }
    case 'GeometryCollection':
      return {
        type: 'GeometryCollection',
        geometries: geometry.geometries.map((part) => mapPositions(part, position)),
      }
  }
}

function projectedToStored(
  easting: number,
  northing: number,
  epsg: number,
): CoordinateResult<[number, number]> {
  if (Math.abs(easting) <= 180 && Math.abs(northing) <= 90) return { valid: false, reason: 'metersExpected' }
  const withPrefix = epsg >= 4513 && epsg <= 4533
  const zoneEasting = withPrefix ? easting - (epsg - 4513 + 25) * 1_000_000 : easting
  if (zoneEasting < 0 || zoneEasting > 1_000_000 || northing < -10_000_000 || northing > 10_000_000) {
    const isTurned = !withPrefix && northing > 0 && northing < 1_000_000 && easting > 1_000_000
    return { valid: false, reason: isTurned ? 'swapped' : 'projectedRange' }
  }
  const [lon, lat] = metricProjection(epsg).inverse(easting, northing)
  return Number.isFinite(lon) && Math.abs(lat) <= 90
    ? { valid: true, value: [lon, lat] }
    : { valid: false, reason: 'projectedRange' }
}

function problemOfDegrees(lon: number, lat: number): CoordinateProblem | null {
  if (Math.abs(lon) > 1000 || Math.abs(lat) > 1000) return 'degreesExpected'
  if (Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90) return 'swapped'
  if (Math.abs(lon) > 180) return 'longitudeRange'
  return Math.abs(lat) > 90 ? 'latitudeRange' : null
}

function epsgOf(text: string): number | null {
  const match = /^EPSG:(\d{4,5})$/.exec(text)
  return match ? Number(match[1]) : null
}
