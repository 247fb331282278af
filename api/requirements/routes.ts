import { Router } from 'express'
import { maySetRequirements } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { administrationRoutes } from '../places/administration-routes.ts'
import { found } from '../places/routes.ts'
import * as operations from './contract.ts'
import { listRequirements, requirementColumns, requirementRecords } from './queries.ts'

export function requirementRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings } = context
  const kind = async () => requirementRecords(await settings.get('requirements.walkingMetersPerSecond'))
  serve(router, operations.list, async ({ viewer, query }) => listRequirements(database.read, viewer, query))
  serve(router, operations.read, async ({ viewer, params }) =>
    found(await (await kind()).read(database.write, viewer, params.id)),
  )
  router.use(
    administrationRoutes(context, operations, {
      kind,
      mayWrite: maySetRequirements,
      toColumns: requirementColumns,
    }),
  )
  return router
}
