import { Router } from 'express'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { found } from '../places/routes.ts'
import { list, read } from './contract.ts'
import { listRoads, readRoad } from './queries.ts'

export function roadRoutes({ database }: ApiContext): Router {
  const router = Router()
  serve(router, list, ({ query }) => listRoads(database.read, query))
  serve(router, read, async ({ params }) => found(await readRoad(database.read, params.id)))
  return router
}
