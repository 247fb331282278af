import { Router } from 'express'
import { mayWatchSummaries } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { readSummaries } from './contract.ts'
import { summaryProgress } from './progress.ts'
import { countWaiting } from './work.ts'

export function summaryRoutes({ database }: ApiContext): Router {
  const router = Router()

  serve(router, readSummaries, async ({ viewer }) => {
    if (!mayWatchSummaries(viewer)) throw forbidden()
    const waiting = await countWaiting(database.read)
    const progress = summaryProgress(database)
    const running = progress !== null && progress.totalCount > 0
    return {
      waiting,
      done: progress?.doneCount ?? null,
      total: progress?.totalCount ?? null,
      share: running ? progress.doneCount / progress.totalCount : Number(waiting === 0),
    }
  })
  return router
}
