import { type CoveredInterval, lengthOf, unionOf } from '../coverage/covered-intervals.ts'
import type { TimedPass, TimedStretch } from './timed-coverage.ts'

export const planStates = ['done', 'late', 'missed'] as const
export type PlanState = (typeof planStates)[number]

const endMeters = 0.1

/** When the plan has somebody at the beginning and at the end of the route, in seconds since 1970. */
export interface PlannedTimes {
  readonly startSeconds: number
  readonly endSeconds: number
}

export interface PlannedStretch {
  readonly fromMeters: number
  readonly toMeters: number
  readonly state: PlanState
}

/** A part of the route gone along otherwise than planned. */
export interface OrderDeviation {
  readonly fromMeters: number
  readonly toMeters: number
  readonly fromSeconds: number
  /** `against`: from its end to its beginning; `outOfOrder`: after a part that the plan has later. */
  readonly kind: 'against' | 'outOfOrder'
}

export interface PlanAgainstDone {
  /** The whole route from its beginning to its end, neighbours in different states. */
  readonly stretches: PlannedStretch[]
  /** Shares of the route's length; they sum up to 1. */
  readonly shares: Record<PlanState, number>
  readonly deviations: OrderDeviation[]
}

/**
 * Divides a route into what was done in time, what was done late and what was missed. The first time somebody is at a place counts, in whatever
 * direction. The plan goes from the beginning to the end at an even pace; without times nothing is late.
 *
 * @param lateSeconds a place reached more than so much after its planned time is late
 */
export function planAgainstDone(
  passes: readonly TimedPass[],
  lengthMeters: number,
  planned: PlannedTimes | null,
  lateSeconds: number,
): PlanAgainstDone {
  const toEnds = snapper(lengthMeters)
  const covered = unionOf(passes.flatMap(({ pass }) => pass.coveredIntervals).map(toEnds))
  const parts = planned
    ? passes.flatMap(({ pass, stretches }) => [
        ...stretches.flatMap((stretch) => partsByTime(stretch, lengthMeters, planned, lateSeconds)),
        // Where a pass comes on or leaves, its time is not known: nobody is told late for that.
        ...without(pass.coveredIntervals, stretches.map(intervalOf)).map((interval) => ({
          interval,
          isLate: false,
        })),
      ])
    : []
  const inTime = unionOf(parts.filter(({ isLate }) => !isLate).map(({ interval }) => toEnds(interval)))
  const late = unionOf(parts.filter(({ isLate }) => isLate).map(({ interval }) => toEnds(interval)))
  const stretches = divided(covered, inTime, late, lengthMeters)
  const share = (state: PlanState) =>
    lengthOf(
      stretches.filter((part) => part.state === state).map((part) => [part.fromMeters, part.toMeters]),
    ) / lengthMeters
  return {
    stretches,
    shares: { done: share('done'), late: share('late'), missed: share('missed') },
    deviations: deviationsOf(passes),
  }
}

/** A decimetre before an end is the end: coordinates are stored no finer, and nobody has missed it. */
function snapper(lengthMeters: number): (interval: CoveredInterval) => CoveredInterval {
  return ([from, to]) => [from < endMeters ? 0 : from, to > lengthMeters - endMeters ? lengthMeters : to]
}

function intervalOf({ fromMeters, toMeters }: TimedStretch): CoveredInterval {
  return [Math.min(fromMeters, toMeters), Math.max(fromMeters, toMeters)]
}

/** What is left of the intervals when others are taken out. */
function without(
  intervals: readonly CoveredInterval[],
  others: readonly CoveredInterval[],
): CoveredInterval[] {
  const taken = unionOf(others)
  return intervals.flatMap(([from, to]) => {
    const left: CoveredInterval[] = []
    let start = from
    for (const [begin, end] of taken) {
      if (end <= start || begin >= to) continue
      if (begin > start) left.push([start, begin])
      start = end
    }
    if (start < to) left.push([start, to])
    return left
  })
}

/** The parts of a stretch in time and too late: both the way and the plan are even, so one ends and the other begins where they cross. */
function partsByTime(
  { fromMeters, toMeters, fromSeconds, toSeconds }: TimedStretch,
  lengthMeters: number,
  { startSeconds, endSeconds }: PlannedTimes,
  lateSeconds: number,
): { interval: CoveredInterval; isLate: boolean }[] {
  const lateness = (meters: number, seconds: number) =>
    seconds - (startSeconds + (meters / lengthMeters) * (endSeconds - startSeconds)) - lateSeconds
  const [first, last] = [lateness(fromMeters, fromSeconds), lateness(toMeters, toSeconds)]
  const part = (from: number, to: number, isLate: boolean) => ({
    interval: [Math.min(from, to), Math.max(from, to)] as const,
    isLate,
  })
  if (first > 0 === last > 0) return [part(fromMeters, toMeters, first > 0)]
  const crossing = fromMeters + (first / (first - last)) * (toMeters - fromMeters)
  return [part(fromMeters, crossing, first > 0), part(crossing, toMeters, last > 0)]
}

function divided(
  covered: readonly CoveredInterval[],
  inTime: readonly CoveredInterval[],
  late: readonly CoveredInterval[],
  lengthMeters: number,
): PlannedStretch[] {
  const cuts = [0, lengthMeters, ...covered.flat(), ...inTime.flat(), ...late.flat()]
    .filter((cut) => cut >= 0 && cut <= lengthMeters)
    .sort((a, b) => a - b)
  const holds = (intervals: readonly CoveredInterval[], meters: number) =>
    intervals.some(([from, to]) => meters >= from && meters <= to)
  const stretches: { fromMeters: number; toMeters: number; state: PlanState }[] = []
  for (let i = 1; i < cuts.length; i++) {
    const [fromMeters, toMeters] = [cuts[i - 1]!, cuts[i]!]
    if (toMeters <= fromMeters) continue
    const middle = (fromMeters + toMeters) / 2
    const isLate = holds(late, middle) && !holds(inTime, middle)
    const state = !holds(covered, middle) ? 'missed' : isLate ? 'late' : 'done'
    const last = stretches.at(-1)
    if (last?.state === state) last.toMeters = toMeters
    else stretches.push({ fromMeters, toMeters, state })
  }
  return stretches
}

function deviationsOf(passes: readonly TimedPass[]): OrderDeviation[] {
  const deviations: OrderDeviation[] = []
  let furthest = 0
  for (const { pass } of passes) {
    const [fromMeters, toMeters] = [pass.coveredIntervals[0]![0], pass.coveredIntervals.at(-1)![1]]
    const part = { fromMeters, toMeters, fromSeconds: pass.fromSeconds }
    if (pass.direction === 'backward') deviations.push({ ...part, kind: 'against' })
    else if (toMeters < furthest) deviations.push({ ...part, kind: 'outOfOrder' })
    furthest = Math.max(furthest, toMeters)
  }
  return deviations
}
