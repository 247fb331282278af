import { Router } from 'express'
import { mayAdminister } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { administrationRoutes } from '../places/administration-routes.ts'
import { found } from '../places/routes.ts'
import * as operations from './contract.ts'
import { listTimeSlots, timeSlotRecords } from './queries.ts'

export function timeSlotRoutes(context: ApiContext): Router {
  const router = Router()
  const { database } = context
  serve(router, operations.list, ({ query }) => listTimeSlots(database.read, query))
  serve(router, operations.read, async ({ viewer, params }) =>
    found(await timeSlotRecords.read(database.write, viewer, params.id)),
  )
  router.use(administrationRoutes(context, operations, { kind: timeSlotRecords, mayWrite: mayAdminister }))
  return router
}
