import { Router } from 'express'
import { requestedWindow } from '../../cases/requested-filter.ts'
import type { ApiContext } from '../../http/context.ts'
import { serveWithProgress } from '../../http/serve-with-progress.ts'
import { districtPlacesOf } from '../places/district-places.ts'
import { requestedCell } from '../places/requested-cell.ts'
import { readSignificance } from './contract.ts'
import { SignificanceDesk } from './significance.ts'

export function significanceRoutes(context: ApiContext): Router {
  const router = Router()
  const { settings } = context
  const desk = new SignificanceDesk(districtPlacesOf(context.database))

  serveWithProgress(router, readSignificance, async ({ viewer, query }, asker) => {
    const asked = { ...query, source: 'public_report' }
    const { filter } = await requestedWindow(context, viewer, asked, 'analysis')
    const request = {
      filter,
      unit: query.unit,
      statistic: query.statistic,
      base: query.base,
      ...(await requestedCell(context, viewer, query.cell)),
      falseDiscoveryShare: await settings.get('hotspots.falseDiscoveryShare'),
      minimumCases: await settings.get('hotspots.significanceMinimumCases'),
      smallestShownCount: await settings.get('privacy.smallNumber'),
    }
    return desk.significance(viewer, request, asker)
  })
  return router
}
