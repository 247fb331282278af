/** A fix that counts, in metres of the district's CRS and as it is shown. */
export interface LiveFix {
  timeSeconds: number
  x: number
  y: number
  lon: number
  lat: number
  /** Null where the device does not say. */
  speedMetersPerSecond: number | null
  bearingDegrees: number | null
}

/** Where a unit was last, and since when it has not left the circle around a place. */
export interface LastPosition extends LiveFix {
  stillSinceSeconds: number
  stillX: number
  stillY: number
  stillLon: number
  stillLat: number
}

export interface LastPositionRules {
  stayRadiusMeters: number
  /** After a longer silence a stay begins anew. */
  silentSeconds: number
  maximumGapSeconds: number
  maximumSpeedMetersPerSecond: number
}

/** Below this a direction is the scatter of the receiver. */
const headingMeters = 5

/**
 * The last position once the fixes are there. Plain: the newest by the time of the fix, so that what comes late never moves a unit back. A fix that
 * cannot have been reached from the one before within `maximumGapSeconds` is left out until it can: a receiver that jumped is back by then.
 *
 * @param fixes in order of time
 * @returns `known` itself when nothing is newer; null when there is nothing at all
 */
export function lastPositionAfter(
  known: LastPosition | null,
  fixes: readonly LiveFix[],
  rules: LastPositionRules,
): LastPosition | null {
  return fixes.reduce<LastPosition | null>((last, fix) => moved(last, fix, rules), known)
}

function moved(last: LastPosition | null, fix: LiveFix, rules: LastPositionRules): LastPosition {
  if (last === null) return beginningAt(fix, fix.bearingDegrees)
  const seconds = fix.timeSeconds - last.timeSeconds
  if (seconds <= 0) return last
  const meters = Math.hypot(fix.x - last.x, fix.y - last.y)
  if (seconds <= rules.maximumGapSeconds && meters > rules.maximumSpeedMetersPerSecond * seconds) return last
  const bearing = fix.bearingDegrees ?? (meters < headingMeters ? last.bearingDegrees : heading(last, fix))
  const away = Math.hypot(fix.x - last.stillX, fix.y - last.stillY)
  if (away > rules.stayRadiusMeters || seconds > rules.silentSeconds) return beginningAt(fix, bearing)
  const { stillSinceSeconds, stillX, stillY, stillLon, stillLat } = last
  return { ...fix, bearingDegrees: bearing, stillSinceSeconds, stillX, stillY, stillLon, stillLat }
}

function beginningAt(fix: LiveFix, bearingDegrees: number | null): LastPosition {
  return {
    ...fix,
    bearingDegrees,
    stillSinceSeconds: fix.timeSeconds,
    stillX: fix.x,
    stillY: fix.y,
    stillLon: fix.lon,
    stillLat: fix.lat,
  }
}

/** Degrees from true north, clockwise, in `[0, 360)`: the grid of a metric CRS is turned against it. */
function heading(from: LiveFix, to: LiveFix): number {
  const east = (to.lon - from.lon) * Math.cos((from.lat * Math.PI) / 180)
  const degrees = (Math.atan2(east, to.lat - from.lat) * 180) / Math.PI
  return degrees < 0 ? Math.min(degrees + 360, 359.9) : degrees
}
