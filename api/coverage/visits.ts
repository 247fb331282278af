import { shareInsideCircle } from '../geometry/share-inside-circle.ts'
import type { CleanedTrack } from './cleaned-track.ts'
import { type Stay, StayRun } from './stay-run.ts'

/** Under 60 s outside is the scatter of a receiver between houses; 0.5 m/s is below the slowest walk; 10 to 16 minutes is the effective hotspot stay. */
export const defaults = {
  toleratedExitSeconds: 60,
  stillMetersPerSecond: 0.5,
  effectiveStaySeconds: 600,
  longestCreditedStaySeconds: 960,
}

export interface VisitOptions {
  readonly toleratedExitSeconds: number
  readonly stillMetersPerSecond: number
}

export interface HotspotStayOptions {
  readonly effectiveStaySeconds: number
  readonly longestCreditedStaySeconds: number
}

/** A must-arrive point in metres. */
export interface VisitTarget {
  readonly x: number
  readonly y: number
  readonly radiusMeters: number
  /** The least dwell that makes a visit count. */
  readonly requiredDwellSeconds: number
}

export interface Visit extends Stay {
  /** Whether `dwellSeconds` reaches what is required. */
  readonly counts: boolean
}

/**
 * The visits of a track at a point, in the order of time. A stay begins where a segment enters the circle and ends where one leaves it;
 * outside or unobserved for less than 60 s does not end it (unobserved time is never dwell). A circle touched in one point is no visit.
 */
export function visitsAtPoint(
  track: CleanedTrack,
  target: VisitTarget,
  options: Partial<VisitOptions> = {},
): Visit[] {
  const { toleratedExitSeconds, stillMetersPerSecond } = { ...defaults, ...options }
  const { timeSeconds, x, y, connected, bounds } = track
  const { radiusMeters: radius, requiredDwellSeconds } = target
  if (
    target.x + radius < bounds.minX ||
    target.x - radius > bounds.maxX ||
    target.y + radius < bounds.minY ||
    target.y - radius > bounds.maxY
  ) {
    return []
  }
  const run = new StayRun(toleratedExitSeconds)
  for (let i = 0; i < connected.length; i++) {
    if (connected[i] === 0) continue
    const start = timeSeconds[i]!
    const seconds = timeSeconds[i + 1]! - start
    const dx = x[i + 1]! - x[i]!
    const dy = y[i + 1]! - y[i]!
    const meters = Math.hypot(dx, dy)
    const isStill = meters < stillMetersPerSecond * seconds
    const [enter, leave] = shareInsideCircle(x[i]! - target.x, y[i]! - target.y, dx, dy, radius)
    if (leave <= enter) {
      run.addOutside(seconds, isStill)
      continue
    }
    run.addOutside(enter * seconds, isStill)
    run.addInside(start + enter * seconds, start + leave * seconds, (leave - enter) * meters, isStill)
    run.addOutside((1 - leave) * seconds, isStill)
  }
  run.finish()
  return run.stays.map((stay) => ({ ...stay, counts: stay.dwellSeconds >= requiredDwellSeconds }))
}

/** An effective hotspot stay: from 600 s it counts 1; time past 960 s adds nothing. */
export function hotspotStay(
  dwellSeconds: number,
  options: Partial<HotspotStayOptions> = {},
): { counts: 0 | 1; creditedSeconds: number } {
  const { effectiveStaySeconds, longestCreditedStaySeconds } = { ...defaults, ...options }
  return {
    counts: dwellSeconds >= effectiveStaySeconds ? 1 : 0,
    creditedSeconds: Math.min(dwellSeconds, longestCreditedStaySeconds),
  }
}
