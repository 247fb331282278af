import { Router } from 'express'
import { maySeeCoverage } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden, notFound } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { cellPresence } from './cell-presence.ts'
import {
  readCellPresence,
  readCourtyardPresence,
  readGridPresence,
  readPresenceHours,
  readPresenceMatrix,
} from './contract.ts'
import { courtyardPresence } from './courtyard-presence.ts'
import { gridPresence } from './grid-presence.ts'
import { presenceHours } from './hours-on-duty.ts'
import { presenceMatrix } from './presence-matrix.ts'

export function presenceRoutes(context: ApiContext): Router {
  const router = Router()
  serve(router, readPresenceMatrix, ({ viewer, query }) =>
    presenceMatrix(context, requirePresence(viewer), query),
  )
  serve(router, readGridPresence, ({ viewer, query }) =>
    gridPresence(context, requirePresence(viewer), query),
  )
  serve(router, readCellPresence, ({ viewer, query }) =>
    cellPresence(context, requirePresence(viewer), query),
  )
  serve(router, readPresenceHours, ({ viewer, query }) =>
    presenceHours(context, requirePresence(viewer), query),
  )
  serve(router, readCourtyardPresence, async ({ viewer, params }) => {
    const found = await courtyardPresence(context, requirePresence(viewer), params.id)
    if (!found) throw notFound()
    return found
  })
  return router
}

/** @throws forbidden for those who may not read how long patrols were where. */
function requirePresence(viewer: Viewer): Viewer {
  if (!maySeeCoverage(viewer)) throw forbidden()
  return viewer
}
