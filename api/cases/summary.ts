import { DateTime } from 'luxon'
import { maySeeRestricted } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import { aoristicMatrix } from './aoristic.ts'
import type { Category } from './categories.ts'
import { changeAgainst, comparedWindow, covers } from './compared-window.ts'
import { type CaseSummary, comparisons } from './contract.ts'
import { firstCaseAt } from './count-queries.ts'
import type { WindowFilter } from './filter.ts'
import { countsByCategory, countsByDay, type SummaryArea, timeWindows } from './summary-queries.ts'

const daySeconds = 86_400

/** Total, changes, categories, hours × weekdays and days of the cases in scope or in one area. */
export async function caseSummary(
  database: Database,
  viewer: Viewer,
  filter: WindowFilter,
  /** The categories that may be counted at all, before the filter's choice. */
  selectableCategoryIds: readonly number[] | null,
  categories: readonly Category[],
  area: SummaryArea,
): Promise<CaseSummary> {
  const first = await firstCaseAt(database, filter.districtCode)
  const anyCategory = { ...filter, categoryIds: selectableCategoryIds }
  const chosen = (counts: Map<number, number>): number => {
    let sum = 0
    for (const [id, count] of counts) {
      if (filter.categoryIds === null || filter.categoryIds.includes(id)) sum += count
    }
    return rounded(sum)
  }
  const now = await countsByCategory(database, anyCategory, area)
  const total = chosen(now)
  const earlier: CaseSummary['comparisons'] = []
  let previous: Map<number, number> | null = null
  for (const name of comparisons) {
    const window = comparedWindow(filter, name, filter.timeZone)
    const complete = covers(first, window)
    const counts = complete ? await countsByCategory(database, { ...anyCategory, ...window }, area) : null
    if (name === 'previous') previous = counts
    const count = counts && chosen(counts)
    earlier.push({
      name,
      from: window.from.toISOString(),
      to: window.to.toISOString(),
      complete,
      count,
      ...changeAgainst(total, count),
    })
  }

  const windows = await timeWindows(database, filter, area)
  const days = await countsByDay(database, filter, area)
  return {
    window: { from: filter.from.toISOString(), to: filter.to.toISOString() },
    total,
    ownPartOnly: area?.straddles ?? false,
    comparisons: earlier,
    categories: categoryTree(categories, viewer, now, previous),
    matrix: aoristicMatrix(windows).map((hours) => hours.map(rounded)),
    vagueTimeCount: windows.reduce(
      (sum, { durationSeconds, count }) => (durationSeconds > daySeconds ? sum + count : sum),
      0,
    ),
    days: localDays(filter).map((day) => ({ day, count: rounded(days.get(day) ?? 0) })),
  }
}

/** Each category with its descendants; restricted ones are in no figure. */
function categoryTree(
  categories: readonly Category[],
  viewer: Viewer,
  now: Map<number, number>,
  previous: Map<number, number> | null,
): CaseSummary['categories'] {
  const visible = categories.filter(
    (category) => !category.restricted || maySeeRestricted(viewer, 'analysis'),
  )
  const codeOf = new Map(visible.map(({ id, code }) => [id, code]))
  const withBelow = (counts: Map<number, number>, path: string): number =>
    rounded(
      visible.reduce(
        (sum, below) => (below.path.startsWith(path) ? sum + (counts.get(below.id) ?? 0) : sum),
        0,
      ),
    )
  return visible.map((category) => ({
    code: category.code,
    name: category.name,
    nameEn: category.nameEn,
    parentCode: category.parentId === null ? null : (codeOf.get(category.parentId) ?? null),
    level: category.path.split('/').length - 2,
    keyCase: category.keyCase,
    count: withBelow(now, category.path),
    previousCount: previous && withBelow(previous, category.path),
  }))
}

/** Every local day that the window touches. */
function localDays({ from, to, timeZone }: WindowFilter): string[] {
  const days: string[] = []
  const end = DateTime.fromJSDate(to, { zone: timeZone })
  for (
    let day = DateTime.fromJSDate(from, { zone: timeZone }).startOf('day');
    day < end;
    day = day.plus({ days: 1 })
  ) {
    days.push(day.toFormat('yyyy-MM-dd'))
  }
  return days
}

function rounded(count: number): number {
  return Math.round(count * 100) / 100
}
