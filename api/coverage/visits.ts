import { shareInsideCircle } from '../geometry/share-inside-circle.ts'
import type { CleanedTrack } from './cleaned-track.ts'

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

export interface Visit {
  /** First entry and last exit, interpolated on the segments. */
  readonly fromSeconds: number
  readonly toSeconds: number
  readonly midSeconds: number
  /** All of the observed time between entry and exit, tolerated exits included. */
  readonly dwellSeconds: number
  /** The part of `dwellSeconds` inside the radius. */
  readonly insideSeconds: number
  /** The part of `dwellSeconds` below 0.5 m/s. */
  readonly stillSeconds: number
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
  const visits: Visit[] = []
  if (
    target.x + radius < bounds.minX ||
    target.x - radius > bounds.maxX ||
    target.y + radius < bounds.minY ||
    target.y - radius > bounds.maxY
  ) {
    return visits
  }

  let open = false
  let from = 0
  let to = 0
  let dwell = 0
  let inside = 0
  let still = 0
  let outsideObserved = 0
  let outsideStill = 0
  const close = () => {
    if (!open) return
    visits.push({
      fromSeconds: from,
      toSeconds: to,
      midSeconds: (from + to) / 2,
      dwellSeconds: dwell,
      insideSeconds: inside,
      stillSeconds: still,
      counts: dwell >= requiredDwellSeconds,
    })
    open = false
  }

  for (let i = 0; i < connected.length; i++) {
    if (connected[i] === 0) continue
    const start = timeSeconds[i]!
    const seconds = timeSeconds[i + 1]! - start
    const dx = x[i + 1]! - x[i]!
    const dy = y[i + 1]! - y[i]!
    const isStill = Math.hypot(dx, dy) < stillMetersPerSecond * seconds
    const [enter, leave] = shareInsideCircle(x[i]! - target.x, y[i]! - target.y, dx, dy, radius)
    if (leave <= enter) {
      if (open) {
        outsideObserved += seconds
        if (isStill) outsideStill += seconds
      }
      continue
    }
    const entered = start + enter * seconds
    const left = start + leave * seconds
    if (open && entered > to && entered - to >= toleratedExitSeconds) close()
    if (open) {
      const before = enter * seconds
      dwell += outsideObserved + before
      still += outsideStill + (isStill ? before : 0)
    } else {
      open = true
      from = entered
      dwell = inside = still = 0
    }
    dwell += left - entered
    inside += left - entered
    if (isStill) still += left - entered
    to = left
    outsideObserved = (1 - leave) * seconds
    outsideStill = isStill ? outsideObserved : 0
  }
  close()
  return visits
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
