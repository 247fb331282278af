import type { Geometry, Position } from 'geojson'
import type { BoundingBox } from '../http/contract.ts'
import type { CoordinateSystemName } from './contract.ts'
import { geometryToStored, isNearExtent, positionToStored, type SourceCrs } from './coordinates.ts'
import { type RowProblem, rowProblem } from './row-problems.ts'

const names: Record<CoordinateSystemName, SourceCrs> = {
  wgs84: 'WGS84',
  cgcs2000: 'CGCS2000',
  gcj02: 'GCJ02',
  bd09: 'BD09',
}

/** The system of a file: a projected one when an EPSG code is given, else degrees of the named one. */
export function sourceCrs(system: CoordinateSystemName, sourceEpsg: number | null | undefined): SourceCrs {
  return typeof sourceEpsg === 'number' ? `EPSG:${sourceEpsg}` : names[system]
}

/** Where a file may lie: the district's extent and the margin around it. */
export interface AcceptedArea {
  extent: BoundingBox
  marginMeters: number
}

export function isAccepted(area: AcceptedArea, lon: number, lat: number): boolean {
  return isNearExtent(lon, lat, area.extent, area.marginMeters)
}

type Placed<T> = { value: T; problem?: undefined } | { value?: undefined; problem: RowProblem }

/** Seven decimals: a centimetre. */
function rounded([lon, lat]: Position): [number, number] {
  return [Math.round(lon! * 1e7) / 1e7, Math.round(lat! * 1e7) / 1e7]
}

function outside(area: AcceptedArea, lon: number, lat: number): RowProblem {
  return isAccepted(area, lat, lon)
    ? rowProblem('position-swapped')
    : rowProblem('position-outside', null, `${lon.toFixed(5)}, ${lat.toFixed(5)}`)
}

/** The position two texts stand for, stored; or why not. */
export function placedPosition(
  first: string | undefined,
  second: string | undefined,
  crs: SourceCrs,
  area: AcceptedArea,
): Placed<[number, number]> {
  if (!first || !second) return { problem: rowProblem('position-missing') }
  const placed = positionToStored(Number(first), Number(second), crs)
  if (!placed.valid) {
    return {
      problem:
        placed.reason === 'swapped'
          ? rowProblem('position-swapped')
          : rowProblem('position-unreadable', null, `${first}, ${second}`),
    }
  }
  const [lon, lat] = rounded(placed.value)
  // Null Island is where a device without reception is.
  if (lon === 0 && lat === 0) return { problem: rowProblem('position-missing') }
  return isAccepted(area, lon, lat) ? { value: [lon, lat] } : { problem: outside(area, lon, lat) }
}

/** A geometry of the file, stored; or why not. */
export function placedGeometry(geometry: Geometry, crs: SourceCrs, area: AcceptedArea): Placed<Geometry> {
  const placed = geometryToStored(geometry, crs)
  if (!placed.valid) {
    return { problem: rowProblem(placed.reason === 'swapped' ? 'position-swapped' : 'geometry-unreadable') }
  }
  for (const position of positionsOf(placed.value)) {
    const [lon, lat] = rounded(position)
    if (!isAccepted(area, lon, lat)) return { problem: outside(area, lon, lat) }
    // The geometry is a fresh copy of ours.
    position.splice(0, position.length, lon, lat)
  }
  return { value: placed.value }
}

/** The smallest box around a box (or nothing) and a position. */
export function extendedBox(box: BoundingBox | null, lon: number, lat: number): BoundingBox {
  if (box === null) return [lon, lat, lon, lat]
  return [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)]
}

/** Every position of a geometry, in order. */
export function* positionsOf(geometry: Geometry): Generator<Position> {
  switch (geometry.type) {
    case 'Point':
      yield geometry.coordinates
      break
    case 'MultiPoint':
    case 'LineString':
      yield* geometry.coordinates
      break
    case 'MultiLineString':
    case 'Polygon':
      for (const line of geometry.coordinates) yield* line
      break
    case 'MultiPolygon':
      for (const rings of geometry.coordinates) for (const ring of rings) yield* ring
      break
    case 'GeometryCollection':
      for (const part of geometry.geometries) yield* positionsOf(part)
  }
}
