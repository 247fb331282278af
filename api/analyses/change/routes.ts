import { Router } from 'express'
import { requestedWindow } from '../../cases/requested-filter.ts'
import type { ApiContext } from '../../http/context.ts'
import { serveWithProgress } from '../../http/serve-with-progress.ts'
import { requestedCell } from '../places/requested-cell.ts'
import { changeOf } from './change.ts'
import { readChange } from './contract.ts'

export function changeRoutes(context: ApiContext): Router {
  const router = Router()
  const { settings } = context

  serveWithProgress(router, readChange, async ({ viewer, query }) => {
    const { filter } = await requestedWindow(
      context,
      viewer,
      { ...query, source: 'public_report' },
      'analysis',
    )
    return changeOf(context.database, viewer, {
      filter,
      unit: query.unit,
      against: query.against,
      trend: query.trend,
      ...(await requestedCell(context, viewer, query.cell)),
      falseDiscoveryShare: await settings.get('hotspots.falseDiscoveryShare'),
      minimumCases: await settings.get('hotspots.significanceMinimumCases'),
      smallestShownCount: await settings.get('privacy.smallNumber'),
    })
  })
  return router
}
