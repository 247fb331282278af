import type { CleanedTrack } from './cleaned-track.ts'
import { type CoveredInterval, unionCoveredShare } from './covered-intervals.ts'
import { coverageGaps, coverageShare, presenceMinutes } from './coverage-share.ts'
import { type NoPassReason, type Pass, passesAlongLine, type PatrolLine } from './passes.ts'
import type { SlotOccurrence } from './slots.ts'
import { type Visit, visitsAtPoint, type VisitOptions, type VisitTarget } from './visits.ts'

/** A cleaned track with the patrol and unit it belongs to. */
export interface PatrolTrack {
  patrolId: number
  unitCode: string
  plainClothes: boolean
  track: CleanedTrack
}

/** One occurrence of a requirement; all amounts in the measure's own unit. */
export interface RequiredOccurrence extends SlotOccurrence {
  slotCode: string
  measure: string
  required: number
}

export interface AssessedOccurrence extends RequiredOccurrence {
  done: number
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
      const { passes, rejected } = passesAlongLine(by.track, shape.line)
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
  reasons: { reason: NoPassReason | 'tooBrief' | 'partial'; count: number }[]
}

/**
 * Holds what was required of one target against what the tracks show. Coverage, missing and gaps speak of ended occurrences only; one that
 * still runs is due. The last time it was done is the end of the latest counting pass or visit before now, inside an occurrence or not.
 */
export function assessTarget(
  required: readonly RequiredOccurrence[],
  evidence: Evidence,
  nowSeconds: number,
): TargetAssessment {
  const ordered = [...required].sort((left, right) => left.fromSeconds - right.fromSeconds)
  const occurrences = ordered.map((occurrence) => ({ ...occurrence, done: doneIn(evidence, occurrence) }))
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
    lastDoneSeconds: lastDone(evidence, nowSeconds),
    occurrences,
    reasons: gaps.length === 0 ? [] : reasonsOf(evidence, (event) => isHeld(event, gaps)),
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

function lastDone(evidence: Evidence, nowSeconds: number): number | null {
  let last: number | null = null
  for (const event of [...evidence.passes.filter((pass) => pass.complete), ...evidence.visits]) {
    if (event.toSeconds <= nowSeconds && (last === null || event.toSeconds > last)) last = event.toSeconds
  }
  return last
}

/** Why it was not enough: near misses inside the occurrences that fell short, or that nobody came near in them. */
function reasonsOf(
  evidence: Evidence,
  held: (event: { midSeconds: number }) => boolean,
): TargetAssessment['reasons'] {
  const counts = new Map<TargetAssessment['reasons'][number]['reason'], number>()
  const partial = evidence.passes.filter((pass) => !pass.complete && held(pass)).length
  if (partial > 0) counts.set('partial', partial)
  for (const touch of evidence.rejected) {
    if (!held({ midSeconds: (touch.fromSeconds + touch.toSeconds) / 2 })) continue
    counts.set(touch.reason, (counts.get(touch.reason) ?? 0) + 1)
  }
  if (counts.size === 0) counts.set('tooFar', 0)
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((left, right) => right.count - left.count)
}
