import type { PatrolLine } from './patrol-lines.ts'
import type { PatrolPoint } from './patrol-points.ts'
import type { Random } from './random.ts'
import type { StandingPlace } from './standing-places.ts'
import type { SlotCode } from './time-slots.ts'

export interface Requirement {
  target: { kind: 'line' | 'point' | 'section' | 'area'; index: number }
  slot: SlotCode
  measure: 'passes' | 'visits' | 'presenceMinutes' | 'dwellMinutes'
  amount: number
}

/** Where sections and areas are held, by their index; null where nothing can be asked. */
export interface HeldPlaces {
  sections: readonly (StandingPlace | null)[]
  areas: readonly (StandingPlace | null)[]
}

/** Minutes of an occurrence: more than whoever only passes by spends there. */
const HELD_MINUTES = 7
/** So many sections, and so many areas, are to be held. */
const MOST_HELD = 4

/**
 * What is required of each line and point. Every line once in the evening, the livelier half also at night, some by day; every point in the
 * hours that suit the place; some sections and core areas are to be held for some minutes by day. Sized so that the units that record tracks can do all of it.
 */
export function buildRequirements(
  lines: readonly PatrolLine[],
  points: readonly PatrolPoint[],
  held: HeldPlaces,
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
  const hold = (
    kind: 'section' | 'area',
    places: readonly (StandingPlace | null)[],
    measure: Requirement['measure'],
  ): void => {
    const usable = places.flatMap((place, index) => (place ? [index] : []))
    for (const index of usable.slice(0, MOST_HELD))
      requirements.push({ target: { kind, index }, slot: 'daytime', measure, amount: HELD_MINUTES })
  }
  hold('section', held.sections, 'presenceMinutes')
  hold('area', held.areas, 'dwellMinutes')
  return requirements
}
