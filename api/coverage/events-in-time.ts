import { longestPatrolHours } from '../tracks/patrol-of-track.ts'

export interface TimedEvent {
  readonly fromSeconds: number
  readonly toSeconds: number
  readonly midSeconds: number
}

export interface TimeSpan {
  readonly fromSeconds: number
  readonly toSeconds: number
}

const longestSeconds = longestPatrolHours * 3600

/** Events of one target, found by time without looking at all of them. */
export class EventsInTime<Event extends TimedEvent> {
  readonly #byStart: readonly Event[]
  readonly #byMiddle: readonly Event[]

  /** @param events in the order of their start */
  constructor(events: readonly Event[]) {
    this.#byStart = events
    this.#byMiddle = [...events].sort((a, b) => a.midSeconds - b.midSeconds)
  }

  /** Those whose middle lies in `[fromSeconds, toSeconds)`: each belongs to one occurrence. */
  centredIn({ fromSeconds, toSeconds }: TimeSpan): readonly Event[] {
    const start = firstAtLeast(this.#byMiddle, (event) => event.midSeconds, fromSeconds)
    return this.#byMiddle.slice(
      start,
      firstAtLeast(this.#byMiddle, (event) => event.midSeconds, toSeconds),
    )
  }

  /** Those of which any time lies in it, in the order of their start. */
  overlapping({ fromSeconds, toSeconds }: TimeSpan): readonly Event[] {
    const start = firstAtLeast(this.#byStart, (event) => event.fromSeconds, fromSeconds - longestSeconds)
    const end = firstAtLeast(this.#byStart, (event) => event.fromSeconds, toSeconds)
    return this.#byStart.slice(start, end).filter((event) => event.toSeconds > fromSeconds)
  }
}

/** The time of an event inside a span. */
export function clipped(event: TimeSpan, span: TimeSpan): TimeSpan {
  return {
    fromSeconds: Math.max(event.fromSeconds, span.fromSeconds),
    toSeconds: Math.min(event.toSeconds, span.toSeconds),
  }
}

/** The first index whose value is not less, by halving. */
function firstAtLeast<Item>(items: readonly Item[], valueOf: (item: Item) => number, least: number): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (valueOf(items[middle]!) < least) low = middle + 1
    else high = middle
  }
  return low
}
