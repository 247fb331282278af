import { Router } from 'express'
import { mayAdminister } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { administrationRoutes } from '../places/administration-routes.ts'
import { found } from '../places/routes.ts'
import * as operations from './contract.ts'
import { caseCategoryRecords, listCaseCategories } from './queries.ts'

export function caseCategoryRoutes(context: ApiContext): Router {
  const router = Router()
  const { database } = context
  serve(router, operations.list, ({ viewer, query }) => listCaseCategories(database.read, viewer, query))
  serve(router, operations.read, async ({ viewer, params }) =>
    found(await caseCategoryRecords.read(database.write, viewer, params.id)),
  )
  router.use(
    administrationRoutes(context, operations, { kind: caseCategoryRecords, mayWrite: mayAdminister }),
  )
  return router
}
