import { staysInAreas } from '../coverage/area-stays.ts'
import type { CleanedTrack, StreetPath } from '../coverage/cleaned-track.ts'
import type { CoveredInterval } from '../coverage/covered-intervals.ts'
import { passesAlongLine, type PatrolLine } from '../coverage/passes.ts'
import { staysAlongSection } from '../coverage/section-stays.ts'
import type { Stay } from '../coverage/stay-run.ts'
import { visitsAtPoint, type VisitOptions } from '../coverage/visits.ts'
import { distanceToLine } from '../geometry/along-line.ts'
import { buildPolygonSet } from '../geometry/polygon-set.ts'
import type { AttemptVerdict } from './contract.ts'
import { isHeldAlongStreets, requiredSecondsOf, type TargetForm, toleranceOf } from './target-form.ts'

/** Between two fixes the way is judged at places this far apart. */
const sampleMeters = 5

interface MetricLine {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
}

/** What one outing did at one target at one time, and whether that counts. Metres and seconds. */
export interface Attempt {
  verdict: AttemptVerdict
  fromSeconds: number
  toSeconds: number
  /** Lines: what of it was covered, along the line. */
  covered: CoveredInterval[]
  coveredShare: number | null
  direction: 'forward' | 'backward' | null
  /** Between its start and end, the time further from the line than counts. */
  offLineSeconds: number
  /** Where it was nearest to the target, and where furthest. */
  nearestMeters: number
  furthestMeters: number
  dwellSeconds: number | null
  stillSeconds: number | null
}

/** An outing as recorded, and along the streets it was matched to. */
export interface Outing {
  track: CleanedTrack
  path: StreetPath
}

interface Span {
  readonly fromSeconds: number
  readonly toSeconds: number
}

/**
 * The attempt of an outing at a target that shares most time with `asked`; without any, how near it came in that time.
 *
 * @param outline of the target: its line, its place, or the border of its area
 * @returns null when the outing has no time in `asked`
 */
export function attemptAt(
  form: TargetForm,
  outline: MetricLine,
  by: Outing,
  asked: Span,
  options: VisitOptions,
): Attempt | null {
  const found = 'line' in form ? runAlong(form.line, by.path, asked) : stayAt(form, by, asked, options)
  const held: CleanedTrack = isHeldAlongStreets(form) ? by.path : by.track
  const distances = distancesFrom(held, outline, found ?? asked, withinOf(form, by.path))
  if (!distances) return null
  if ('rings' in form && found) distances.nearestMeters = 0
  return {
    verdict: 'tooFar',
    covered: [],
    coveredShare: null,
    direction: null,
    dwellSeconds: null,
    stillSeconds: null,
    ...distances,
    ...asked,
    ...found,
  }
}

function runAlong(line: PatrolLine, path: StreetPath, asked: Span): (Span & Partial<Attempt>) | null {
  const { passes, rejected } = passesAlongLine(path, line)
  const run = sharingMost([...passes, ...rejected], asked)
  if (!run) return null
  const { fromSeconds, toSeconds } = run
  if ('reason' in run) return { fromSeconds, toSeconds, verdict: run.reason }
  const { coveredShare, coveredIntervals: covered, direction, complete } = run
  return {
    fromSeconds,
    toSeconds,
    verdict: complete ? 'complete' : 'partial',
    covered,
    coveredShare,
    direction,
  }
}

function stayAt(
  form: Exclude<TargetForm, { line: PatrolLine }>,
  { track, path }: Outing,
  asked: Span,
  options: VisitOptions,
): (Span & Partial<Attempt>) | null {
  const stay = sharingMost(staysAt(), asked)
  if (!stay) return null
  const { fromSeconds, toSeconds, dwellSeconds, stillSeconds } = stay
  const isEnough = dwellSeconds >= (requiredSecondsOf(form) ?? 0)
  return { fromSeconds, toSeconds, dwellSeconds, stillSeconds, verdict: isEnough ? 'complete' : 'tooBrief' }

  function staysAt(): Stay[] {
    if ('point' in form) return visitsAtPoint(track, form.point, options)
    if ('section' in form) return staysAlongSection(path, form.section, options)
    return staysInAreas(track, buildPolygonSet([form.rings]), options.stillMetersPerSecond).get(0) ?? []
  }
}

function sharingMost<Event extends Span>(events: readonly Event[], asked: Span): Event | null {
  let best: Event | null = null
  let most = -1
  for (const event of events) {
    const shared = Math.min(event.toSeconds, asked.toSeconds) - Math.max(event.fromSeconds, asked.fromSeconds)
    if (shared < 0 || shared <= most) continue
    best = event
    most = shared
  }
  return best
}

/** How far from it a segment of the way counts: on a street less than off it (`passes.ts`). */
function withinOf(form: TargetForm, { onStreet }: StreetPath): (segment: number) => number {
  const tolerance = toleranceOf(form)
  if (!('line' in form) && !('section' in form)) return () => tolerance
  const { streetToleranceMeters } = 'line' in form ? form.line.options : form.section
  const nearStreet = Math.min(tolerance, streetToleranceMeters)
  return (segment) => (onStreet[segment] === 1 ? nearStreet : tolerance)
}

function distancesFrom(
  { timeSeconds, x, y, connected }: CleanedTrack,
  line: MetricLine,
  { fromSeconds, toSeconds }: Span,
  within: (segment: number) => number,
): Pick<Attempt, 'nearestMeters' | 'furthestMeters' | 'offLineSeconds'> | null {
  let [nearestMeters, furthestMeters, offLineSeconds] = [Infinity, 0, 0]
  for (let i = 0; i < connected.length; i++) {
    const [start, end] = [timeSeconds[i]!, timeSeconds[i + 1]!]
    const from = Math.max(fromSeconds, start)
    const to = Math.min(toSeconds, end)
    if (connected[i] === 0 || to < from || (to === from && toSeconds > fromSeconds)) continue
    const [dx, dy] = [x[i + 1]! - x[i]!, y[i + 1]! - y[i]!]
    const steps = Math.max(1, Math.ceil((Math.hypot(dx, dy) * (to - from)) / (end - start) / sampleMeters))
    for (let step = 0; step < steps; step++) {
      const seconds = from + ((step + 0.5) / steps) * (to - from)
      const share = (seconds - start) / (end - start)
      const meters = distanceToLine(x[i]! + share * dx, y[i]! + share * dy, line)
      nearestMeters = Math.min(nearestMeters, meters)
      furthestMeters = Math.max(furthestMeters, meters)
      if (meters > within(i)) offLineSeconds += (to - from) / steps
    }
  }
  return nearestMeters === Infinity ? null : { nearestMeters, furthestMeters, offLineSeconds }
}
