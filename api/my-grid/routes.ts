import { Router } from 'express'
import { DateTime } from 'luxon'
import { caseCounts } from '../cases/counts.ts'
import { requestedWindow } from '../cases/requested-filter.ts'
import type { ApiContext } from '../http/context.ts'
import { notFound } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { dataThrough } from '../me/queries.ts'
import { readMyGrid } from './contract.ts'
import { courtyardCount, courtyardsUnconfirmedSince, gridOfBranch } from './queries.ts'

const comparedDays = 7

export function myGridRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings } = context

  serve(router, readMyGrid, async ({ viewer }) => {
    const grid = await gridOfBranch(database, viewer)
    if (!grid) throw notFound()
    const district = await settings.district()
    const staleDays = await settings.get('freshness.staleDays')
    const staleSince = DateTime.now().minus({ days: staleDays }).toJSDate()

    const through = (await dataThrough(database, viewer, district.code)) ?? new Date()
    const to = DateTime.fromJSDate(through, { zone: district.timeZone }).startOf('day').plus({ days: 1 })
    const window = { from: to.minus({ days: comparedDays }).toISO()!, to: to.toISO()! }
    const { filter } = await requestedWindow(context, viewer, window, 'analysis')
    const counts = await caseCounts(database, viewer, {
      filter,
      level: 'grids',
      compare: 'previous',
      smallestShownCount: await settings.get('privacy.smallNumber'),
    })
    const own = counts.areas.find(({ id }) => id === grid.id)
    return {
      grid,
      courtyards: {
        total: await courtyardCount(database, viewer, grid.id),
        staleDays,
        stale: await courtyardsUnconfirmedSince(database, viewer, grid.id, staleSince),
      },
      cases: {
        window,
        count: own?.count ?? 0,
        before: own?.comparedCount ?? null,
        neighbours: counts.areas
          .filter(({ inScope }) => !inScope)
          .map(({ id, code, name, countText }) => ({ id, code, name, countText })),
      },
    }
  })
  return router
}
