import type { z } from 'zod'
import { type Category, coveredCategoryIds } from '../../cases/categories.ts'
import { caseStoreOf } from '../../cases/columns.ts'
import { firstCaseAt } from '../../cases/count-queries.ts'
import type { WindowFilter } from '../../cases/filter.ts'
import type { Viewer } from '../../auth/viewer.ts'
import type { Waiting } from '../../compute/compute.ts'
import { SharedWork } from '../../compute/shared-work.ts'
import type { Database } from '../../database/connect.ts'
import {
  type SpikeRule,
  type SpikeTest,
  spikeTest,
  type WeekAhead,
  weekAhead,
  weekAheadOfDistrict,
} from '../../hotspots/control-chart.ts'
import { heatVersions } from '../../hotspots/queries.ts'
import { type WeeklyCourse, weeklyCourse } from '../../hotspots/weekly-course.ts'
import { chartAreas, type CountedChartArea } from './chart-areas.ts'
import {
  type ChartArea,
  chartLevels,
  type ControlChart,
  type readControlChart,
  type Spike,
  type Spikes,
} from './contract.ts'
import { type Weeks, weeklyCounts, weeksBefore } from './weekly-counts.ts'

const weekMilliseconds = 7 * 86_400_000
/** Half a year: with fewer weeks the scatter is hardly known. */
const fewestBaselineWeeks = 26

export interface ChartRequest {
  /** Public reports of the whole district; its window is not looked at. */
  filter: WindowFilter
  categories: readonly Category[]
  /** The local midnight with which the judged week ends. */
  end: Date
  rule: SpikeRule
  /** As many weeks as the record has, and not more. */
  mostBaselineWeeks: number
}

/** Charts of weekly cases by area and category, and which of them alarm. */
export class ControlCharts {
  readonly #database: Database
  readonly #spikes = new SharedWork<Spikes>(32)

  constructor(database: Database) {
    this.#database = database
  }

  /** Every spike of a week in the viewer's scope, remembered until cases or areas change. */
  async spikes(viewer: Viewer, request: ChartRequest, waiting: Waiting): Promise<Spikes> {
    const versions = await heatVersions(this.#database)
    const { end, rule, mostBaselineWeeks, categories } = request
    const key = [viewer.role, viewer.orgPath, end, rule, mostBaselineWeeks, categories, versions]
    return this.#spikes.get(JSON.stringify(key), waiting, () => this.#findSpikes(viewer, request))
  }

  async #findSpikes(viewer: Viewer, request: ChartRequest): Promise<Spikes> {
    const weeks = await this.#weeks(request)
    const answer = this.#ruleAnswer(request, weeks)
    if (answer.tooShort) return { ...answer, charts: 0, falseAlarms: 0, spikes: [] }
    const areas = await chartAreas(this.#database, viewer)
    const kinds = kindsOf(request.categories, viewer)
    const series = await this.#series(request, weeks, areas, kinds)
    const found: { spike: Spike; area: CountedChartArea; path: string }[] = []
    let falseAlarms = 0
    let seasonal = false
    kinds.forEach(({ category, path }, kind) => {
      const course = weeklyCourse(series(null, kind).subarray(0, -1))
      if (kind === 0) seasonal = course.seasonWaves > 0
      areas.forEach((area, number) => {
        const counts = series(number, kind)
        const count = counts.at(-1)!
        const { pValue, ...test } = spikeTest(
          count,
          aheadOf(area, counts.subarray(0, -1), course),
          request.rule,
        )
        falseAlarms += test.falseAlarmShare
        if (!test.isSpike) return
        const spike = { ...shownWeek(count, test), area: shownArea(area), category, pValue }
        found.push({ spike, area, path })
      })
    })
    // The most particular kind stands for those above it: that says what to look for. Of areas with the same cases it is the smallest.
    const depth = ({ path }: (typeof found)[number]): number => path.split('/').length
    const level = ({ area }: (typeof found)[number]): number => chartLevels.indexOf(area.level)
    found.sort((a, b) => depth(b) - depth(a) || a.spike.pValue - b.spike.pValue || level(b) - level(a))
    const standing: typeof found = []
    for (const one of found) if (!standing.some((other) => isOneStory(one, other))) standing.push(one)
    standing.sort((a, b) => a.spike.pValue - b.spike.pValue || b.spike.count - a.spike.count)
    return {
      ...answer,
      seasonal,
      charts: areas.length * kinds.length,
      falseAlarms,
      spikes: standing.map(({ spike }) => spike),
    }
  }

  /** The chart of one area and category. */
  async chart(
    viewer: Viewer,
    request: ChartRequest,
    { weeks: shownWeeks, category: code }: z.infer<typeof readControlChart.query>,
    area: CountedChartArea,
  ): Promise<ControlChart> {
    const weeks = await this.#weeks(request)
    const answer = this.#ruleAnswer(request, weeks)
    const kind = kindsOf(request.categories, viewer).find(({ category }) =>
      code === undefined ? category === null : category?.code === code,
    )!
    const areas = (await chartAreas(this.#database, viewer)).map(shownArea)
    const about = { ...answer, area: shownArea(area), category: kind.category, areas }
    if (answer.tooShort) return { ...about, points: [] }
    const series = await this.#series(request, weeks, [area], [kind])
    const course = weeklyCourse(series(null, 0).subarray(0, -1))
    const counts = series(0, 0)
    const ahead = aheadOf(area, counts.subarray(0, -1), course)
    const points = Array.from({ length: Math.min(shownWeeks, weeks.count) }, (_, index) => {
      const week = weeks.count - Math.min(shownWeeks, weeks.count) + index
      const scale = week === weeks.count - 1 ? 1 : course.fitted[week]! / course.next
      // A week of the past against the course it is part of: nothing about it has to be foretold.
      const expectation = {
        expected: ahead.expected * scale,
        variance: ahead.variance * scale,
      }
      const { pValue, ...test } = spikeTest(counts[week]!, expectation, request.rule)
      return {
        ...shownWeek(counts[week]!, test),
        from: weeks.starts[week]!.toISOString(),
        to: weeks.starts[week + 1]!.toISOString(),
        isSpike: test.isSpike,
        pValue,
      }
    })
    return { ...about, seasonal: course.seasonWaves > 0, points }
  }

  async #weeks({ filter, end, mostBaselineWeeks }: ChartRequest): Promise<Weeks> {
    const first = await firstCaseAt(this.#database, filter.districtCode)
    const known = first ? Math.floor((end.getTime() - first.getTime()) / weekMilliseconds) : 0
    return weeksBefore(end, Math.max(1, Math.min(known, mostBaselineWeeks + 1)), filter.timeZone)
  }

  #ruleAnswer({ rule }: ChartRequest, { starts, count }: Weeks) {
    return {
      week: { from: starts[count - 1]!.toISOString(), to: starts[count]!.toISOString() },
      baselineWeeks: count - 1,
      fewestBaselineWeeks,
      tooShort: count - 1 < fewestBaselineWeeks,
      seasonal: false,
      ...rule,
    }
  }

  /** Weekly cases by number of area (null: the district) and of kind. */
  async #series(
    { filter }: ChartRequest,
    weeks: Weeks,
    areas: readonly CountedChartArea[],
    kinds: readonly Kind[],
  ): Promise<(area: number | null, kind: number) => Uint32Array> {
    const window = { ...filter, from: weeks.starts[0]!, to: weeks.starts[weeks.count]! }
    const areasOf = new Map<number, number[]>()
    areas.forEach(({ gridIds }, number) => {
      for (const grid of gridIds ?? []) areasOf.set(grid, [...(areasOf.get(grid) ?? [0]), number + 1])
    })
    const wholes = areas.flatMap(({ gridIds }, number) => (gridIds ? [] : [number + 1]))
    for (const numbers of areasOf.values()) numbers.push(...wholes)
    const elsewhere = [0, ...wholes]
    const kindsOfId = new Map<number, number[]>()
    kinds.forEach(({ ids }, number) => {
      for (const id of ids) kindsOfId.set(id, [...(kindsOfId.get(id) ?? []), number])
    })
    const counts = weeklyCounts(
      await caseStoreOf(this.#database).columns(window),
      window,
      weeks,
      { size: areas.length + 1, of: (grid) => areasOf.get(grid) ?? elsewhere },
      { size: kinds.length, of: (id) => kindsOfId.get(id) ?? [] },
    )
    return (area, kind) => {
      const start = ((area === null ? 0 : area + 1) * kinds.length + kind) * weeks.count
      return counts.subarray(start, start + weeks.count)
    }
  }
}

/** A category with all below it; the first is all of them. */
interface Kind {
  category: Spike['category']
  path: string
  ids: readonly number[]
}

function kindsOf(categories: readonly Category[], viewer: Viewer): Kind[] {
  const all = coveredCategoryIds(categories, viewer, null, 'analysis') ?? categories.map(({ id }) => id)
  const visible = new Set(all)
  return [
    { category: null, path: '', ids: all },
    ...categories
      .filter(({ id }) => visible.has(id))
      .map(({ code, name, nameEn, path }) => ({
        category: { code, name, nameEn },
        path,
        ids: coveredCategoryIds(categories, viewer, [code], 'analysis')!,
      })),
  ]
}

function aheadOf(area: CountedChartArea, counts: Uint32Array, course: WeeklyCourse): WeekAhead {
  return area.gridIds === null ? weekAheadOfDistrict(course) : weekAhead(counts, course)
}

const shownWeek = (count: number, { expected, alarmFrom }: SpikeTest | Omit<SpikeTest, 'pValue'>) => ({
  count,
  expected,
  alarmFrom,
})

const shownArea = ({ gridIds: _, ...area }: CountedChartArea): ChartArea => area

interface Placed {
  area: Pick<CountedChartArea, 'gridIds'>
  path: string
}

/** One lies within the other by area and by kind: its cases are in both. */
function isOneStory(a: Placed, b: Placed): boolean {
  return (
    (holds(a.area, b.area) || holds(b.area, a.area)) &&
    (a.path.startsWith(b.path) || b.path.startsWith(a.path))
  )
}

function holds({ gridIds: outer }: Placed['area'], { gridIds: inner }: Placed['area']): boolean {
  if (outer === null) return true
  if (inner === null) return false
  for (const grid of inner) if (!outer.has(grid)) return false
  return true
}
