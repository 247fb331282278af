import { casePlacing } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden, invalidInput } from '../http/problem.ts'
import { type Category, coveredCategoryIds, readCategories } from './categories.ts'
import type { CaseFilter, WindowFilter } from './filter.ts'

/** Longer windows hold nothing more and cost one query per slice. */
const longestWindowYears = 20

interface AskedFilter {
  from?: string
  to?: string
  category?: string[]
  hours?: number[]
  weekdays?: number[]
  source?: string
}

export interface RequestedFilter<Filter extends CaseFilter> {
  filter: Filter
  categories: Category[]
}

/** @throws forbidden for those who may not read incidents at all, not even as counts by place and day. */
export function requireCases(viewer: Viewer): void {
  if (casePlacing(viewer) !== 'none') return
  throw forbidden({
    zh: '管理员负责账号、设置与数据导入,不查看警情。',
    en: 'Administrators keep accounts, settings and imports; incidents are not theirs to read.',
  })
}

/**
 * What was asked for as a filter of cases in the viewer's scope.
 * @throws forbidden, or invalid-input for a window that is empty or an unknown category.
 */
export async function requestedFilter(
  context: ApiContext,
  viewer: Viewer,
  asked: AskedFilter,
  purpose: 'cases' | 'analysis',
): Promise<RequestedFilter<CaseFilter>> {
  requireCases(viewer)
  const from = asked.from === undefined ? null : new Date(asked.from)
  const to = asked.to === undefined ? null : new Date(asked.to)
  if (from && to) requireWindow(from, to)
  const district = await context.settings.district()
  const categories = await readCategories(context.database)
  return {
    categories,
    filter: {
      districtCode: district.code,
      timeZone: district.timeZone,
      from,
      to,
      categoryIds: coveredCategoryIds(categories, viewer, asked.category, purpose),
      hours: asked.hours ?? null,
      weekdays: asked.weekdays ?? null,
      source: asked.source ?? null,
      scope: viewer,
    },
  }
}

/** The same for aggregates, which always have a window. */
export async function requestedWindow(
  context: ApiContext,
  viewer: Viewer,
  asked: AskedFilter & { from: string; to: string },
  purpose: 'cases' | 'analysis',
): Promise<RequestedFilter<WindowFilter>> {
  const { filter, categories } = await requestedFilter(context, viewer, asked, purpose)
  return { categories, filter: { ...filter, from: new Date(asked.from), to: new Date(asked.to) } }
}

function requireWindow(from: Date, to: Date): void {
  if (from >= to) {
    throw invalidInput(
      'to',
      { zh: '时间范围是空的', en: 'The window is empty' },
      {
        zh: '结束时间必须晚于开始时间(结束时刻本身不计入)。',
        en: 'The end must be after the start; the end itself is not included.',
      },
    )
  }
  if (to.getTime() - from.getTime() > longestWindowYears * 366 * 86_400_000) {
    throw invalidInput(
      'from',
      { zh: '时间范围太长', en: 'The window is too long' },
      { zh: `最长 ${longestWindowYears} 年。`, en: `At most ${longestWindowYears} years.` },
    )
  }
}
