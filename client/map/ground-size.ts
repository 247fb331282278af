type Position = readonly number[]

/** WGS 84 and CGCS2000 agree in these to a tenth of a millimetre. */
const SEMI_MAJOR_AXIS_METERS = 6_378_137
const ECCENTRICITY_SQUARED = 0.006_694_38
const RADIANS = Math.PI / 180

/** Metres of one degree of longitude and of latitude at a latitude, on the ellipsoid (its radii of curvature). */
function metersPerDegree(latitude: number): { east: number; north: number } {
  const sine = Math.sin(latitude * RADIANS)
  const flattened = 1 - ECCENTRICITY_SQUARED * sine * sine
  return {
    east: ((SEMI_MAJOR_AXIS_METERS * RADIANS) / Math.sqrt(flattened)) * Math.cos(latitude * RADIANS),
    north: (SEMI_MAJOR_AXIS_METERS * RADIANS * (1 - ECCENTRICITY_SQUARED)) / flattened ** 1.5,
  }
}

/**
 * Length in metres along positions (longitude, latitude). On the ellipsoid, as the database measures: a sphere is up to 0.3 % off, and the
 * same line would have two lengths. Within a district, where segments are short, it agrees to a millionth.
 */
export function groundLengthMeters(positions: readonly Position[]): number {
  return positions.slice(1).reduce((sum, [longitude, latitude], index) => {
    const [fromLongitude, fromLatitude] = positions[index]!
    const { east, north } = metersPerDegree((latitude! + fromLatitude!) / 2)
    return sum + Math.hypot((longitude! - fromLongitude!) * east, (latitude! - fromLatitude!) * north)
  }, 0)
}

function ringAreaSquareMeters(ring: readonly Position[]): number {
  const [originLongitude = 0, originLatitude = 0] = ring[0] ?? []
  const latitudes = ring.map(([, latitude]) => latitude!)
  const { east, north } = metersPerDegree((Math.min(...latitudes) + Math.max(...latitudes)) / 2)
  const flat = ring.map(([longitude, latitude]) => [
    (longitude! - originLongitude) * east,
    (latitude! - originLatitude) * north,
  ])
  const doubled = flat.slice(1).reduce((sum, [x, y], index) => {
    const [fromX, fromY] = flat[index]!
    return sum + fromX! * y! - x! * fromY!
  }, 0)
  return Math.abs(doubled) / 2
}

/** Area in square metres of closed rings, the outer one first, the others holes in it; on the ellipsoid, for areas up to a district's size. */
export function groundAreaSquareMeters(rings: readonly (readonly Position[])[]): number {
  const [outer, ...holes] = rings.map(ringAreaSquareMeters)
  return holes.reduce((left, hole) => left - hole, outer ?? 0)
}
