import { Router } from 'express'
import { maySeeCoverage } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { requestedWindow } from '../coverage/requested-window.ts'
import * as operations from './contract.ts'
import { HotspotGaps } from './hotspot-gaps.ts'

export function hotspotGapRoutes(context: ApiContext): Router {
  const router = Router()
  const hotspots = new HotspotGaps(context)
  serve(router, operations.listHotspotGaps, async ({ viewer, query }) => {
    if (!maySeeCoverage(viewer)) throw forbidden()
    return hotspots.list(viewer, { ...requestedWindow(query), gridCode: query.grid, unitCode: query.unit })
  })
  return router
}
