import { Router } from 'express'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { found } from '../places/routes.ts'
import { list, read } from './contract.ts'
import { districtFor } from './district-for.ts'
import { listPatrols, readPatrol } from './queries.ts'

export function patrolRoutes({ database, settings }: ApiContext): Router {
  const router = Router()

  serve(router, list, async ({ viewer, query }) =>
    listPatrols(database.read, viewer, await districtFor(settings, viewer), query),
  )
  serve(router, read, async ({ viewer, params }) =>
    found(await readPatrol(database.read, viewer, await districtFor(settings, viewer), params.id)),
  )
  return router
}
