import type { CleanedTrack, StreetPath } from './cleaned-track.ts'
import { type CoveredInterval, unionCoveredShare } from './covered-intervals.ts'
import { coverageGaps, coverageShare, presenceMinutes } from './coverage-share.ts'
import { type ShortfallReason, shortfallReasons } from './contract.ts'
import { type NoPassReason, type Pass, passesAlongLine, type PatrolLine } from './passes.ts'
import type { SlotOccurrence } from './slots.ts'
import { type Visit, visitsAtPoint, type VisitOptions, type VisitTarget } from './visits.ts'

/** A cleaned track with the patrol and unit it belongs to. */
export interface PatrolTrack {
  patrolId: number
  unitCode: string
  plainClothes: boolean
  /** As recorded: what points are held against. */
  track: CleanedTrack
  /** Along the streets it was matched to: what lines are held against. */
  path: StreetPath
}

/** One occurrence of a requirement; all amounts in the measure's own unit. */
export interface RequiredOccurrence extends SlotOccurrence {
  slotCode: string
  measure: string
  required: number
}

export interface AssessedOccurrence extends RequiredOccurrence {
  done: number
  /** Null unless it has ended and fell short. */
  reason: ShortfallReason | null
}

export type TargetShape = { line: PatrolLine } | { point: VisitTarget }

export interface PassFound extends Pass {
  by: PatrolTrack
}
export interface VisitFound extends Visit {
  by: PatrolTrack
}
export interface Rejected {
  by: PatrolTrack
  fromSeconds: number
  toSeconds: number
  reason: NoPassReason | 'tooBrief'
}

/** Everything the tracks show about one target. */
export interface Evidence {
  passes: PassFound[]
  visits: VisitFound[]
  rejected: Rejected[]
}

/** Passes or visits of every track at a target, in the order of time. */
export function evidenceAt(
  shape: TargetShape,
  tracks: readonly PatrolTrack[],
  visitOptions: VisitOptions,
): Evidence {
  const evidence: Evidence = { passes: [], visits: [], rejected: [] }
  for (const by of tracks) {
    if ('line' in shape) {
      const { passes, rejected } = passesAlongLine(by.path, shape.line)
      for (const pass of passes) evidence.passes.push({ ...pass, by })
      for (const touch of rejected) evidence.rejected.push({ ...touch, by })
    } else {
      for (const visit of visitsAtPoint(by.track, shape.point, visitOptions)) {
        if (visit.counts) evidence.visits.push({ ...visit, by })
        else evidence.rejected.push({ ...visit, by, reason: 'tooBrief' })
      }
    }
  }
  evidence.passes.sort((left, right) => left.fromSeconds - right.fromSeconds)
  evidence.visits.sort((left, right) => left.fromSeconds - right.fromSeconds)
  evidence.rejected.sort((left, right) => left.fromSeconds - right.fromSeconds)
  return evidence
}

/** What one measure counts of passes or visits: dwell adds up over units, presence is the union of their times along the line or at the point. */
function doneIn(evidence: Evidence, occurrence: RequiredOccurrence): number {
  const inside = (event: { midSeconds: number }) =>
    event.midSeconds >= occurrence.fromSeconds && event.midSeconds < occurrence.toSeconds
  switch (occurrence.measure) {
    case 'passes':
      return evidence.passes.filter((pass) => pass.complete && inside(pass)).length
    case 'visits':
      return evidence.visits.filter(inside).length
    case 'presenceMinutes':
      return presenceMinutes([...evidence.passes, ...evidence.visits].filter(inside))
    default:
      return evidence.visits.filter(inside).reduce((sum, visit) => sum + visit.dwellSeconds, 0) / 60
  }
}

export interface TargetAssessment {
  status: 'done' | 'partly' | 'missed' | 'due' | 'not_required'
  coverage: number | null
  required: number
  done: number
  missing: number
  gapCount: number
  coveredShare: number | null
  passCount: number
  partialPassCount: number
  visitCount: number
  dwellSeconds: number
  lastDoneSeconds: number | null
  occurrences: AssessedOccurrence[]
  reasons: { reason: ShortfallReason; count: number }[]
}

/**
 * Holds what was required of one target against what the tracks show. Coverage, missing and gaps speak of ended occurrences only; one that
 * still runs is due. The last time it was done is the end of the latest counting pass or visit before now in the same slots.
 *
 * @param earlier occurrences of the same slots before the window, of which nothing is asked but when it was last done
 */
export function assessTarget(
  required: readonly RequiredOccurrence[],
  evidence: Evidence,
  nowSeconds: number,
  earlier: readonly SlotOccurrence[] = [],
): TargetAssessment {
  const ordered = [...required].sort((left, right) => left.fromSeconds - right.fromSeconds)
  const occurrences = ordered.map((occurrence): AssessedOccurrence => {
    const done = doneIn(evidence, occurrence)
    const isMissed = occurrence.toSeconds <= nowSeconds && done < occurrence.required
    return { ...occurrence, done, reason: isMissed ? bestAttempt(evidence, occurrence, done) : null }
  })
  const ended = occurrences.filter((occurrence) => occurrence.toSeconds <= nowSeconds)
  const gaps = coverageGaps(occurrences, nowSeconds)
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const requiredTotal = sum(ended.map((occurrence) => occurrence.required))
  const missing = sum(gaps.map((gap) => gap.missing))
  const held = (event: { midSeconds: number }) => isHeld(event, ordered)
  const passes = evidence.passes.filter(held)
  const visits = evidence.visits.filter(held)
  const complete = passes.filter((pass) => pass.complete)
  return {
    status: statusOf(occurrences.length, ended.length, requiredTotal, missing),
    coverage: coverageShare(ended),
    required: requiredTotal,
    done: requiredTotal - missing,
    missing,
    gapCount: gaps.length,
    coveredShare: null,
    passCount: complete.length,
    partialPassCount: passes.length - complete.length,
    visitCount: visits.length,
    dwellSeconds: sum(visits.map((visit) => visit.dwellSeconds)),
    lastDoneSeconds: lastDone(evidence, [...earlier, ...ordered], nowSeconds),
    occurrences,
    reasons: countReasons(gaps),
  }
}

/** The share of a line that the passes inside the occurrences covered together, 0 to 1. */
export function coveredShareIn(
  evidence: Evidence,
  occurrences: readonly SlotOccurrence[],
  lengthMeters: number,
): number {
  const held: { coveredIntervals: CoveredInterval[] }[] = evidence.passes.filter((pass) =>
    isHeld(pass, occurrences),
  )
  return unionCoveredShare(held, lengthMeters)
}

/** Whether the middle of its time lies in one of the occurrences, which may overlap where slots do. */
function isHeld(event: { midSeconds: number }, occurrences: readonly SlotOccurrence[]): boolean {
  return occurrences.some(
    ({ fromSeconds, toSeconds }) => event.midSeconds >= fromSeconds && event.midSeconds < toSeconds,
  )
}

function statusOf(all: number, ended: number, required: number, missing: number): TargetAssessment['status'] {
  if (all === 0) return 'not_required'
  if (ended === 0) return 'due'
  if (missing === 0) return 'done'
  return missing < required ? 'partly' : 'missed'
}

function lastDone(
  evidence: Evidence,
  occurrences: readonly SlotOccurrence[],
  nowSeconds: number,
): number | null {
  let last: number | null = null
  for (const event of [...evidence.passes.filter((pass) => pass.complete), ...evidence.visits]) {
    if (event.toSeconds > nowSeconds || (last !== null && event.toSeconds <= last)) continue
    if (isHeld(event, occurrences)) last = event.toSeconds
  }
  return last
}

/** What came nearest to being done in a missed occurrence; that nobody came near when nothing did. */
function bestAttempt(evidence: Evidence, occurrence: RequiredOccurrence, done: number): ShortfallReason {
  const held = (event: { midSeconds: number }) => isHeld(event, [occurrence])
  if (done > 0) return occurrence.measure.endsWith('Minutes') ? 'tooBrief' : 'tooFew'
  if (evidence.passes.some((pass) => !pass.complete && held(pass))) return 'partial'
  const reasons = evidence.rejected
    .filter(({ fromSeconds, toSeconds }) => held({ midSeconds: (fromSeconds + toSeconds) / 2 }))
    .map(({ reason }) => reason)
  return shortfallReasons.find((reason) => reasons.some((found) => found === reason)) ?? 'tooFar'
}

function countReasons(gaps: readonly AssessedOccurrence[]): TargetAssessment['reasons'] {
  return shortfallReasons
    .map((reason) => ({ reason, count: gaps.filter((gap) => gap.reason === reason).length }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count)
}
