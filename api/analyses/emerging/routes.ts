import { Router } from 'express'
import { requestedWindow } from '../../cases/requested-filter.ts'
import type { ApiContext } from '../../http/context.ts'
import { serveWithProgress } from '../../http/serve-with-progress.ts'
import { requestedCell } from '../places/requested-cell.ts'
import { readEmerging } from './contract.ts'
import { EmergingDesk, monthsBefore } from './emerging.ts'

export function emergingRoutes(context: ApiContext): Router {
  const router = Router()
  const { settings } = context
  const desk = new EmergingDesk(context.database)

  serveWithProgress(router, readEmerging, async ({ viewer, query }, asker) => {
    const { timeZone } = await settings.district()
    const [first] = monthsBefore(new Date(query.to), query.steps, timeZone)
    const asked = { ...query, from: first!.from.toISOString(), source: 'public_report' }
    const { filter } = await requestedWindow(context, viewer, asked, 'analysis')
    const request = {
      filter,
      unit: query.unit,
      steps: query.steps,
      ...(await requestedCell(context, viewer, query.cell)),
      falseDiscoveryShare: await settings.get('hotspots.falseDiscoveryShare'),
      minimumCases: await settings.get('hotspots.significanceMinimumCases'),
      smallestShownCount: await settings.get('privacy.smallNumber'),
    }
    return desk.emerging(viewer, request, asker)
  })
  return router
}
