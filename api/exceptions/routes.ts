import { Router } from 'express'
import { maySetRequirements } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { administrationRoutes } from '../places/administration-routes.ts'
import { found } from '../places/routes.ts'
import { targetColumns } from '../requirements/targets.ts'
import * as operations from './contract.ts'
import { exceptionRecords, listExceptions } from './queries.ts'

export function exceptionRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings } = context
  const kind = async () => exceptionRecords(await settings.get('exceptions.longestDays'))
  serve(router, operations.list, async ({ viewer, query }) => listExceptions(database.read, viewer, query))
  serve(router, operations.read, async ({ viewer, params }) =>
    found(await (await kind()).read(database.write, viewer, params.id)),
  )
  router.use(
    administrationRoutes(context, operations, {
      kind,
      mayWrite: maySetRequirements,
      toColumns: targetColumns,
    }),
  )
  return router
}
