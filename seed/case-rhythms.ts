/** When and where each category happens. Hours and weekdays are relative weights. */
export interface CaseRhythm {
  code: string
  /** Share of all cases, relative to the sum of all shares. */
  share: number
  /** Peaks over the day: hour, width in hours, weight. */
  peaks: [hour: number, width: number, weight: number][]
  /** Saturday and Sunday against a working day. */
  weekend: number
  /** Month of most cases (1-12) and how much more than in the opposite month. */
  season: [month: number, swing: number]
  /** Change over the two years, as a factor. */
  trend: number
  zones: Record<string, number>
  /** Share of cases known only as a window, and its length in hours. */
  windowShare: number
  windowHours: [number, number]
  foundByPatrolShare: number
}

const HOMES = { old_town: 2.2, housing: 2, new_housing: 1.2, village: 1, core: 1, industry: 0.2 }
const STREETS = { core: 3, old_town: 2.2, housing: 1, new_housing: 0.6, village: 0.3, industry: 0.4 }
const SHOPS = { core: 5, old_town: 2.4, housing: 0.8, new_housing: 0.4 }

const rhythm = (
  code: string,
  share: number,
  peaks: CaseRhythm['peaks'],
  rest: Partial<CaseRhythm> = {},
): CaseRhythm => ({
  code, share, peaks, weekend: 1, season: [7, 1.1], trend: 1, zones: STREETS, windowShare: 0, windowHours: [0, 0], foundByPatrolShare: 0.02, ...rest,
}) // prettier-ignore

/** Shares are relative to their sum. */
export const caseRhythms: readonly CaseRhythm[] = [
  rhythm('ebike_theft', 0.2, [[23, 3, 3], [17, 2.5, 2], [12, 2, 1]], { season: [8, 1.9], zones: { ...HOMES, core: 2.4 }, windowShare: 0.5, windowHours: [2, 10], trend: 1.05 }),
  rhythm('burglary', 0.07, [[13, 3, 3], [2, 2, 1.4]], { season: [1, 1.6], zones: HOMES, weekend: 0.75, windowShare: 0.86, windowHours: [3, 13], trend: 0.85 }),
  rhythm('theft_from_car', 0.07, [[1, 3, 3], [21, 2, 1]], { season: [5, 1.3], zones: { ...HOMES, core: 2.6 }, windowShare: 0.62, windowHours: [3, 11], weekend: 1.15 }),
  rhythm('shop_theft', 0.09, [[16, 3, 2.6], [11, 2, 1.4]], { season: [12, 1.3], zones: SHOPS, weekend: 1.35, trend: 1.1 }),
  rhythm('livestock_theft', 0.008, [[2, 2, 3]], { season: [1, 2.5], zones: { village: 6, farmland: 0.5 }, windowShare: 0.8, windowHours: [4, 10] }),
  rhythm('robbery', 0.008, [[23, 2, 3], [5, 1.5, 1]], { season: [10, 1.3], weekend: 1.2 }),
  rhythm('assault', 0.03, [[22, 2.5, 3], [1, 2, 2]], { season: [7, 1.7], weekend: 1.5 }),
  rhythm('fraud', 0.06, [[10, 2, 2], [15, 2.5, 2]], { zones: SHOPS, weekend: 0.7 }),
  rhythm('telecom_fraud', 0.112, [[10, 2.5, 2], [15, 3, 2], [20, 2, 1]], { zones: HOMES, weekend: 0.85, trend: 1.25, windowShare: 0.1, windowHours: [1, 48] }),
  rhythm('sexual_offence', 0.003, [[23, 3, 3]], { zones: STREETS, weekend: 1.3 }),
  rhythm('minors', 0.004, [[16, 2, 3]], { zones: HOMES }),
  rhythm('vandalism', 0.05, [[22, 3, 2], [3, 2, 1]], { windowShare: 0.4, windowHours: [2, 12], season: [6, 1.4] }),
  rhythm('gambling', 0.03, [[20, 3, 3], [14, 2, 1]], { season: [1, 1.7], zones: HOMES, foundByPatrolShare: 0.5, weekend: 1.2 }),
  rhythm('fight', 0.06, [[22, 2, 3], [0, 2, 2], [13, 2, 0.6]], { season: [7, 1.8], weekend: 1.6 }),
  rhythm('disorder', 0.06, [[19, 3, 2], [10, 3, 1]], { season: [7, 1.4], foundByPatrolShare: 0.22 }),
  rhythm('neighbour_dispute', 0.09, [[19, 2.5, 3], [9, 2, 1.4]], { zones: HOMES, season: [8, 1.4], weekend: 1.25 }),
  rhythm('consumer_dispute', 0.05, [[15, 3, 2], [19, 2, 1.5]], { zones: SHOPS, weekend: 1.4 }),
  rhythm('domestic_violence', 0.02, [[21, 2.5, 3]], { zones: HOMES, season: [2, 1.3], weekend: 1.3 }),
  rhythm('fire_hazard', 0.025, [[10, 2, 2], [15, 2, 2]], { season: [1, 1.9], zones: HOMES, foundByPatrolShare: 0.6, weekend: 0.5 }),
  rhythm('road_hazard', 0.03, [[8, 2, 2], [17, 2, 2]], { season: [12, 2], foundByPatrolShare: 0.45 }),
] // prettier-ignore

/** Relative weight of each hour of the day. */
export function hourWeights({ peaks }: CaseRhythm): number[] {
  return Array.from({ length: 24 }, (_, hour) => {
    let weight = 0.18
    for (const [peak, width, height] of peaks) {
      const apart = Math.min(Math.abs(hour - peak), 24 - Math.abs(hour - peak))
      weight += height * Math.exp(-(apart * apart) / (2 * width * width))
    }
    return weight
  })
}
