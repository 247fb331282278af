import type { ExceptionReason } from './contract.ts'

interface Span {
  /** Half open, seconds since 1970. */
  readonly fromSeconds: number
  readonly toSeconds: number
}

/** An exception of one target. */
export interface Exception extends Span {
  readonly id: number
  readonly reason: ExceptionReason
}

/**
 * The exception that excuses an occurrence: together the exceptions cover more than a share of it (exactly the share does not), and this one
 * most of it; of equals the one that ends last. Null when it is required as ever.
 *
 * @param leastShare 0 to 1
 */
export function excuseFor(
  occurrence: Span,
  exceptions: readonly Exception[],
  leastShare: number,
): Exception | null {
  const overlapping = exceptions
    .map((exception) => ({ exception, from: from(exception), to: to(exception) }))
    .filter((overlap) => overlap.to > overlap.from)
    .sort((a, b) => a.from - b.from)
  let [covered, reached] = [0, -Infinity]
  for (const overlap of overlapping) {
    covered += Math.max(0, overlap.to - Math.max(overlap.from, reached))
    reached = Math.max(reached, overlap.to)
  }
  if (!(covered > leastShare * (occurrence.toSeconds - occurrence.fromSeconds))) return null
  overlapping.sort((a, b) => b.to - b.from - (a.to - a.from) || b.exception.toSeconds - a.exception.toSeconds)
  return overlapping[0]!.exception

  function from({ fromSeconds }: Span) {
    return Math.max(fromSeconds, occurrence.fromSeconds)
  }
  function to({ toSeconds }: Span) {
    return Math.min(toSeconds, occurrence.toSeconds)
  }
}

export interface ExcusedOccurrence extends Span {
  readonly day: string
  readonly slotCode: string
  readonly excuse: Exception
}

/** Splits the occurrences required of a target into those still required and those excused; of one slot and time an excused one stands once. */
export function withoutExcused<Occurrence extends Span & { day: string; slotCode: string }>(
  occurrences: readonly Occurrence[],
  exceptions: readonly Exception[],
  leastShare: number,
): { required: Occurrence[]; excused: ExcusedOccurrence[] } {
  const required: Occurrence[] = []
  const excused = new Map<string, ExcusedOccurrence>()
  for (const occurrence of occurrences) {
    const excuse = excuseFor(occurrence, exceptions, leastShare)
    if (!excuse) {
      required.push(occurrence)
      continue
    }
    const { day, slotCode, fromSeconds, toSeconds } = occurrence
    excused.set(`${fromSeconds} ${slotCode}`, { day, slotCode, fromSeconds, toSeconds, excuse })
  }
  return { required, excused: [...excused.values()].sort((a, b) => a.fromSeconds - b.fromSeconds) }
}
