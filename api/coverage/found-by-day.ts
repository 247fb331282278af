import { longestPatrolHours } from '../tracks/patrol-of-track.ts'
import type { TimeSpan } from './events-in-time.ts'
import { byTime, type Evidence, evidenceOf, type TargetEvents } from './evidence.ts'
import { type DoneIn, type Found, FoundEvents, foundIn, type SpanFigures } from './found.ts'

const daySeconds = 86_400
/** An event of a day, told by its middle, reaches so far into others. */
const reachSeconds = (longestPatrolHours / 2) * 3600
/** A slot of a few hours for half a year, in one or two measures. */
const mostRemembered = 2000

/** What happened at a target on the days of a window: nothing on those that are undefined. */
export interface DaysOfTarget {
  /** Since 1970, UTC. */
  firstDay: number
  days: readonly (TargetEvents | undefined)[]
}

/** What was found of events that are not kept by day. */
export function foundOfEvents(events: TargetEvents, leastSeconds: number): FoundAtTarget {
  const evidence = evidenceOf(events, leastSeconds)
  return Object.assign(foundIn(evidence), { evidence: () => evidence })
}

/** Figures of one target by span, each with the events it was computed from. */
type Remembered = Map<string, { from: readonly (TargetEvents | undefined)[]; value: unknown }>

/** Figures that were computed once stay true as long as the days they come from are the same; by target and least seconds. */
export class FiguresByDay {
  readonly #targets = new Map<string, Remembered>()

  /** @param leastSeconds from where on a stay counts */
  found(target: string, days: DaysOfTarget, leastSeconds: number): FoundAtTarget {
    const key = `${target} ${leastSeconds}`
    let remembered = this.#targets.get(key)
    if (!remembered || remembered.size > mostRemembered) {
      remembered = new Map()
      this.#targets.set(key, remembered)
    }
    return new FoundOfDays(days, leastSeconds, remembered)
  }
}

/** What was found at a target, and the events themselves. */
export interface FoundAtTarget extends Found {
  evidence(): Evidence
}

class FoundOfDays implements FoundAtTarget {
  readonly #days: DaysOfTarget
  readonly #leastSeconds: number
  readonly #remembered: Remembered

  constructor(days: DaysOfTarget, leastSeconds: number, remembered: Remembered) {
    this.#days = days
    this.#leastSeconds = leastSeconds
    this.#remembered = remembered
  }

  doneIn(span: TimeSpan, measure: string): DoneIn {
    return this.#once(measure, span, (found) => found.doneIn(span, measure))
  }

  figuresIn(span: TimeSpan): SpanFigures {
    return this.#once('figures', span, (found) => found.figuresIn(span))
  }

  lastBefore(span: TimeSpan, nowSeconds: number, asStays: boolean): number {
    const days = this.#days.days.slice(...this.#rangeAround(span))
    return this.#foundIn(days).lastBefore(span, nowSeconds, asStays)
  }

  /** Every event of the days. */
  evidence(): Evidence {
    const all: Evidence = { passes: [], visits: [], rejected: [] }
    for (const day of this.#days.days) {
      if (!day) continue
      const { passes, visits, rejected } = evidenceOf(day, this.#leastSeconds)
      all.passes.push(...passes)
      all.visits.push(...visits)
      all.rejected.push(...rejected)
    }
    for (const events of Object.values(all)) events.sort(byTime)
    return all
  }

  #once<Value>(name: string, span: TimeSpan, compute: (found: Found) => Value): Value {
    const key = `${name} ${span.fromSeconds} ${span.toSeconds}`
    const known = this.#remembered.get(key)
    const { days } = this.#days
    const [first, end] = this.#rangeAround(span)
    if (known?.from.length === end - first && known.from.every((events, i) => events === days[first + i])) {
      return known.value as Value
    }
    const from = days.slice(first, end)
    const value = compute(this.#foundIn(from))
    this.#remembered.set(key, { from, value })
    return value
  }

  /** Which of the days an event of the span may belong to. */
  #rangeAround({ fromSeconds, toSeconds }: TimeSpan): [first: number, end: number] {
    const { firstDay, days } = this.#days
    const first = Math.floor((fromSeconds - reachSeconds) / daySeconds) - firstDay
    const last = Math.floor((toSeconds + reachSeconds) / daySeconds) - firstDay
    const begin = Math.min(days.length, Math.max(0, first))
    return [begin, Math.min(days.length, Math.max(begin, last + 1))]
  }

  #foundIn(days: readonly (TargetEvents | undefined)[]): Found {
    const found = days.flatMap((day) => (day ? [foundOfDay(day, this.#leastSeconds)] : []))
    return found.length === 1 ? found[0]! : FoundEvents.together(found)
  }
}

const ofDays = new WeakMap<TargetEvents, { leastSeconds: number; found: FoundEvents }>()

function foundOfDay(day: TargetEvents, leastSeconds: number): FoundEvents {
  const known = ofDays.get(day)
  if (known?.leastSeconds === leastSeconds) return known.found
  const found = foundIn(evidenceOf(day, leastSeconds))
  ofDays.set(day, { leastSeconds, found })
  return found
}
