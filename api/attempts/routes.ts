import { Router } from 'express'
import { maySeeCoverage } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden, invalidInput } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { readAttempt } from './attempts.ts'
import * as operations from './contract.ts'

const longestHours = 48

export function attemptRoutes(context: ApiContext): Router {
  const router = Router()
  serve(router, operations.readAttempt, async ({ viewer, params, query }) => {
    if (!maySeeCoverage(viewer)) throw forbidden()
    const [from, to] = [new Date(query.from), new Date(query.to)]
    const hours = (to.getTime() - from.getTime()) / 3_600_000
    if (hours < 0 || hours > longestHours) {
      throw invalidInput('to', {
        zh: `结束时间不能早于开始时间,最长 ${longestHours} 小时`,
        en: `The end must not be before the start, nor more than ${longestHours} hours after it`,
      })
    }
    return readAttempt(context, viewer, params, { from, to, toleranceMeters: query.tolerance })
  })
  return router
}
