import type { z } from 'zod'
import type { readEvidence, RejectedReason } from '../../../api/coverage/contract.ts'

export type EvidenceAnswer = z.infer<typeof readEvidence.response>

/** Why something that happened does not count: the server's reasons, not the whole line, or outside the required hours. */
export type NotCounted = RejectedReason | 'partial' | 'outside'

/** One pass, visit or touch, in the words the drawer needs. */
export interface EvidenceEvent {
  /** What it can be checked by on the map. */
  patrolId: number | null
  from: string
  to: string
  /** Null where the unit is not shown to the viewer. */
  unitCode: string | null
  /** Passes: share of the line, 0 to 1. */
  coveredShare?: number
  /** Visits: seconds spent inside. */
  dwellSeconds?: number
  /** Outings that were near: how far they stayed away, in metres. */
  nearestMeters?: number | undefined
}

export interface SortedEvidence {
  /** Latest first. */
  counted: EvidenceEvent[]
  /** By reason, the most frequent first; each latest first. */
  notCounted: { reason: NotCounted; events: EvidenceEvent[] }[]
}

/** Splits what the tracks show into what counts and what does not, with the reason. Touches outside the required hours are left out. */
export function sortEvidence({ target, passes, visits, rejected }: EvidenceAnswer): SortedEvidence {
  const counted: EvidenceEvent[] = []
  const byReason = new Map<NotCounted, EvidenceEvent[]>()
  const reject = (reason: NotCounted, event: EvidenceEvent) => {
    const known = byReason.get(reason)
    if (known) known.push(event)
    else byReason.set(reason, [event])
  }
  for (const pass of passes) {
    if (pass.complete && pass.slotCode !== null) counted.push(pass)
    else if (pass.complete) reject('outside', pass)
    else if (pass.slotCode !== null) reject('partial', pass)
  }
  for (const visit of visits) {
    if (visit.slotCode === null) reject('outside', visit)
    else counted.push(visit)
  }
  const inHours = ({ from, to }: { from: string; to: string }) => {
    const middle = (Date.parse(from) + Date.parse(to)) / 2
    return target.occurrences.some(
      (occurrence) => middle >= Date.parse(occurrence.from) && middle < Date.parse(occurrence.to),
    )
  }
  for (const touch of rejected) {
    if (!inHours(touch)) continue
    const seconds = (Date.parse(touch.to) - Date.parse(touch.from)) / 1000
    reject(touch.reason, { ...touch, ...(touch.reason === 'tooBrief' ? { dwellSeconds: seconds } : {}) })
  }
  const latestFirst = (a: EvidenceEvent, b: EvidenceEvent) => Date.parse(b.from) - Date.parse(a.from)
  return {
    counted: counted.sort(latestFirst),
    notCounted: [...byReason]
      .map(([reason, events]) => ({ reason, events: events.sort(latestFirst) }))
      .sort((a, b) => b.events.length - a.events.length),
  }
}
