import { casePlacing, type CasePurpose } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden, invalidInput, type Problem } from '../http/problem.ts'
import { type Category, coveredCategoryIds, readCategories, UnknownCategory } from './categories.ts'
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
    zh: '管理员负责账号、设置与数据导入，不查看警情。',
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
  purpose: CasePurpose,
): Promise<RequestedFilter<CaseFilter>> {
  requireCases(viewer)
  const from = asked.from === undefined ? null : new Date(asked.from)
  const to = asked.to === undefined ? null : new Date(asked.to)
  if (from && to) requireWindow(from, to)
  const district = await context.settings.district()
  const categories = await readCategories(context.database.read)
  return {
    categories,
    filter: {
      districtCode: district.code,
      timeZone: district.timeZone,
      from,
      to,
      categoryIds: coveredOrRefused(categories, viewer, asked.category, purpose),
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
  purpose: CasePurpose,
): Promise<RequestedFilter<WindowFilter>> {
  const { filter, categories } = await requestedFilter(context, viewer, asked, purpose)
  const { metricCrs } = await context.settings.district()
  return { categories, filter: { ...filter, from: new Date(asked.from), to: new Date(asked.to), metricCrs } }
}

function coveredOrRefused(...question: Parameters<typeof coveredCategoryIds>): number[] | null {
  try {
    return coveredCategoryIds(...question)
  } catch (error) {
    throw error instanceof UnknownCategory ? refusedCategory(error) : error
  }
}

function refusedCategory({ code, leftOut }: UnknownCategory): Problem {
  if (leftOut) {
    return invalidInput(
      'category',
      { zh: '限阅类别不计入任何统计', en: 'Restricted categories are in no figure' },
      {
        zh: '热力、计数和排名对所有人都不含限阅类别；单起限阅警情只在案件列表中向领导开放，打开即留痕。',
        en: 'Heat, counts and rankings leave them out for everybody; single ones are in the list of cases, for leadership, and opening one is audited.',
      },
    )
  }
  return invalidInput(
    'category',
    { zh: `没有案件类别“${code}”`, en: `There is no case category "${code}"` },
    { zh: '请从类别列表中选择。', en: 'Choose one from the list of categories.' },
  )
}

function requireWindow(from: Date, to: Date): void {
  if (from >= to) {
    throw invalidInput(
      'to',
      { zh: '时间范围是空的', en: 'The window is empty' },
      {
        zh: '结束时间必须晚于开始时间（结束时刻本身不计入）。',
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
