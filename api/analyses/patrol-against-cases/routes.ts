import { Router } from 'express'
import { maySeeCoverage } from '../../auth/permissions.ts'
import type { Viewer } from '../../auth/viewer.ts'
import type { ApiContext } from '../../http/context.ts'
import { forbidden } from '../../http/problem.ts'
import { serveWithProgress } from '../../http/serve-with-progress.ts'
import { listHotspotStays, readPatrolAgainstCases } from './contract.ts'
import { hotspotStays } from './hotspot-stays.ts'
import { patrolAgainstCases } from './patrol-against-cases.ts'

export function patrolAgainstCasesRoutes(context: ApiContext): Router {
  const router = Router()
  serveWithProgress(router, readPatrolAgainstCases, ({ viewer, query }) =>
    patrolAgainstCases(context, requirePatrols(viewer), query),
  )
  serveWithProgress(router, listHotspotStays, ({ viewer, query }) =>
    hotspotStays(context, requirePatrols(viewer), query),
  )
  return router
}

/** @throws forbidden for those who may not read how long patrols were where. */
function requirePatrols(viewer: Viewer): Viewer {
  if (!maySeeCoverage(viewer)) throw forbidden()
  return viewer
}
