import { Router } from 'express'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { search } from './contract.ts'
import { searchEverything } from './queries.ts'

export function searchRoutes({ database }: ApiContext): Router {
  const router = Router()
  serve(router, search, async ({ viewer, query }) => ({
    results: await searchEverything(database.read, viewer, query.q, query.limit),
  }))
  return router
}
