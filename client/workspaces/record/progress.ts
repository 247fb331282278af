import type { DeviceFix } from './outing.ts'
import { LocalPlane } from './plane.ts'
import type { Due, LeftOut, RecordTarget } from './targets.ts'
import { LineTicker, type LiveFix, segmentBetween, type TickingRules, VisitTicker } from './ticking.ts'

export type Standing = 'due' | 'done' | 'missed'

/** How one requirement of a target stands, in one occurrence of a slot. */
export interface TargetProgress {
  target: RecordTarget
  due: Due
  standing: Standing
  /** In the measure's own unit. */
  done: number
  /** Whether the server has counted it; otherwise this device says so. */
  confirmed: boolean
  /** Of the dwell of a point or the length of a line, 0 to 1. */
  share: number
  /** Seconds of the latest stay at a point. */
  dwellSeconds: number
  isInside: boolean
  /** From the latest fix to the point, or to the nearest vertex of the line; null before the first fix. */
  metersAway: number | null
  /** The least of it during the outing. */
  nearestMeters: number
}

interface Ticked {
  target: RecordTarget
  visits: VisitTicker | null
  line: LineTicker | null
  vertices: [number, number][]
  nearestMeters: number
  /** What the server knew when the outing began, by occurrence. */
  before: Map<string, number>
}

const minuteSeconds = 60

export function occurrenceKey({ day, slotCode, measure }: Pick<Due, 'day' | 'slotCode' | 'measure'>): string {
  return `${day} ${slotCode} ${measure}`
}

/** Follows an outing fix by fix: its trail, its length, and how what is required of it stands. */
export class Progress {
  lengthMeters = 0
  /** Between fixes that form the track. */
  observedSeconds = 0
  /** Runs of positions without a break. */
  readonly trail: [number, number][][] = []
  last: DeviceFix | null = null
  #lastPlaced: LiveFix | null = null
  readonly #plane: LocalPlane
  readonly #rules: TickingRules
  readonly #ticked: Ticked[]
  readonly #route: LineTicker | null

  /** @param route the vertices of the planned route, where there is one */
  constructor(
    targets: readonly RecordTarget[],
    origin: { lon: number; lat: number },
    rules: TickingRules & { lineToleranceMeters: number },
    route?: readonly [lon: number, lat: number][],
  ) {
    this.#plane = new LocalPlane(origin)
    this.#rules = rules
    this.#ticked = targets.map((target) => this.#tick(target))
    const vertices = route?.map(([lon, lat]) => this.#plane.metersOf({ lon, lat }))
    // Walked once more, a route does not begin anew as a line does.
    this.#route = vertices
      ? new LineTicker(vertices, rules.lineToleranceMeters, { ...rules, completeShare: Infinity })
      : null
  }

  get routeShare(): number | null {
    return this.#route && Math.min(1, this.#route.coveredShare)
  }

  /** @param fix later than every one before */
  feed(fix: DeviceFix): void {
    const [x, y] = this.#plane.metersOf(fix)
    const placed = { timeSeconds: fix.time / 1000, x, y, resumed: fix.resumed }
    const segment = this.#lastPlaced && segmentBetween(this.#lastPlaced, placed, this.#rules)
    if (segment) {
      this.lengthMeters += segment.meters
      this.observedSeconds += segment.seconds
      this.trail.at(-1)!.push([fix.lon, fix.lat])
      for (const { visits, line } of this.#ticked) {
        visits?.feed(segment)
        line?.feed(segment)
      }
      this.#route?.feed(segment)
    } else {
      this.trail.push([[fix.lon, fix.lat]])
    }
    this.last = fix
    this.#lastPlaced = placed
    for (const ticked of this.#ticked) {
      ticked.nearestMeters = Math.min(ticked.nearestMeters, this.#metersAway(ticked) ?? Infinity)
    }
  }

  /**
   * What is required in the occurrences that this outing meets, what is due now first and of that the nearest.
   *
   * @param targets as the server last answered
   * @param from of the outing, and @param to its end or now, in milliseconds since 1970
   */
  standings(targets: readonly RecordTarget[], from: number, to: number, now: number): TargetProgress[] {
    const fresh = new Map(targets.map((target) => [`${target.layer}/${target.id}`, target]))
    return this.#ticked
      .flatMap((ticked) => {
        const { layer, id, dues } = ticked.target
        const answered = fresh.get(`${layer}/${id}`)?.dues ?? dues
        return dues
          .filter((due) => due.from < to && due.to > from)
          .map((due) => this.#progressOf(ticked, due, answered, now))
      })
      .sort(
        (a, b) =>
          ORDER.indexOf(a.standing) - ORDER.indexOf(b.standing) ||
          (a.metersAway ?? 0) - (b.metersAway ?? 0) ||
          a.due.from - b.due.from,
      )
  }

  #tick(target: RecordTarget): Ticked {
    const vertices = target.positions.map(([lon, lat]) => this.#plane.metersOf({ lon, lat }))
    const [first] = vertices
    const isPoint = target.layer === 'patrol-points'
    return {
      target,
      vertices,
      nearestMeters: Infinity,
      visits: isPoint && first ? new VisitTicker(first[0], first[1], target.radiusMeters, this.#rules) : null,
      line: isPoint ? null : new LineTicker(vertices, target.toleranceMeters, this.#rules),
      before: new Map(target.dues.map((due) => [occurrenceKey(due), due.done])),
    }
  }

  #progressOf(ticked: Ticked, due: Due, answered: readonly Due[], now: number): TargetProgress {
    const { target, visits, line, before } = ticked
    const key = occurrenceKey(due)
    const known = answered.find((other) => occurrenceKey(other) === key)?.done ?? due.done
    const done = Math.max(known, (before.get(key) ?? 0) + amountIn(ticked, due))
    const latest = visits?.visits.at(-1)
    const isLatestHere = latest !== undefined && isIn(due, (latest.fromSeconds + latest.toSeconds) / 2)
    const dwellSeconds = isLatestHere ? latest.dwellSeconds : 0
    const standing = done >= due.required ? 'done' : now < due.to ? 'due' : 'missed'
    const ofPoint = target.dwellSeconds > 0 ? dwellSeconds / target.dwellSeconds : Number(isLatestHere)
    return {
      target,
      due,
      standing,
      done,
      confirmed: known >= due.required,
      share: standing === 'done' ? 1 : Math.min(1, line ? line.coveredShare : ofPoint),
      dwellSeconds,
      isInside: this.#isInside(ticked),
      metersAway: this.#metersAway(ticked),
      nearestMeters: ticked.nearestMeters,
    }
  }

  #isInside({ visits, target, vertices }: Ticked): boolean {
    if (!visits || !this.#lastPlaced) return false
    const { x, y } = this.#lastPlaced
    return Math.hypot(x - vertices[0]![0], y - vertices[0]![1]) <= target.radiusMeters
  }

  #metersAway({ vertices }: Ticked): number | null {
    const place = this.#lastPlaced
    if (!place) return null
    return vertices.reduce((least, [x, y]) => Math.min(least, Math.hypot(x - place.x, y - place.y)), Infinity)
  }
}

const ORDER: readonly Standing[] = ['due', 'missed', 'done']

function isIn({ from, to }: Due, seconds: number): boolean {
  return seconds * 1000 >= from && seconds * 1000 < to
}

/** What this outing adds, in the measure's own unit; what only the server can count adds nothing. */
function amountIn({ target, visits, line }: Ticked, due: Due): number {
  const inOccurrence = (visits?.visits ?? []).filter((visit) =>
    isIn(due, (visit.fromSeconds + visit.toSeconds) / 2),
  )
  if (due.measure === 'visits') {
    return inOccurrence.filter(({ dwellSeconds }) => dwellSeconds >= target.dwellSeconds).length
  }
  if (due.measure === 'dwellMinutes' || due.measure === 'presenceMinutes') {
    return inOccurrence.reduce((sum, { dwellSeconds }) => sum + dwellSeconds, 0) / minuteSeconds
  }
  return line?.passedAtSeconds.filter((seconds) => isIn(due, seconds)).length ?? 0
}

/** One entry for each target and occurrence that was not done, whatever was measured in it. */
export function leftOut(standings: readonly TargetProgress[]): LeftOut[] {
  const left = new Map<string, LeftOut>()
  for (const { standing, target, due } of standings) {
    if (standing === 'done') continue
    const { layer, id, name } = target
    const { day, slotCode } = due
    left.set(`${layer}/${id}/${day}/${slotCode}`, { layer, id, name, day, slotCode })
  }
  return [...left.values()]
}
