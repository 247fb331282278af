import type { TargetCoverage } from '../../../api/coverage/contract.ts'

export type Occurrence = TargetCoverage['occurrences'][number]
export type OccurrenceState = 'done' | 'partly' | 'missed' | 'due' | 'upcoming'

/** What one occurrence came to; while it runs it is due, and nothing is missing yet. */
export function occurrenceState({ state, done, required }: Occurrence): OccurrenceState {
  if (done >= required) return 'done'
  if (state !== 'over') return state
  return done > 0 ? 'partly' : 'missed'
}

/** Days of the window by slot, each slot's occurrences in the order of time. */
export function bySlot(occurrences: readonly Occurrence[]): [slotCode: string, Occurrence[]][] {
  const slots = new Map<string, Occurrence[]>()
  for (const occurrence of occurrences) {
    const known = slots.get(occurrence.slotCode)
    if (known) known.push(occurrence)
    else slots.set(occurrence.slotCode, [occurrence])
  }
  return [...slots]
}
