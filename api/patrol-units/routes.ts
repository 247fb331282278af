import { Router } from 'express'
import { mayAdminister } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { administrationRoutes } from '../places/administration-routes.ts'
import { found } from '../places/routes.ts'
import * as operations from './contract.ts'
import { listPatrolUnits, patrolUnitRecords } from './queries.ts'

export function patrolUnitRoutes(context: ApiContext): Router {
  const router = Router()
  const { database } = context
  serve(router, operations.list, ({ viewer, query }) => listPatrolUnits(database.read, viewer, query))
  serve(router, operations.read, async ({ viewer, params }) =>
    found(await patrolUnitRecords.read(database.write, viewer, params.id)),
  )
  router.use(administrationRoutes(context, operations, { kind: patrolUnitRecords, mayWrite: mayAdminister }))
  return router
}
