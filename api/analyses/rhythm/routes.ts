import { Router } from 'express'
import { askedArea } from '../../cases/asked-area.ts'
import { requestedWindow } from '../../cases/requested-filter.ts'
import type { ApiContext } from '../../http/context.ts'
import { serveWithProgress } from '../../http/serve-with-progress.ts'
import { readRhythm } from './contract.ts'
import { rhythmOf } from './rhythm.ts'

export function rhythmRoutes(context: ApiContext): Router {
  const router = Router()
  serveWithProgress(router, readRhythm, async ({ viewer, query }) => {
    const asked = { ...query, source: 'public_report' }
    const { filter } = await requestedWindow(context, viewer, asked, 'analysis')
    return rhythmOf(context.database, viewer, filter, await askedArea(context.database, viewer, query))
  })
  return router
}
