import { Router } from 'express'
import type { ApiContext } from '../http/context.ts'
import { serve } from '../http/serve.ts'
import { found } from '../places/routes.ts'
import { senderOf } from '../positions/sender.ts'
import { giveMissedReasons, list, read } from './contract.ts'
import { districtFor } from './district-for.ts'
import { takeMissedReasons } from './missed-reasons.ts'
import { listPatrols, readPatrol } from './queries.ts'

export function patrolRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings } = context

  serve(router, list, async ({ viewer, query }) =>
    listPatrols(database.read, viewer, await districtFor(settings, viewer), query),
  )
  serve(router, read, async ({ viewer, params }) =>
    found(await readPatrol(database.read, viewer, await districtFor(settings, viewer), params.id)),
  )
  serve(router, giveMissedReasons, async ({ viewer, params, body, res, requestId }) => {
    const sender = await senderOf(res, database, body.unit)
    await takeMissedReasons(context, viewer, sender, params.patrolKey, body.reasons, requestId)
    return { stored: body.reasons.length }
  })
  return router
}
