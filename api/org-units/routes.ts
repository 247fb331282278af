import { Router } from 'express'
import { mayAdminister } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { administrationRoutes } from '../places/administration-routes.ts'
import { found } from '../places/routes.ts'
import * as operations from './contract.ts'
import { listOrgUnits, orgUnitRecords } from './queries.ts'

export function orgUnitRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, sessions } = context
  serve(router, operations.list, ({ query }) => listOrgUnits(database.read, query))
  serve(router, operations.read, async ({ viewer, params }) =>
    found(await orgUnitRecords.read(database.write, viewer, params.id)),
  )
  router.use(
    administrationRoutes(context, operations, {
      kind: orgUnitRecords,
      mayWrite: mayAdminister,
      // What an account may see follows the path of its unit.
      written: () => sessions.forget(),
    }),
  )
  return router
}
