import type { CaseColumns } from '../../cases/columns.ts'
import { forEachCase } from '../../cases/columns-filter.ts'
import type { WindowFilter } from '../../cases/filter.ts'
import { wallClock } from '../../cases/wall-clock.ts'

const dayMilliseconds = 86_400_000
const weekMilliseconds = 7 * dayMilliseconds

/** Weeks of seven local days that end with a day of the district's clock. */
export interface Weeks {
  /** Instants; the week `index` is `[starts[index], starts[index + 1])`. */
  starts: Date[]
  count: number
  /** The week of an instant, oldest 0; -1 before the first and after the last. */
  of(instant: number): number
}

/** The last weeks before an instant, taken as a local midnight. */
export function weeksBefore(end: Date, count: number, timeZone: string): Weeks {
  const local = wallClock(timeZone)
  const localEnd = local(end.getTime())
  const starts = Array.from({ length: count + 1 }, (_, index) => {
    const wanted = localEnd - (count - index) * weekMilliseconds
    // The instant whose wall clock shows it; clocks may have been changed in between.
    const guess = end.getTime() - (count - index) * weekMilliseconds
    return new Date(guess + (wanted - local(guess)))
  })
  return {
    starts,
    count,
    of: (instant) => {
      const week = count - Math.ceil((localEnd - local(instant)) / weekMilliseconds)
      return week >= 0 && week < count ? week : -1
    },
  }
}

/**
 * Cases by week, one series for each pair of an area and a category; a case counts in every area that holds its grid and in every category above its
 * own.
 *
 * @param areasOf the numbers of the areas that hold a grid (0: in no grid)
 * @param categoriesOf the numbers of the categories that hold a category id
 * @returns for area `a` and category `c` the weeks from `(a * categories + c) * weeks` on
 */
export function weeklyCounts(
  months: readonly CaseColumns[],
  filter: WindowFilter,
  weeks: Weeks,
  areas: { size: number; of: (gridId: number) => readonly number[] },
  categories: { size: number; of: (categoryId: number) => readonly number[] },
): Uint32Array {
  const counts = new Uint32Array(areas.size * categories.size * weeks.count)
  forEachCase(months, filter, ({ from, gridId, categoryId }, row) => {
    const week = weeks.of(from[row]!)
    if (week < 0) return
    const inCategories = categories.of(categoryId[row]!)
    for (const area of areas.of(gridId[row]!)) {
      for (const category of inCategories) {
        counts[(area * categories.size + category) * weeks.count + week]! += 1
      }
    }
  })
  return counts
}
