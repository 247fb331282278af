import { unionCoveredShare } from './covered-intervals.ts'
import { coverageGaps, coverageOfMeasures, presenceMinutes } from './coverage-share.ts'
import { type ShortfallReason, shortfallReasons } from './contract.ts'
import { clipped, EventsInTime } from './events-in-time.ts'
import type { Evidence, PassFound, Rejected, StayFound } from './evidence.ts'
import type { SlotOccurrence } from './slots.ts'

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
  /** Time in the occurrences: added up over units, and of which any unit was there. */
  unitMinutes: number
  presenceMinutes: number
  lastDoneSeconds: number | null
  occurrences: AssessedOccurrence[]
  reasons: { reason: ShortfallReason; count: number }[]
}

interface Findable {
  passes: EventsInTime<PassFound>
  visits: EventsInTime<StayFound>
  rejected: EventsInTime<Rejected & { midSeconds: number }>
}

/**
 * Holds what was required of one target against what the tracks show. Coverage, missing and gaps speak of ended occurrences only; one that
 * still runs is due. The last time it was done is the end of the latest counting pass, visit or stay before now in the same slots.
 *
 * A pass or visit counts once, in the occurrence that holds its middle. Minutes are counted where they were spent: of a stay over the end of a slot, those
 * inside it.
 *
 * @param earlier occurrences of the same slots before the window, of which nothing is asked but when it was last done
 * @param lengthMeters of a line, to tell how much of it was covered
 */
export function assessTarget(
  required: readonly RequiredOccurrence[],
  evidence: Evidence,
  nowSeconds: number,
  earlier: readonly SlotOccurrence[] = [],
  lengthMeters: number | null = null,
): TargetAssessment {
  const found: Findable = {
    passes: new EventsInTime(evidence.passes),
    visits: new EventsInTime(evidence.visits),
    rejected: new EventsInTime(
      evidence.rejected.map((touch) => ({ ...touch, midSeconds: (touch.fromSeconds + touch.toSeconds) / 2 })),
    ),
  }
  const ordered = [...required].sort((left, right) => left.fromSeconds - right.fromSeconds)
  const occurrences = ordered.map((occurrence): AssessedOccurrence => {
    const done = doneIn(found, occurrence)
    const isMissed = occurrence.toSeconds <= nowSeconds && done < occurrence.required
    return { ...occurrence, done, reason: isMissed ? bestAttempt(found, occurrence, done) : null }
  })
  const inMinutes = ordered.some(({ measure }) => measure.endsWith('Minutes'))
  const ended = occurrences.filter((occurrence) => occurrence.toSeconds <= nowSeconds)
  const gaps = coverageGaps(occurrences, nowSeconds)
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const requiredTotal = sum(ended.map((occurrence) => occurrence.required))
  const missing = sum(gaps.map((gap) => gap.missing))
  const passes = eventsHeld(found.passes, ordered)
  const visits = visitsHeld(found, ordered, inMinutes)
  const complete = passes.filter((pass) => pass.complete)
  return {
    status: statusOf(occurrences.length, ended.length, requiredTotal, missing),
    coverage: coverageOfMeasures(ended),
    required: requiredTotal,
    done: requiredTotal - missing,
    missing,
    gapCount: gaps.length,
    coveredShare: lengthMeters === null ? null : unionCoveredShare(passes, lengthMeters),
    passCount: complete.length,
    partialPassCount: passes.length - complete.length,
    visitCount: visits.length,
    dwellSeconds: sum(visits.map((visit) => visit.dwellSeconds)),
    ...timeIn(found, ordered),
    lastDoneSeconds: lastDone(found, [...earlier, ...ordered], nowSeconds, inMinutes),
    occurrences,
    reasons: countReasons(gaps),
  }
}

/** What one measure counts of passes or visits: dwell adds up over units, presence is the union of their times. */
function doneIn({ passes, visits }: Findable, occurrence: RequiredOccurrence): number {
  switch (occurrence.measure) {
    case 'passes':
      return passes.centredIn(occurrence).filter((pass) => pass.complete).length
    case 'visits':
      return visits.centredIn(occurrence).length
    case 'presenceMinutes':
      return presenceMinutes(
        [...passes.overlapping(occurrence), ...visits.overlapping(occurrence)].map((event) =>
          clipped(event, occurrence),
        ),
      )
    default:
      return (
        visits
          .overlapping(occurrence)
          .reduce((total, visit) => total + dwellSecondsIn(visit, occurrence), 0) / 60
      )
  }
}

/** A stay that reaches over the end of an occurrence dwells in each part in proportion. */
function dwellSecondsIn(visit: StayFound, span: { fromSeconds: number; toSeconds: number }): number {
  const inside = clipped(visit, span)
  if (inside.fromSeconds === visit.fromSeconds && inside.toSeconds === visit.toSeconds) {
    return visit.dwellSeconds
  }
  return (
    (visit.dwellSeconds * (inside.toSeconds - inside.fromSeconds)) / (visit.toSeconds - visit.fromSeconds)
  )
}

/** The time of all passes and visits in the occurrences, which may overlap where slots or measures do. */
function timeIn({ passes, visits }: Findable, occurrences: readonly SlotOccurrence[]) {
  let unitSeconds = 0
  const presence: { fromSeconds: number; toSeconds: number }[] = []
  for (const span of joined(occurrences)) {
    for (const pass of passes.overlapping(span)) {
      const inside = clipped(pass, span)
      unitSeconds += inside.toSeconds - inside.fromSeconds
      presence.push(inside)
    }
    for (const visit of visits.overlapping(span)) {
      unitSeconds += dwellSecondsIn(visit, span)
      presence.push(clipped(visit, span))
    }
  }
  return { unitMinutes: unitSeconds / 60, presenceMinutes: presenceMinutes(presence) }
}

/** Disjoint spans that together are the occurrences. @param occurrences in the order of their start */
function joined(occurrences: readonly SlotOccurrence[]): { fromSeconds: number; toSeconds: number }[] {
  const spans: { fromSeconds: number; toSeconds: number }[] = []
  for (const { fromSeconds, toSeconds } of occurrences) {
    const last = spans.at(-1)
    if (last && fromSeconds <= last.toSeconds) last.toSeconds = Math.max(last.toSeconds, toSeconds)
    else spans.push({ fromSeconds, toSeconds })
  }
  return spans
}

/** The events whose middle lies in one of the occurrences, each once. */
function eventsHeld<Event extends { fromSeconds: number; toSeconds: number; midSeconds: number }>(
  events: EventsInTime<Event>,
  occurrences: readonly SlotOccurrence[],
): Event[] {
  return joined(occurrences).flatMap((span) => [...events.centredIn(span)])
}

/** Where minutes are asked for, a stay belongs to every occurrence in which it spends any. */
function visitsHeld(
  { visits }: Findable,
  occurrences: readonly SlotOccurrence[],
  inMinutes: boolean,
): StayFound[] {
  if (!inMinutes) return eventsHeld(visits, occurrences)
  return [...new Set(joined(occurrences).flatMap((span) => [...visits.overlapping(span)]))]
}

function statusOf(all: number, ended: number, required: number, missing: number): TargetAssessment['status'] {
  if (all === 0) return 'not_required'
  if (ended === 0) return 'due'
  if (missing === 0) return 'done'
  return missing < required ? 'partly' : 'missed'
}

function lastDone(
  { passes, visits }: Findable,
  occurrences: readonly SlotOccurrence[],
  nowSeconds: number,
  inMinutes: boolean,
): number | null {
  const spans = joined([...occurrences].sort((left, right) => left.fromSeconds - right.fromSeconds))
  for (const span of spans.reverse()) {
    let last: number | null = null
    const complete = passes.centredIn(span).filter((pass) => pass.complete)
    const stays = inMinutes
      ? visits.overlapping(span).map((stay) => clipped(stay, span))
      : visits.centredIn(span)
    for (const { toSeconds } of [...complete, ...stays]) {
      if (toSeconds <= nowSeconds && (last === null || toSeconds > last)) last = toSeconds
    }
    if (last !== null) return last
  }
  return null
}

/** What came nearest to being done in a missed occurrence; that nobody came near when nothing did. */
function bestAttempt(found: Findable, occurrence: RequiredOccurrence, done: number): ShortfallReason {
  if (done > 0) return occurrence.measure.endsWith('Minutes') ? 'tooBrief' : 'tooFew'
  if (found.passes.centredIn(occurrence).some((pass) => !pass.complete)) return 'partial'
  const reasons = new Set<string>(found.rejected.centredIn(occurrence).map(({ reason }) => reason))
  return shortfallReasons.find((reason) => reasons.has(reason)) ?? 'tooFar'
}

function countReasons(gaps: readonly AssessedOccurrence[]): TargetAssessment['reasons'] {
  return shortfallReasons
    .map((reason) => ({ reason, count: gaps.filter((gap) => gap.reason === reason).length }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count)
}
