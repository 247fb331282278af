/**
 * What an outing has done so far, while it is walked: the rules of visits and covered lines as the server counts them (api/coverage/visits.ts), fix by
 * fix. The server's answer, from all tracks and along the streets, is what counts in the end.
 */
export interface TickingRules {
  maximumGapSeconds: number
  maximumSpeedMetersPerSecond: number
  toleratedExitSeconds: number
  completeShare: number
}

export interface LiveFix {
  timeSeconds: number
  /** Metres in one plane. */
  x: number
  y: number
  /** The first after a pause. */
  resumed: boolean
}

/** Two neighbouring fixes between which the way is known. */
export interface Segment {
  from: LiveFix
  to: LiveFix
  seconds: number
  meters: number
}

/** The segment between two neighbours, or null where the track breaks. */
export function segmentBetween(from: LiveFix, to: LiveFix, rules: TickingRules): Segment | null {
  const seconds = to.timeSeconds - from.timeSeconds
  const meters = Math.hypot(to.x - from.x, to.y - from.y)
  const isConnected =
    seconds > 0 &&
    !to.resumed &&
    seconds <= rules.maximumGapSeconds &&
    meters <= rules.maximumSpeedMetersPerSecond * seconds
  return isConnected ? { from, to, seconds, meters } : null
}

export interface LiveVisit {
  fromSeconds: number
  toSeconds: number
  dwellSeconds: number
}

/** Visits at one point: entry and exit interpolated, exits under a minute do not end one, what was not seen is never dwell. */
export class VisitTicker {
  readonly visits: LiveVisit[] = []
  #outsideSeconds = 0
  readonly #x: number
  readonly #y: number
  readonly #radius: number
  readonly #toleratedExitSeconds: number

  constructor(x: number, y: number, radiusMeters: number, { toleratedExitSeconds }: TickingRules) {
    this.#x = x
    this.#y = y
    this.#radius = radiusMeters
    this.#toleratedExitSeconds = toleratedExitSeconds
  }

  feed({ from, to, seconds }: Segment): void {
    const share = shareInside(from.x - this.#x, from.y - this.#y, to.x - from.x, to.y - from.y, this.#radius)
    if (!share) {
      this.#outsideSeconds += seconds
      return
    }
    const entered = from.timeSeconds + share.enter * seconds
    const left = from.timeSeconds + share.leave * seconds
    const last = this.visits.at(-1)
    if (last && (entered <= last.toSeconds || entered - last.toSeconds < this.#toleratedExitSeconds)) {
      last.dwellSeconds += this.#outsideSeconds + share.enter * seconds + (left - entered)
      last.toSeconds = left
    } else {
      this.visits.push({ fromSeconds: entered, toSeconds: left, dwellSeconds: left - entered })
    }
    this.#outsideSeconds = (1 - share.leave) * seconds
  }
}

/** Where a segment runs inside the circle round the origin, as shares of it; null when it does not, or touches it in one point. */
function shareInside(
  x: number,
  y: number,
  dx: number,
  dy: number,
  radius: number,
): { enter: number; leave: number } | null {
  const a = dx * dx + dy * dy
  const c = x * x + y * y - radius * radius
  if (a === 0) return c <= 0 ? { enter: 0, leave: 1 } : null
  const halfB = x * dx + y * dy
  const discriminant = halfB * halfB - a * c
  if (discriminant <= 0) return null
  const root = Math.sqrt(discriminant)
  const enter = Math.max(0, (-halfB - root) / a)
  const leave = Math.min(1, (-halfB + root) / a)
  return leave > enter ? { enter, leave } : null
}

/** How much of a line was walked, and how often in full: stretches beside it, within its tolerance, in either direction. */
export class LineTicker {
  /** When it was walked in full, each time anew. */
  readonly passedAtSeconds: number[] = []
  readonly #vertices: readonly (readonly [number, number])[]
  readonly #tolerance: number
  readonly #completeShare: number
  readonly #length: number
  #covered: [number, number][] = []

  constructor(
    vertices: readonly (readonly [number, number])[],
    toleranceMeters: number,
    { completeShare }: TickingRules,
  ) {
    this.#vertices = vertices
    this.#tolerance = toleranceMeters
    this.#completeShare = completeShare
    this.#length = lengthOf(vertices)
  }

  /** Of the way since it was last walked in full, 0 to 1. */
  get coveredShare(): number {
    if (this.#length === 0) return 0
    return this.#covered.reduce((sum, [from, to]) => sum + to - from, 0) / this.#length
  }

  feed({ from, to, meters }: Segment): void {
    const start = this.#project(from)
    const end = this.#project(to)
    if (start.offMeters > this.#tolerance || end.offMeters > this.#tolerance) return
    const along = Math.abs(end.alongMeters - start.alongMeters)
    // Cut across a bend or a loop of the line: the stretch between was not walked.
    if (along > meters + 2 * this.#tolerance) return
    this.#cover(Math.min(start.alongMeters, end.alongMeters), Math.max(start.alongMeters, end.alongMeters))
    if (this.coveredShare >= this.#completeShare) {
      this.passedAtSeconds.push(to.timeSeconds)
      this.#covered = []
    }
  }

  #project({ x, y }: LiveFix): { alongMeters: number; offMeters: number } {
    let best = { alongMeters: 0, offMeters: Infinity }
    let before = 0
    for (let i = 0; i + 1 < this.#vertices.length; i++) {
      const [ax, ay] = this.#vertices[i]!
      const [bx, by] = this.#vertices[i + 1]!
      const length = Math.hypot(bx - ax, by - ay)
      if (length === 0) continue
      const share = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length ** 2))
      const offMeters = Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay))
      if (offMeters < best.offMeters) best = { alongMeters: before + share * length, offMeters }
      before += length
    }
    return best
  }

  #cover(from: number, to: number): void {
    const apart = this.#covered.filter((other) => other[1] < from || other[0] > to)
    const joined = this.#covered.filter((other) => !apart.includes(other))
    const merged: [number, number] = [
      Math.min(from, ...joined.map((other) => other[0])),
      Math.max(to, ...joined.map((other) => other[1])),
    ]
    this.#covered = [...apart, merged]
  }
}

function lengthOf(vertices: readonly (readonly [number, number])[]): number {
  let meters = 0
  for (let i = 1; i < vertices.length; i++) {
    meters += Math.hypot(vertices[i]![0] - vertices[i - 1]![0], vertices[i]![1] - vertices[i - 1]![1])
  }
  return meters
}
