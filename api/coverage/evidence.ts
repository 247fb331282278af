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

/** Everything the tracks show about one target, each list in the order of time. */
export interface Evidence {
  passes: PassFound[]
  /** Those long enough to count. */
  visits: StayFound[]
  rejected: Rejected[]
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
