import { clipped, EventsInTime, type TimedEvent, type TimeSpan } from './events-in-time.ts'
import { type CoveredInterval, unionOf } from './covered-intervals.ts'
import { type ShortfallReason, shortfallReasons } from './contract.ts'
import { presenceMinutes } from './coverage-share.ts'
import type { Evidence, PassFound, Rejected, StayFound } from './evidence.ts'

/** Events that are found by time; in what order is not said. */
export interface FoundInTime<Event> {
  /** Those whose middle lies in `[fromSeconds, toSeconds)`: each belongs to one occurrence. */
  centredIn(span: TimeSpan): readonly Event[]
  /** Those of which any time lies in it. */
  overlapping(span: TimeSpan): readonly Event[]
}

/** What one measure counts in an occurrence, in its own unit. */
export interface DoneIn {
  done: number
  /** What came nearest to being done; that nobody came near when nothing did. Says nothing where something was done. */
  nearest: ShortfallReason
}

/** What was done at a target in a span of time, whatever was asked; of spans that divide a longer one they add up. */
export interface SpanFigures {
  passCount: number
  partialPassCount: number
  /** The union of what passes covered, disjoint. */
  covered: readonly CoveredInterval[]
  /** Visits whose middle lies in the span. */
  visits: CountAndDwell
  /** Visits that began in the span, and those that reach into it from before. */
  begun: CountAndDwell
  carriedOver: CountAndDwell
  /** Time in the span: added up over units, and of which any unit was there. */
  unitSeconds: number
  presenceSeconds: number
  /** The latest end of a complete pass or a visit, and of a complete pass or time stayed; -Infinity where there is none. */
  lastCounted: number
  lastStayed: number
}

interface CountAndDwell {
  count: number
  dwellSeconds: number
}

/** What the tracks show about one target, as figures of spans of time. */
export interface Found {
  doneIn(span: TimeSpan, measure: string): DoneIn
  figuresIn(span: TimeSpan): SpanFigures
  /** The same as `lastCounted` or `lastStayed`, of ends up to now alone. */
  lastBefore(span: TimeSpan, nowSeconds: number, asStays: boolean): number
}

/** The figures, computed from events. */
export class FoundEvents implements Found {
  readonly #passes: FoundInTime<PassFound>
  readonly #visits: FoundInTime<StayFound>
  readonly #rejected: FoundInTime<Rejected & TimedEvent>

  constructor(
    passes: FoundInTime<PassFound>,
    visits: FoundInTime<StayFound>,
    rejected: FoundInTime<Rejected & TimedEvent>,
  ) {
    this.#passes = passes
    this.#visits = visits
    this.#rejected = rejected
  }

  /** The figures of all of them together. */
  static together(parts: readonly FoundEvents[]): FoundEvents {
    return new FoundEvents(
      inAnyOf(parts.map((part) => part.#passes)),
      inAnyOf(parts.map((part) => part.#visits)),
      inAnyOf(parts.map((part) => part.#rejected)),
    )
  }

  /** Dwell adds up over units, presence is the union of their times; of a stay over the end of a span, the part inside counts. */
  doneIn(span: TimeSpan, measure: string): DoneIn {
    const done = this.#done(span, measure)
    return { done, nearest: done > 0 ? 'tooFew' : this.#nearest(span) }
  }

  figuresIn(span: TimeSpan): SpanFigures {
    const passes = this.#passes.centredIn(span)
    const stays = this.#visits.overlapping(span)
    const passing = this.#passes.overlapping(span).map((pass) => clipped(pass, span))
    const begun = stays.filter(({ fromSeconds }) => fromSeconds >= span.fromSeconds)
    const carriedOver = stays.filter(({ fromSeconds }) => fromSeconds < span.fromSeconds)
    const passCount = passes.filter(({ complete }) => complete).length
    return {
      passCount,
      partialPassCount: passes.length - passCount,
      covered: unionOf(passes.flatMap(({ coveredIntervals }) => coveredIntervals)),
      visits: countAndDwell(this.#visits.centredIn(span)),
      begun: countAndDwell(begun),
      carriedOver: countAndDwell(carriedOver),
      unitSeconds:
        sumOf(passing, ({ fromSeconds, toSeconds }) => toSeconds - fromSeconds) +
        sumOf(stays, (stay) => dwellSecondsIn(stay, span)),
      presenceSeconds: presenceMinutes([...passing, ...stays.map((stay) => clipped(stay, span))]) * 60,
      lastCounted: this.lastBefore(span, Infinity, false),
      lastStayed: this.lastBefore(span, Infinity, true),
    }
  }

  lastBefore(span: TimeSpan, nowSeconds: number, asStays: boolean): number {
    const complete = this.#passes.centredIn(span).filter((pass) => pass.complete)
    const stays = asStays
      ? this.#visits.overlapping(span).map((stay) => clipped(stay, span))
      : this.#visits.centredIn(span)
    let last = -Infinity
    for (const { toSeconds } of [...complete, ...stays]) {
      if (toSeconds <= nowSeconds && toSeconds > last) last = toSeconds
    }
    return last
  }

  #done(span: TimeSpan, measure: string): number {
    switch (measure) {
      case 'passes':
        return this.#passes.centredIn(span).filter((pass) => pass.complete).length
      case 'visits':
        return this.#visits.centredIn(span).length
      case 'presenceMinutes':
        return presenceMinutes(
          [...this.#passes.overlapping(span), ...this.#visits.overlapping(span)].map((event) =>
            clipped(event, span),
          ),
        )
      default:
        return sumOf(this.#visits.overlapping(span), (visit) => dwellSecondsIn(visit, span)) / 60
    }
  }

  #nearest(span: TimeSpan): ShortfallReason {
    if (this.#passes.centredIn(span).some((pass) => !pass.complete)) return 'partial'
    const reasons = new Set<string>(this.#rejected.centredIn(span).map(({ reason }) => reason))
    return shortfallReasons.find((reason) => reasons.has(reason)) ?? 'tooFar'
  }
}

/** @param evidence each list in the order of time */
export function foundIn({ passes, visits, rejected }: Evidence): FoundEvents {
  return new FoundEvents(
    new EventsInTime(passes),
    new EventsInTime(visits),
    new EventsInTime(rejected.map(withMiddle)),
  )
}

function inAnyOf<Event>(parts: readonly FoundInTime<Event>[]): FoundInTime<Event> {
  return {
    centredIn: (span) => parts.flatMap((part) => part.centredIn(span)),
    overlapping: (span) => parts.flatMap((part) => part.overlapping(span)),
  }
}

function withMiddle(touch: Rejected): Rejected & TimedEvent {
  return { ...touch, midSeconds: (touch.fromSeconds + touch.toSeconds) / 2 }
}

/** A stay that reaches over the end of a span dwells in each part in proportion. */
function dwellSecondsIn(visit: StayFound, span: TimeSpan): number {
  const inside = clipped(visit, span)
  if (inside.fromSeconds === visit.fromSeconds && inside.toSeconds === visit.toSeconds) {
    return visit.dwellSeconds
  }
  return (
    (visit.dwellSeconds * (inside.toSeconds - inside.fromSeconds)) / (visit.toSeconds - visit.fromSeconds)
  )
}

function countAndDwell(visits: readonly StayFound[]): CountAndDwell {
  return { count: visits.length, dwellSeconds: sumOf(visits, ({ dwellSeconds }) => dwellSeconds) }
}

function sumOf<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  let sum = 0
  for (const item of items) sum += valueOf(item)
  return sum
}
