import { Router } from 'express'
import { recordAudit } from '../audit/record.ts'
import { maySeeRestricted } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { notFound } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { coveredCategoryIds } from './categories.ts'
import { countCases, findTopPlaces, listCases, readCase, summarizeCases } from './contract.ts'
import { caseCounts } from './counts.ts'
import { askedArea } from './asked-area.ts'
import { caseFeature } from './feature.ts'
import { caseById, casesPage } from './queries.ts'
import { requestedFilter, requestedWindow, requireCases } from './requested-filter.ts'
import { caseSummary } from './summary.ts'
import { topPlaces } from './top-places.ts'

export function caseRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings } = context

  serve(router, listCases, async ({ viewer, query, actor, requestId }) => {
    const { filter } = await requestedFilter(context, viewer, query, 'cases')
    const { limit, cursor, bbox, grid } = query
    const page = await casesPage(database, viewer, filter, { limit, cursor, bbox, gridCode: grid })
    const restrictedCount = page.rows.filter((row) => row.restricted).length
    if (restrictedCount > 0) {
      await recordAudit(database.write, {
        actor,
        action: 'restricted-cases-listed',
        concept: 'cases',
        requestId,
        detail: { count: restrictedCount },
      })
    }
    return {
      type: 'FeatureCollection' as const,
      features: page.rows.map(caseFeature),
      nextCursor: page.nextCursor,
    }
  })

  serve(router, countCases, async ({ viewer, query }) => {
    const { filter } = await requestedWindow(context, viewer, query, 'analysis')
    return caseCounts(database, viewer, {
      filter,
      level: query.by,
      compare: query.compare,
      smallestShownCount: await settings.get('privacy.smallNumber'),
    })
  })

  serve(router, summarizeCases, async ({ viewer, query }) => {
    const { filter, categories } = await requestedWindow(context, viewer, query, 'analysis')
    const area = await askedArea(database, viewer, query)
    const selectable = coveredCategoryIds(categories, viewer, undefined, 'analysis')
    return caseSummary(database, viewer, filter, selectable, categories, area)
  })

  serve(router, findTopPlaces, async ({ viewer, query }) => {
    const { filter } = await requestedWindow(context, viewer, query, 'analysis')
    return topPlaces(database, viewer, filter, {
      limit: query.limit,
      fewestCases: await settings.get('hotspots.fewestCasesOfPlace'),
    })
  })

  serve(router, readCase, async ({ viewer, params, actor, requestId }) => {
    requireCases(viewer)
    const { code } = await settings.district()
    const row = await caseById(database, viewer, code, params.id)
    if (!row || (row.restricted && !maySeeRestricted(viewer, 'cases'))) throw notFound()
    if (row.restricted) {
      await recordAudit(database.write, {
        actor,
        action: 'restricted-case-opened',
        concept: 'cases',
        recordId: row.id,
        requestId,
      })
    }
    return caseFeature(row)
  })
  return router
}
