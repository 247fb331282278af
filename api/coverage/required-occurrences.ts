import type { RequiredOccurrence } from './assessment.ts'
import { effectiveRequired } from './coverage-share.ts'
import { type SlotOccurrence, slotOccurrences, type TimeSlot } from './slots.ts'

/** A requirement of one target in one slot; days are local, `validTo` included. */
export interface SlotRequirement extends TimeSlot {
  slotCode: string
  targetId: number
  measure: string
  amount: number
  validFrom: string
  validTo: string | null
}

export interface AskedOccurrences {
  /** What was required in the window. */
  occurrences: RequiredOccurrence[]
  /** The same slots before the window: nothing is asked of them, but what was done in them was done last. */
  earlier: SlotOccurrence[]
}

/**
 * The occurrences of every requirement by target. Where several hold at once, the larger amount counts.
 *
 * @param lookedFromSeconds where tracks begin to be looked at, before the window
 */
export function requiredOccurrences(
  requirements: readonly SlotRequirement[],
  window: { fromSeconds: number; toSeconds: number; lookedFromSeconds: number },
  timeZone: string,
): Map<number, AskedOccurrences> {
  const ofSlot = new Map<string, SlotOccurrence[]>()
  const byTarget = new Map<number, { required: Map<string, RequiredOccurrence>; slots: Set<string> }>()
  for (const requirement of requirements) {
    const { slotCode, targetId, measure, amount } = requirement
    const inSlot =
      ofSlot.get(slotCode) ??
      slotOccurrences(requirement, window.lookedFromSeconds, window.toSeconds, { timeZone })
    ofSlot.set(slotCode, inSlot)
    const target = byTarget.get(targetId) ?? { required: new Map(), slots: new Set() }
    byTarget.set(targetId, target)
    target.slots.add(slotCode)
    for (const occurrence of inSlot) {
      if (occurrence.fromSeconds < window.fromSeconds || !isValidOn(requirement, occurrence.day)) continue
      const key = `${occurrence.fromSeconds} ${slotCode} ${measure}`
      const required = effectiveRequired([amount, target.required.get(key)?.required ?? 0])!
      // Named one by one: there are thousands, and a spread takes ten times as long.
      const { day, fromSeconds, toSeconds } = occurrence
      target.required.set(key, { day, fromSeconds, toSeconds, slotCode, measure, required })
    }
  }
  const isEarlier = ({ fromSeconds }: SlotOccurrence) => fromSeconds < window.fromSeconds
  return new Map(
    [...byTarget].map(([id, { required, slots }]) => [
      id,
      {
        occurrences: [...required.values()],
        earlier: [...slots].flatMap((code) => ofSlot.get(code)!.filter(isEarlier)),
      },
    ]),
  )
}

function isValidOn({ validFrom, validTo }: SlotRequirement, day: string): boolean {
  return validFrom <= day && (validTo === null || day <= validTo)
}
