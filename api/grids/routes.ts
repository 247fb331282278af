import { Router } from 'express'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { found } from '../places/routes.ts'
import { list, read } from './contract.ts'
import { listGrids, readGrid } from './queries.ts'

export function gridRoutes({ database }: ApiContext): Router {
  const router = Router()
  serve(router, list, ({ viewer, query }) => listGrids(database.read, viewer, query))
  serve(router, read, async ({ viewer, params }) => found(await readGrid(database.read, viewer, params.id)))
  return router
}
