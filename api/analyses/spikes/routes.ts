import { Router } from 'express'
import { DateTime } from 'luxon'
import { requestedWindow } from '../../cases/requested-filter.ts'
import type { Viewer } from '../../auth/viewer.ts'
import type { ApiContext } from '../../http/context.ts'
import { invalidInput, notFound } from '../../http/problem.ts'
import { serveWithProgress } from '../../http/serve-with-progress.ts'
import { chartArea, chartAreas } from './chart-areas.ts'
import { findSpikes, readControlChart } from './contract.ts'
import { type ChartRequest, ControlCharts } from './control-charts.ts'
import { latestCaseAt } from './queries.ts'

export function spikeRoutes(context: ApiContext): Router {
  const router = Router()
  const charts = new ControlCharts(context.database)

  serveWithProgress(router, findSpikes, async ({ viewer, query }, asker) =>
    charts.spikes(viewer, await requestOf(context, viewer, query.to), asker),
  )

  serveWithProgress(router, readControlChart, async ({ viewer, query }) => {
    const request = await requestOf(context, viewer, query.to, query.category)
    const area =
      query.area === undefined
        ? (await chartAreas(context.database, viewer))[0]
        : await chartArea(context.database, viewer, query.level ?? 'communities', query.area)
    if (!area && query.area !== undefined) throw notFound()
    if (!area) throw noAreas()
    return charts.chart(viewer, request, query, area)
  })
  return router
}

/** @throws forbidden, or invalid-input for an unknown category. */
async function requestOf(
  context: ApiContext,
  viewer: Viewer,
  to: string,
  category?: string,
): Promise<ChartRequest> {
  const { settings, database } = context
  // The window is a formality here: charts have their own weeks.
  const before = new Date(Date.parse(to) - 1).toISOString()
  const asked = { from: before, to, source: 'public_report', ...(category ? { category: [category] } : {}) }
  const { filter, categories } = await requestedWindow(context, viewer, asked, 'analysis')
  const district = await settings.district()
  const latest = await latestCaseAt(database, district.code)
  return {
    filter: { ...filter, categoryIds: null, scope: null },
    categories,
    end: lastMidnight(new Date(to), latest ?? new Date(), district.timeZone),
    rule: {
      falseAlarmShare: await settings.get('hotspots.spikeFalseAlarmShare'),
      fewestCases: await settings.get('hotspots.spikeFewestCases'),
    },
    mostBaselineWeeks: await settings.get('hotspots.spikeBaselineWeeks'),
  }
}

/** The end of the last whole local day that is over, not after `to`, and of which there are cases. */
function lastMidnight(to: Date, latestCase: Date, timeZone: string): Date {
  const day = (instant: Date) => DateTime.fromJSDate(instant, { zone: timeZone }).startOf('day')
  return DateTime.min(day(to), day(new Date()), day(latestCase).plus({ days: 1 })).toJSDate()
}

function noAreas() {
  return invalidInput(
    'area',
    {
      zh: '辖区内还没有网格,没有可看的控制图',
      en: 'There are no grids in your area yet, so there is no chart',
    },
    { zh: '请先导入网格。', en: 'Import grids first.' },
  )
}
