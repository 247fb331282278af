import type { CityRequest } from './city-sizes.ts'
import type { HotspotPlan, PlantedHotspot } from './hotspots.ts'
import type { GapPlan } from './planted-gaps.ts'
import type { Requirement } from './requirements.ts'
import type { SlotCode } from './time-slots.ts'

/** What was planted in a city, for tests to find again. */
export interface CityTruth {
  seed: number
  anchorDay: string
  size: CityRequest['size']
  gaps: {
    targetKind: Requirement['target']['kind']
    targetCode: string
    slotCode: SlotCode
    requirement: Pick<Requirement, 'measure' | 'amount'>
    /** Not gone to at all, gone half way and back, or stopped at or held too shortly. */
    omission: 'skipped' | 'half' | 'short'
    /** Days (`YYYY-MM-DD`, before the anchor day) on which the occurrences start. */
    occurrenceDates: string[]
  }[]
  hotspots: PlantedHotspot[]
}

export function describeTruth(
  { seed, anchorDay, size }: CityRequest,
  plan: GapPlan,
  targets: Record<Requirement['target']['kind'], readonly { code: string }[]>,
  hotspots: readonly HotspotPlan[],
): CityTruth {
  const gaps = plan.gaps.map(({ requirement, omission, days }) => ({
    targetKind: requirement.target.kind,
    targetCode: targets[requirement.target.kind][requirement.target.index]!.code,
    slotCode: requirement.slot,
    requirement: { measure: requirement.measure, amount: requirement.amount },
    omission,
    occurrenceDates: [...days].filter((day) => day < anchorDay).sort(),
  }))
  return {
    seed,
    anchorDay,
    size,
    gaps: gaps.filter(({ occurrenceDates }) => occurrenceDates.length > 0),
    hotspots: hotspots.map(({ kind, category, location, movedTo, radiusMeters, from, to }) => ({
      kind, category, location, ...(movedTo ? { movedTo } : {}), radiusMeters, from, to,
    })), // prettier-ignore
  }
}
