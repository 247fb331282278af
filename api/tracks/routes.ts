import { Router } from 'express'
import { maySeeLayer } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { found } from '../places/routes.ts'
import { list, read } from './contract.ts'
import { listTracks, readTrack } from './queries.ts'

export function trackRoutes({ database, settings }: ApiContext): Router {
  const router = Router()

  async function districtFor(viewer: Viewer): Promise<string> {
    if (!maySeeLayer(viewer, 'tracks')) throw forbidden()
    return (await settings.district()).code
  }

  serve(router, list, async ({ viewer, query }) =>
    listTracks(database.read, viewer, await districtFor(viewer), query),
  )
  serve(router, read, async ({ viewer, params }) =>
    found(await readTrack(database.read, viewer, await districtFor(viewer), params.id)),
  )
  return router
}
