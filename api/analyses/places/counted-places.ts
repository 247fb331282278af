import type { Viewer } from '../../auth/viewer.ts'
import { type CountInAnswer, inAnswer, shownSum } from '../../cases/small-numbers.ts'
import type { WindowFilter } from '../../cases/filter.ts'
import { sumAround } from '../../hotspots/contiguity.ts'
import type { TestedPlaces } from './tested-places.ts'

/** Cases of one window: of the whole district, and of them the viewer's own. */
export interface CountedPlaces {
  /** In each place. */
  readonly counts: Float64Array
  /** In what is tested: cells together with their neighbours, since one holds too few; other places alone. */
  readonly tested: Float64Array
  readonly ownTested: Float64Array
  /** Of the whole district, as the viewer may read it. */
  readonly total: number
  readonly shownTotal: CountInAnswer
}

export async function countPlaces(
  places: TestedPlaces,
  filter: WindowFilter,
  viewer: Viewer,
  smallestShownCount: number,
): Promise<CountedPlaces> {
  const counts = await places.countsIn({ ...filter, scope: null })
  const own = viewer.districtWide ? counts : await places.countsIn({ ...filter, scope: viewer })
  const [total, ownTotal] = [roundedCount(sumOf(counts)), roundedCount(sumOf(own))]
  const tested = testedCounts(places, counts)
  return {
    counts,
    tested,
    ownTested: own === counts ? tested : testedCounts(places, own),
    total,
    shownTotal: inAnswer(shownSum(ownTotal, Math.max(0, total - ownTotal), smallestShownCount)),
  }
}

/** Cells with their neighbours, other places as they are. */
export function testedCounts(places: TestedPlaces, values: Float64Array): Float64Array {
  return places.equalSized ? sumAround(values, places.contiguity) : values
}

/** To two digits, as far as shares of cases mean something. */
export const roundedCount = (count: number): number => Math.round(count * 100) / 100

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
