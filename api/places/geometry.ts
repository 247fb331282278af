import type { Bilingual, BoundingBox } from '../http/contract.ts'

export type Position = [longitude: number, latitude: number]
export type DrawnGeometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'Polygon'; coordinates: Position[][] }
export type GeometryType = DrawnGeometry['type']

export interface GeometryRule {
  types: readonly GeometryType[]
  /** The district, and how far outside it a place may lie. */
  extent: BoundingBox
  marginKilometers: number
}

/** A line shorter than this is a slip of the finger, not a street. */
const minimumLineMeters = 5
/** What a person can draw; more comes through the import. */
const maximumPositions = 5000
const earthRadiusMeters = 6_371_008.8
const kilometersPerDegree = 111.32
/** About a centimetre: what GeoJSON goes out with. */
const decimals = 1e7

const typeNames: Record<GeometryType, Bilingual> = {
  Point: { zh: '点', en: 'point' },
  LineString: { zh: '线', en: 'line' },
  Polygon: { zh: '面', en: 'polygon' },
}

/**
 * Checks a geometry someone drew before PostGIS sees it: type, numbers, range, closed rings, length, no crossing of itself.
 * Answers it in longitude and latitude, rounded to 7 decimals and without repeated positions, or the reason why it is refused.
 */
export function checkDrawnGeometry(
  input: { type: string; coordinates: unknown },
  rule: GeometryRule,
): { valid: true; geometry: DrawnGeometry } | { valid: false; reason: Bilingual } {
  const type = rule.types.find((allowed) => allowed === input.type)
  if (!type) return refused(wrongType(rule.types))
  const parts = positionsOf(type, input.coordinates)
  if (!parts) {
    return refused({
      zh: '坐标不是“经度,纬度”的数字',
      en: 'The coordinates are not numbers of longitude and latitude',
    })
  }
  const all = parts.flat()
  if (all.length > maximumPositions) {
    return refused({
      zh: `顶点超过 ${maximumPositions} 个`,
      en: `It has more than ${maximumPositions} vertices`,
    })
  }
  if (!all.every((position) => isNear(position, rule))) {
    return refused({
      zh: `位置在辖区之外超过 ${rule.marginKilometers} 公里，请检查坐标`,
      en: `It lies more than ${rule.marginKilometers} km outside the district; check the coordinates`,
    })
  }
  if (type === 'Point') return { valid: true, geometry: { type, coordinates: all[0]! } }
  const cleaned = parts.map(withoutRepeats)
  const reason = type === 'LineString' ? faultOfLine(cleaned[0]!) : faultOfRings(cleaned)
  if (reason) return refused(reason)
  return {
    valid: true,
    geometry:
      type === 'LineString' ? { type, coordinates: cleaned[0]! } : { type: 'Polygon', coordinates: cleaned },
  }
}

function refused(reason: Bilingual): { valid: false; reason: Bilingual } {
  return { valid: false, reason }
}

function wrongType(types: readonly GeometryType[]): Bilingual {
  return {
    zh: `这里需要${types.map((type) => typeNames[type].zh).join('或')}`,
    en: `A ${types.map((type) => typeNames[type].en).join(' or ')} is needed here`,
  }
}

/** The positions by part (one for points and lines, one per ring), heights left out; undefined when they are not numbers. */
function positionsOf(type: GeometryType, coordinates: unknown): Position[][] | undefined {
  const parts = type === 'Point' ? [[coordinates]] : type === 'LineString' ? [coordinates] : coordinates
  if (!Array.isArray(parts) || parts.length === 0) return undefined
  const result: Position[][] = []
  for (const part of parts as unknown[]) {
    if (!Array.isArray(part) || part.length === 0) return undefined
    const positions = (part as unknown[]).map(positionOf)
    if (positions.includes(undefined)) return undefined
    result.push(positions as Position[])
  }
  return result
}

function positionOf(value: unknown): Position | undefined {
  if (!Array.isArray(value)) return undefined
  const [longitude, latitude] = value as unknown[]
  if (typeof longitude !== 'number' || typeof latitude !== 'number') return undefined
  if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90)) return undefined
  return [Math.round(longitude * decimals) / decimals, Math.round(latitude * decimals) / decimals]
}

function isNear([longitude, latitude]: Position, { extent, marginKilometers }: GeometryRule): boolean {
  const [west, south, east, north] = extent
  const margin = marginKilometers / kilometersPerDegree
  const wider = margin / Math.max(0.1, Math.cos((latitude * Math.PI) / 180))
  return (
    longitude >= west - wider &&
    longitude <= east + wider &&
    latitude >= south - margin &&
    latitude <= north + margin
  )
}

function withoutRepeats(positions: Position[]): Position[] {
  return positions.filter((position, index) => index === 0 || !isSame(position, positions[index - 1]!))
}

function isSame(left: Position, right: Position): boolean {
  return left[0] === right[0] && left[1] === right[1]
}

function faultOfLine(line: Position[]): Bilingual | undefined {
  if (line.length < 2 || lengthMeters(line) < minimumLineMeters) {
    return { zh: `线短于 ${minimumLineMeters} 米`, en: `The line is shorter than ${minimumLineMeters} m` }
  }
  return undefined
}

/** Length along great circles. */
function lengthMeters(line: Position[]): number {
  let length = 0
  for (let index = 1; index < line.length; index++) {
    const [fromLongitude, fromLatitude] = line[index - 1]!.map((degrees) => (degrees * Math.PI) / 180)
    const [toLongitude, toLatitude] = line[index]!.map((degrees) => (degrees * Math.PI) / 180)
    const half =
      Math.sin((toLatitude! - fromLatitude!) / 2) ** 2 +
      Math.cos(fromLatitude!) * Math.cos(toLatitude!) * Math.sin((toLongitude! - fromLongitude!) / 2) ** 2
    length += 2 * earthRadiusMeters * Math.asin(Math.sqrt(half))
  }
  return length
}

function faultOfRings(rings: Position[][]): Bilingual | undefined {
  for (const ring of rings) {
    if (!isSame(ring[0]!, ring.at(-1)!)) {
      return {
        zh: '面没有闭合:首尾顶点必须相同',
        en: 'The polygon is not closed: its first and last vertex must be the same',
      }
    }
    if (ring.length < 4) {
      return { zh: '面至少需要三个不同的顶点', en: 'A polygon needs at least three different vertices' }
    }
  }
  if (rings.some(crossesItself) || ringsCross(rings)) {
    return { zh: '面的边界自相交', en: 'The boundary of the polygon crosses itself' }
  }
  const [outer, ...holes] = rings
  return holes.every((hole) => hole.some((position) => isInside(outer!, position)))
    ? undefined
    : { zh: '面的孔必须在外边界之内', en: 'A hole must lie inside the outer boundary' }
}

/** By the edges a ray to the east crosses (even: outside). */
function isInside(ring: Position[], [longitude, latitude]: Position): boolean {
  const crossed = edgesOf(ring).filter(
    ([a, b]) =>
      a[1] > latitude !== b[1] > latitude &&
      longitude < a[0] + ((latitude - a[1]) / (b[1] - a[1])) * (b[0] - a[0]),
  )
  return crossed.length % 2 === 1
}

/** Twice the signed area of the triangle: its sign says on which side of a-b the third lies. */
function turn(a: Position, b: Position, c: Position): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

function isWithinBox(a: Position, b: Position, c: Position): boolean {
  return (
    Math.min(a[0], b[0]) <= c[0] &&
    c[0] <= Math.max(a[0], b[0]) &&
    Math.min(a[1], b[1]) <= c[1] &&
    c[1] <= Math.max(a[1], b[1])
  )
}

function crossProperly(a: Position, b: Position, c: Position, d: Position): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}

function touch(a: Position, b: Position, c: Position, d: Position): boolean {
  return (
    crossProperly(a, b, c, d) ||
    (turn(a, b, c) === 0 && isWithinBox(a, b, c)) ||
    (turn(a, b, d) === 0 && isWithinBox(a, b, d)) ||
    (turn(c, d, a) === 0 && isWithinBox(c, d, a)) ||
    (turn(c, d, b) === 0 && isWithinBox(c, d, b))
  )
}

/** Two edges of the ring meet anywhere but where they follow each other, or one runs back over the other. */
function crossesItself(ring: Position[]): boolean {
  const edges = ring.length - 1
  for (let first = 0; first < edges; first++) {
    const [a, b] = [ring[first]!, ring[first + 1]!]
    const c = ring[((first + 1) % edges) + 1]!
    const forward = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    if (turn(a, b, c) === 0 && forward < 0) return true
    for (let second = first + 2; second < edges; second++) {
      if (first === 0 && second === edges - 1) continue
      if (touch(a, b, ring[second]!, ring[second + 1]!)) return true
    }
  }
  return false
}

function ringsCross(rings: Position[][]): boolean {
  return rings.some((ring, index) =>
    rings
      .slice(index + 1)
      .some((other) =>
        edgesOf(ring).some(([a, b]) => edgesOf(other).some(([c, d]) => crossProperly(a, b, c, d))),
      ),
  )
}

function edgesOf(ring: Position[]): [Position, Position][] {
  return ring.slice(1).map((position, index) => [ring[index]!, position])
}
