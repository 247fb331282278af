import { unionCoveredShare } from './covered-intervals.ts'
import { coverageGaps, coverageOfMeasures } from './coverage-share.ts'
import { type ShortfallReason, shortfallReasons } from './contract.ts'
import type { TimeSpan } from './events-in-time.ts'
import type { Found, SpanFigures } from './found.ts'
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

/**
 * Holds what was required of one target against what was found there. Coverage, missing and gaps speak of ended occurrences only; one that
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
  found: Found,
  nowSeconds: number,
  earlier: readonly SlotOccurrence[] = [],
  lengthMeters: number | null = null,
): TargetAssessment {
  const ordered = [...required].sort((left, right) => left.fromSeconds - right.fromSeconds)
  const occurrences = ordered.map((occurrence): AssessedOccurrence => {
    const { done, nearest } = found.doneIn(occurrence, occurrence.measure)
    const isMissed = occurrence.toSeconds <= nowSeconds && done < occurrence.required
    const reason = isMissed ? shortfallOf(occurrence, done, nearest) : null
    // Named one by one: there are thousands, and a spread takes ten times as long.
    const { day, slotCode, fromSeconds, toSeconds, measure, required: amount } = occurrence
    return { day, slotCode, fromSeconds, toSeconds, measure, required: amount, done, reason }
  })
  const inMinutes = ordered.some(({ measure }) => measure.endsWith('Minutes'))
  const ended = occurrences.filter((occurrence) => occurrence.toSeconds <= nowSeconds)
  const gaps = coverageGaps(occurrences, nowSeconds)
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const requiredTotal = sum(ended.map((occurrence) => occurrence.required))
  const missing = sum(gaps.map((gap) => gap.missing))
  const held = heldIn(found, ordered, inMinutes)
  return {
    status: statusOf(occurrences.length, ended.length, requiredTotal, missing),
    coverage: coverageOfMeasures(ended),
    required: requiredTotal,
    done: requiredTotal - missing,
    missing,
    gapCount: gaps.length,
    coveredShare: lengthMeters === null ? null : unionCoveredShare(held.covered, lengthMeters),
    passCount: held.passCount,
    partialPassCount: held.partialPassCount,
    visitCount: held.visitCount,
    dwellSeconds: held.dwellSeconds,
    unitMinutes: held.unitSeconds / 60,
    presenceMinutes: held.presenceSeconds / 60,
    lastDoneSeconds: lastDone(found, [...earlier, ...ordered], nowSeconds, inMinutes),
    occurrences,
    reasons: countReasons(gaps),
  }
}

/** What was done in the occurrences together. Where minutes are asked for, a visit belongs to every span in which it spends any. */
function heldIn(found: Found, occurrences: readonly SlotOccurrence[], inMinutes: boolean) {
  const sum = {
    passCount: 0,
    partialPassCount: 0,
    visitCount: 0,
    dwellSeconds: 0,
    unitSeconds: 0,
    presenceSeconds: 0,
    covered: [] as { coveredIntervals: SpanFigures['covered'] }[],
  }
  for (const { pieces } of spansOf(occurrences)) {
    pieces.forEach((piece, index) => {
      const figures = found.figuresIn(piece)
      sum.passCount += figures.passCount
      sum.partialPassCount += figures.partialPassCount
      sum.unitSeconds += figures.unitSeconds
      sum.presenceSeconds += figures.presenceSeconds
      sum.covered.push({ coveredIntervals: figures.covered })
      const visits = inMinutes ? figures.begun : figures.visits
      sum.visitCount += visits.count
      sum.dwellSeconds += visits.dwellSeconds
      if (inMinutes && index === 0) {
        sum.visitCount += figures.carriedOver.count
        sum.dwellSeconds += figures.carriedOver.dwellSeconds
      }
    })
  }
  return sum
}

/**
 * The time of the occurrences as disjoint spans, each divided where an occurrence begins or ends: so a piece is the same whatever else the window holds.
 *
 * @param occurrences in the order of their start
 */
function spansOf(occurrences: readonly SlotOccurrence[]): { pieces: TimeSpan[] }[] {
  const spans: { toSeconds: number; borders: number[] }[] = []
  for (const { fromSeconds, toSeconds } of occurrences) {
    const last = spans.at(-1)
    if (last && fromSeconds <= last.toSeconds) {
      last.toSeconds = Math.max(last.toSeconds, toSeconds)
      last.borders.push(fromSeconds, toSeconds)
    } else {
      spans.push({ toSeconds, borders: [fromSeconds, toSeconds] })
    }
  }
  return spans.map(({ borders }) => {
    if (borders.length === 2) return { pieces: [{ fromSeconds: borders[0]!, toSeconds: borders[1]! }] }
    const ordered = [...new Set(borders)].sort((a, b) => a - b)
    return {
      pieces: ordered.slice(1).map((toSeconds, index) => ({ fromSeconds: ordered[index]!, toSeconds })),
    }
  })
}

function statusOf(all: number, ended: number, required: number, missing: number): TargetAssessment['status'] {
  if (all === 0) return 'not_required'
  if (ended === 0) return 'due'
  if (missing === 0) return 'done'
  return missing < required ? 'partly' : 'missed'
}

function lastDone(
  found: Found,
  occurrences: readonly SlotOccurrence[],
  nowSeconds: number,
  inMinutes: boolean,
): number | null {
  const spans = spansOf([...occurrences].sort((left, right) => left.fromSeconds - right.fromSeconds))
  for (const { pieces } of spans.reverse()) {
    const ends = pieces.map((piece) => {
      const { lastCounted, lastStayed } = found.figuresIn(piece)
      const last = inMinutes ? lastStayed : lastCounted
      return last <= nowSeconds ? last : found.lastBefore(piece, nowSeconds, inMinutes)
    })
    const last = Math.max(...ends)
    if (last > -Infinity) return last
  }
  return null
}

/** Why a missed occurrence fell short; where nothing was done, what came nearest. */
function shortfallOf(
  { measure }: RequiredOccurrence,
  done: number,
  nearest: ShortfallReason,
): ShortfallReason {
  if (done === 0) return nearest
  return measure.endsWith('Minutes') ? 'tooBrief' : 'tooFew'
}

function countReasons(gaps: readonly AssessedOccurrence[]): TargetAssessment['reasons'] {
  return shortfallReasons
    .map((reason) => ({ reason, count: gaps.filter((gap) => gap.reason === reason).length }))
    .filter(({ count }) => count > 0)
    .sort((left, right) => right.count - left.count)
}
