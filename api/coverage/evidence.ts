import type { NoPassReason, Pass } from './passes.ts'
import type { Stay } from './stay-run.ts'

/** Whose outing it was. No account: a unit is a team code. */
export interface OutingOf {
  patrolId: number
  unitId: number
  plainClothes: boolean
}

export interface PassFound extends Pass {
  by: OutingOf
}
/** A visit at a point, or a stay along a section or in an area. */
export interface StayFound extends Stay {
  by: OutingOf
}
export interface Rejected {
  by: OutingOf
  fromSeconds: number
  toSeconds: number
  reason: NoPassReason | 'tooBrief'
}

/** What happened at one target on a day, or in a window; each list in the order of time. */
export interface TargetEvents {
  passes: PassFound[]
  touches: Rejected[]
  stays: StayFound[]
}

/** Everything the tracks show about one target, each list in the order of time. */
export interface Evidence {
  passes: PassFound[]
  /** Those long enough to count. */
  visits: StayFound[]
  rejected: Rejected[]
}

/** What of the events counts: passes of a line, stays that last long enough elsewhere. */
export function evidenceOf({ passes, touches, stays }: TargetEvents, leastSeconds: number): Evidence {
  const { visits, rejected } = evidenceOfStays(stays, leastSeconds)
  return { passes, visits, rejected: touches.length === 0 ? rejected : touches }
}

/** Stays divided by whether they last long enough to count. */
export function evidenceOfStays(stays: readonly StayFound[], leastSeconds: number): Evidence {
  const evidence: Evidence = { passes: [], visits: [], rejected: [] }
  for (const stay of stays) {
    if (stay.dwellSeconds >= leastSeconds) evidence.visits.push(stay)
    else evidence.rejected.push({ ...stay, reason: 'tooBrief' })
  }
  return evidence
}

/** Orders events that are to be the same on every engine, whatever the order in which they are read. */
export function byTime(
  left: { by: OutingOf; fromSeconds: number; toSeconds: number },
  right: { by: OutingOf; fromSeconds: number; toSeconds: number },
): number {
  return (
    left.fromSeconds - right.fromSeconds ||
    left.toSeconds - right.toSeconds ||
    left.by.patrolId - right.by.patrolId
  )
}
