import type { PatrolLine } from './patrol-lines.ts'
import type { PatrolPoint } from './patrol-points.ts'
import type { Random } from './random.ts'
import type { SlotCode } from './time-slots.ts'

export interface Requirement {
  target: { kind: 'line' | 'point'; index: number }
  slot: SlotCode
  measure: 'passes' | 'visits'
  amount: number
}

/**
 * What is required of each line and point. Every line once in the evening, the livelier half also at night, some by day; every point in the
 * hours that suit the place. Sized so that the units that record tracks can do all of it.
 */
export function buildRequirements(
  lines: readonly PatrolLine[],
  points: readonly PatrolPoint[],
  random: Random,
): Requirement[] {
  const requirements: Requirement[] = []
  lines.forEach((_, index) => {
    const target = { kind: 'line' as const, index }
    const add = (slot: SlotCode): number => requirements.push({ target, slot, measure: 'passes', amount: 1 })
    add('evening')
    if (index % 2 === 0) add('night')
    if (random.chance(0.2)) add('daytime')
  })
  points.forEach((point, index) => {
    const target = { kind: 'point' as const, index }
    const add = (slot: SlotCode): number => requirements.push({ target, slot, measure: 'visits', amount: 1 })
    if (point.premisesKind === 'school') add('morning_peak')
    else if (point.premisesKind === 'lodging' || point.premisesKind === 'entertainment') add('night')
    else if (point.premisesKind === 'shop' || point.premisesKind === 'other') add('evening')
    else add('daytime')
  })
  return requirements
}
