import { Router } from 'express'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { districtFor } from '../patrols/district-for.ts'
import { found } from '../places/routes.ts'
import { list, read } from './contract.ts'
import { listTracks, readTrack } from './queries.ts'

export function trackRoutes({ database, settings }: ApiContext): Router {
  const router = Router()

  serve(router, list, async ({ viewer, query }) =>
    listTracks(database.read, viewer, await districtFor(settings, viewer), query),
  )
  serve(router, read, async ({ viewer, params }) =>
    found(await readTrack(database.read, viewer, await districtFor(settings, viewer), params.id)),
  )
  return router
}
