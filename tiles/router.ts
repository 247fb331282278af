import { Router } from 'express'
import type { ApiContext } from '../api/http/context.ts'
import { notFound } from '../api/http/problem.ts'

/** Vector tiles and their TileJSON, mounted at `/tiles` behind `identify`. */
export function tileRoutes(context: ApiContext): Router {
  const router = Router()
  router.use((req) => {
    context.log.debug({ path: req.path }, 'no such tile layer')
    throw notFound()
  })
  return router
}
