import { clipToBox } from '../geometry/clip-to-box.ts'
import type { CleanedTrack, StreetPath } from './cleaned-track.ts'
import { type CoveredInterval, lengthOf, unionOf } from './covered-intervals.ts'
import { LineIndex, type MetricLine } from './line-index.ts'
import { PassRun, type RunLimits } from './pass-run.ts'

export const defaults = {
  /** A receiver between houses is off by 5 to 15 m and the street has a width. */
  toleranceMeters: 25,
  /**
   * What was matched to a street has no error of a receiver left. It may be on the other carriageway, but a larger tolerance does not make
   * the next street part of the line.
   */
  streetToleranceMeters: 25,
  backwardToleranceMeters: 20,
  /** So long off the line, or any break of the track, ends a pass. */
  offLineSeconds: 600,
  completeShare: 0.8,
  /** Heading is judged on stretches this long: shorter ones are scatter. */
  chordMeters: 20,
  /** A stretch that deviates more from the line's direction goes across it. */
  headingToleranceDegrees: 45,
  /** A pass covers at least 3 tolerances (a crossing at an angle touches less), but 0.4 of a short line is enough. */
  minimumTolerances: 3,
  minimumShare: 0.4,
  /** Positions between two fixes are tested this far apart, or half the tolerance. */
  sampleMeters: 10,
  /** A line whose ends are this near is a loop. */
  closedGapMeters: 1,
}

export type PassOptions = typeof defaults

export interface Pass {
  /** From its first to its furthest place on the line; stops in between are included. */
  readonly fromSeconds: number
  readonly toSeconds: number
  /** The middle of its time: the occurrence that holds it counts the pass. */
  readonly midSeconds: number
  readonly direction: 'forward' | 'backward'
  /** Covered length over the line's length, 0 to 1. */
  readonly coveredShare: number
  /** In metres along the line, ascending, disjoint. */
  readonly coveredIntervals: CoveredInterval[]
  readonly complete: boolean
}

/** `tooFar`: never within the tolerance; `across`: near, but not along the line; `tooShort`: along it, but hardly. */
export type NoPassReason = 'tooFar' | 'across' | 'tooShort'

export interface LinePasses {
  /** In the order of time. */
  readonly passes: Pass[]
  /** Touches that are no pass, in the order of time. */
  readonly rejected: {
    readonly fromSeconds: number
    readonly toSeconds: number
    readonly reason: NoPassReason
  }[]
  /** Why there is no pass at all; null when there is one. */
  readonly reason: NoPassReason | null
}

/** A must-patrol line made ready for many tracks. */
export interface PatrolLine {
  readonly index: LineIndex
  readonly options: PassOptions
  readonly limits: RunLimits
  readonly lengthMeters: number
}

/**
 * Prepares a line, given in metres.
 *
 * @throws RangeError for fewer than two different vertices, values that are not finite, or a tolerance that is not positive.
 */
export function preparePatrolLine(line: MetricLine, options: Partial<PassOptions> = {}): PatrolLine {
  const all = { ...defaults, ...options }
  const index = new LineIndex(line, all.toleranceMeters, all.closedGapMeters)
  const limits: RunLimits = {
    lengthMeters: index.lengthMeters,
    closed: index.closed,
    backwardToleranceMeters: all.backwardToleranceMeters,
    chordMeters: all.chordMeters,
    leastProgressShare: Math.cos((all.headingToleranceDegrees * Math.PI) / 180),
  }
  return { index, options: all, limits, lengthMeters: index.lengthMeters }
}

/**
 * The passes of one track along a line. A pass is one run in one direction, close to the line and moving along it; going back over 20 m,
 * a break of the track or 10 minutes off the line ends it, standing still does not. The place along the line is followed continuously, so
 * lines may cross themselves, turn back beside themselves or be closed; a closed line passed round twice gives two passes.
 *
 * @param track as recorded, or along the streets it was matched to
 */
export function passesAlongLine(track: CleanedTrack | StreetPath, line: PatrolLine): LinePasses {
  const { index } = line
  const { bounds } = track
  if (
    bounds.minX > index.maxX ||
    bounds.maxX < index.minX ||
    bounds.minY > index.maxY ||
    bounds.maxY < index.minY
  ) {
    return { passes: [], rejected: [], reason: 'tooFar' }
  }
  return judgeRuns(followLine(track, line), line)
}

/** Every stay of the track near the line, as runs that have ended. */
function followLine(track: CleanedTrack | StreetPath, line: PatrolLine): PassRun[] {
  const { index, options } = line
  const { minX, minY, maxX, maxY } = index
  const { timeSeconds, x, y, connected } = track
  const onStreet = 'onStreet' in track ? track.onStreet : undefined
  const nearStreet = Math.min(options.toleranceMeters, options.streetToleranceMeters)
  const stepMeters = Math.min(options.sampleMeters, options.toleranceMeters / 2)
  const ended: PassRun[] = []
  let active: PassRun[] = []
  const clip = new Float64Array(2)
  for (let i = 0; i < connected.length; i++) {
    if (connected[i] === 0) {
      ended.push(...active)
      active = []
      continue
    }
    const x0 = x[i]!
    const y0 = y[i]!
    const x1 = x[i + 1]!
    const y1 = y[i + 1]!
    const isFar =
      (x0 < minX && x1 < minX) ||
      (x0 > maxX && x1 > maxX) ||
      (y0 < minY && y1 < minY) ||
      (y0 > maxY && y1 > maxY)
    if (isFar && active.length === 0) continue
    const dx = x1 - x0
    const dy = y1 - y0
    const t0 = timeSeconds[i]!
    const dt = timeSeconds[i + 1]! - t0
    const meters = Math.hypot(dx, dy)
    if (isFar || !clipToBox(x0, y0, dx, dy, index, clip)) {
      for (const run of active) leave(run, meters)
      continue
    }
    const [enter, exit] = [clip[0]!, clip[1]!]
    const within = onStreet?.[i] === 1 ? nearStreet : options.toleranceMeters
    if (enter > 0) for (const run of active) leave(run, enter * meters)
    const steps = Math.max(1, Math.ceil(((exit - enter) * meters) / stepMeters))
    const begins = i === 0 || connected[i - 1] === 0 || enter > 0
    for (let step = begins ? 0 : 1; step <= steps; step++) {
      const share = enter + ((exit - enter) * step) / steps
      const moved = step === 0 ? 0 : ((exit - enter) * meters) / steps
      active = observe(active, ended, line, within, t0 + share * dt, x0 + share * dx, y0 + share * dy, moved)
    }
    if (exit < 1) for (const run of active) leave(run, (1 - exit) * meters)
  }
  ended.push(...active)
  return ended
}

/** Goes on with the runs at one more position of the track, and begins runs where none explains it. */
function observe(
  active: PassRun[],
  ended: PassRun[],
  { index, options, limits }: PatrolLine,
  within: number,
  seconds: number,
  x: number,
  y: number,
  moved: number,
): PassRun[] {
  const slack = 2 * options.toleranceMeters
  const branchCount = index.branches(x, y, within)
  if (branchCount === 0 && active.length === 0) return active
  const kept: PassRun[] = []
  for (const run of active) {
    if (seconds - run.lastOnSeconds >= options.offLineSeconds) {
      ended.push(run)
      continue
    }
    run.metersSinceOn += moved
    const found = branchCount > 0 && index.nearest(x, y, run.along, 2 * run.metersSinceOn + slack, within)
    if (!found || (run.isOff && run.direction !== 0 && !run.isAhead(index.foundAlong))) {
      run.isOff = true
      kept.push(run)
    } else if (run.moveTo(index.foundAlong, seconds, x, y)) {
      ended.push(run)
      const next = new PassRun(limits, run.turn)
      next.moveTo(index.foundAlong, seconds, x, y)
      kept.push(next)
    } else {
      kept.push(run)
    }
  }
  for (let b = 0; b < branchCount; b++) {
    const along = index.branchAlong[b]!
    if (kept.some((run) => !run.isOff && gapAlong(run.along, along, limits) <= slack)) continue
    const returning = kept.find((run) => run.isOff && run.isAhead(aheadOf(run, along, limits)))
    if (returning) returning.moveTo(aheadOf(returning, along, limits), seconds, x, y)
    else kept.push(new PassRun(limits, { along, seconds, x, y }))
  }
  return kept.length > 1 ? withoutForsaken(kept, ended, options) : kept
}

/** A run that is off the line ends when a later one has clearly gone along it. */
function withoutForsaken(runs: PassRun[], ended: PassRun[], options: PassOptions): PassRun[] {
  const established = runs.filter((run) => !run.isOff && run.alongMeters >= 2 * options.chordMeters)
  if (established.length === 0) return runs
  const latestStart = Math.max(...established.map((run) => run.first.seconds))
  return runs.filter((run) => {
    const forsaken = run.isOff && run.lastOnSeconds < latestStart
    if (forsaken) ended.push(run)
    return !forsaken
  })
}

function leave(run: PassRun, meters: number): void {
  run.isOff = true
  run.metersSinceOn += meters
}

function gapAlong(a: number, b: number, { closed, lengthMeters }: RunLimits): number {
  const gap = Math.abs(a - b)
  return closed ? Math.abs(gap - lengthMeters * Math.round(gap / lengthMeters)) : gap
}

/** On a closed line, the turn of this place that comes next in the run's direction. */
function aheadOf(run: PassRun, along: number, limits: RunLimits): number {
  if (!limits.closed || run.direction === 0) return along
  const { lengthMeters, backwardToleranceMeters } = limits
  const behind = run.furthest.along - run.direction * backwardToleranceMeters
  return along + run.direction * lengthMeters * Math.ceil(((behind - along) * run.direction) / lengthMeters)
}

/** Tells passes from touches; of runs at the same time (a line beside itself) the one that covers more holds. */
function judgeRuns(runs: PassRun[], { options, limits }: PatrolLine): LinePasses {
  const least = Math.min(
    options.minimumTolerances * options.toleranceMeters,
    options.minimumShare * limits.lengthMeters,
  )
  const passes: Pass[] = []
  const rejected: LinePasses['rejected'] = []
  for (const run of runs) {
    run.finish()
    const intervals = coveredIntervalsOf(run, limits)
    const coveredMeters = lengthOf(intervals)
    if (coveredMeters < least) {
      const reason: NoPassReason = run.acrossMeters > run.alongMeters ? 'across' : 'tooShort'
      rejected.push({ fromSeconds: run.first.seconds, toSeconds: run.lastOnSeconds, reason })
      continue
    }
    const fromSeconds = run.start.seconds
    const toSeconds = run.furthest.seconds
    const coveredShare = Math.min(1, coveredMeters / limits.lengthMeters)
    passes.push({
      fromSeconds,
      toSeconds,
      midSeconds: (fromSeconds + toSeconds) / 2,
      direction: run.furthest === run.high ? 'forward' : 'backward',
      coveredShare,
      coveredIntervals: intervals,
      complete: coveredShare >= options.completeShare - 1e-9,
    })
  }
  rejected.sort((a, b) => a.fromSeconds - b.fromSeconds)
  const reason = passes.length > 0 ? null : reasonOf(rejected)
  return { passes: oneAtATime(passes), rejected, reason }
}

function reasonOf(rejected: LinePasses['rejected']): NoPassReason {
  if (rejected.length === 0) return 'tooFar'
  return rejected.some((touch) => touch.reason === 'tooShort') ? 'tooShort' : 'across'
}

function oneAtATime(passes: Pass[]): Pass[] {
  const byCover = [...passes].sort(
    (a, b) => b.coveredShare - a.coveredShare || b.direction.localeCompare(a.direction),
  )
  const kept: Pass[] = []
  for (const pass of byCover) {
    const duration = pass.toSeconds - pass.fromSeconds
    const shadowed = kept.some((other) => {
      const common = Math.min(other.toSeconds, pass.toSeconds) - Math.max(other.fromSeconds, pass.fromSeconds)
      return common > Math.min(duration, other.toSeconds - other.fromSeconds) / 2
    })
    if (!shadowed) kept.push(pass)
  }
  return kept.sort((a, b) => a.fromSeconds - b.fromSeconds)
}

/** What a run covered between its start and its furthest point, folded onto the line where that is closed. */
function coveredIntervalsOf(run: PassRun, { closed, lengthMeters }: RunLimits): CoveredInterval[] {
  const low = closed ? run.low.along : Math.max(0, run.low.along)
  const high = closed ? Math.min(run.high.along, low + lengthMeters) : Math.min(lengthMeters, run.high.along)
  const covered: CoveredInterval[] = []
  for (const [from, to] of run.intervals) {
    const [a, b] = [Math.max(from, low), Math.min(to, high)]
    if (b <= a) continue
    if (!closed) {
      covered.push([a, b])
      continue
    }
    const start = a - lengthMeters * Math.floor(a / lengthMeters)
    const end = start + (b - a)
    covered.push([start, Math.min(end, lengthMeters)])
    if (end > lengthMeters) covered.push([0, end - lengthMeters])
  }
  return unionOf(covered)
}
