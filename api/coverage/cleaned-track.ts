/** A hole over 120 s hides a detour; 45 m/s (162 km/h) is faster than any patrol car drives in a district. */
export const defaults = {
  maximumGapSeconds: 120,
  maximumSpeedMetersPerSecond: 45,
}

export type TrackOptions = typeof defaults

/** The fixes of one patrol: parallel arrays of one length. */
export interface Fixes {
  /** Seconds since any epoch. */
  readonly timeSeconds: Float64Array
  /** Easting and northing in metres. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** 1 where a fix is the first after a pause, or of a line that was written: the track breaks before it. None when absent. */
  readonly resumed?: Uint8Array
}

export interface CleanedTrack extends Omit<Fixes, 'resumed'> {
  /** `connected[i]` is 1 where the fixes i and i + 1 form a segment and 0 where the track breaks. One shorter than the fixes. */
  readonly connected: Uint8Array
  readonly segmentCount: number
  /** The track's time: the sum over its segments. */
  readonly observedSeconds: number
  /** The time between neighbours that form no segment. */
  readonly unobservedSeconds: number
  readonly lengthMeters: number
  /** The smallest box around the fixes in metres; infinite and inverted when there are none. */
  readonly bounds: {
    readonly minX: number
    readonly minY: number
    readonly maxX: number
    readonly maxY: number
  }
}

/** A track along the streets it was matched to. */
export interface StreetPath extends CleanedTrack {
  /** `onStreet[i]` is 1 where the segment from i to i + 1 lies on a street, and 0 where nothing matched. */
  readonly onStreet: Uint8Array
}

/**
 * Orders the fixes of one patrol by time, keeps the first of a repeated time, and connects two neighbours when 0 < dt <= 120 s, the
 * speed is at most 45 m/s and the later is not the first after a pause. The given arrays are left as they are.
 *
 * @throws RangeError when the arrays differ in length or hold a value that is not finite.
 */
export function cleanTrack(fixes: Fixes, options: Partial<TrackOptions> = {}): CleanedTrack {
  const { maximumGapSeconds, maximumSpeedMetersPerSecond } = { ...defaults, ...options }
  const { timeSeconds, x, y, resumed } = firstOfEachTime(fixes)
  const count = timeSeconds.length
  const connected = new Uint8Array(Math.max(0, count - 1))
  let segmentCount = 0
  let observedSeconds = 0
  let unobservedSeconds = 0
  let lengthMeters = 0
  for (let i = 0; i + 1 < count; i++) {
    const seconds = timeSeconds[i + 1]! - timeSeconds[i]!
    const meters = Math.hypot(x[i + 1]! - x[i]!, y[i + 1]! - y[i]!)
    const isReached = seconds <= maximumGapSeconds && meters <= maximumSpeedMetersPerSecond * seconds
    if (isReached && resumed[i + 1] === 0) {
      connected[i] = 1
      segmentCount++
      observedSeconds += seconds
      lengthMeters += meters
    } else {
      unobservedSeconds += seconds
    }
  }
  return {
    timeSeconds,
    x,
    y,
    connected,
    segmentCount,
    observedSeconds,
    unobservedSeconds,
    lengthMeters,
    bounds: boundsOf(x, y),
  }
}

/** The part of the track's time that lies in `[fromSeconds, toSeconds)`. */
export function observedSecondsBetween(track: CleanedTrack, fromSeconds: number, toSeconds: number): number {
  let seconds = 0
  for (let i = 0; i < track.connected.length; i++) {
    if (track.connected[i] === 0) continue
    const start = Math.max(fromSeconds, track.timeSeconds[i]!)
    const end = Math.min(toSeconds, track.timeSeconds[i + 1]!)
    if (end > start) seconds += end - start
  }
  return seconds
}

function firstOfEachTime({
  timeSeconds,
  x,
  y,
  resumed = new Uint8Array(timeSeconds.length),
}: Fixes): Required<Fixes> {
  const count = timeSeconds.length
  if (x.length !== count || y.length !== count || resumed.length !== count) {
    throw new RangeError(`times, x and y differ in length: ${count}, ${x.length}, ${y.length}`)
  }
  let increasing = true
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(timeSeconds[i]!) || !Number.isFinite(x[i]!) || !Number.isFinite(y[i]!)) {
      throw new RangeError(`fix ${i} holds a value that is not finite`)
    }
    if (i > 0 && timeSeconds[i]! <= timeSeconds[i - 1]!) increasing = false
  }
  if (increasing) return { timeSeconds: timeSeconds.slice(), x: x.slice(), y: y.slice(), resumed }

  const order = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => timeSeconds[a]! - timeSeconds[b]! || a - b,
  )
  const kept = order.filter((fix, i) => i === 0 || timeSeconds[fix] !== timeSeconds[order[i - 1]!])
  return {
    timeSeconds: Float64Array.from(kept, (fix) => timeSeconds[fix]!),
    x: Float64Array.from(kept, (fix) => x[fix]!),
    y: Float64Array.from(kept, (fix) => y[fix]!),
    resumed: Uint8Array.from(kept, (fix) => resumed[fix]!),
  }
}

function boundsOf(x: Float64Array, y: Float64Array): CleanedTrack['bounds'] {
  let minX = Infinity
  let minY = Infinity
  let maxX = -Infinity
  let maxY = -Infinity
  for (let i = 0; i < x.length; i++) {
    minX = Math.min(minX, x[i]!)
    maxX = Math.max(maxX, x[i]!)
    minY = Math.min(minY, y[i]!)
    maxY = Math.max(maxY, y[i]!)
  }
  return { minX, minY, maxX, maxY }
}
