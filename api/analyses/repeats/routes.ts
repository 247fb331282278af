import { Router } from 'express'
import { requestedWindow } from '../../cases/requested-filter.ts'
import type { ApiContext } from '../../http/context.ts'
import { invalidInput } from '../../http/problem.ts'
import { serveWithProgress } from '../../http/serve-with-progress.ts'
import { readRepeats } from './contract.ts'
import { RepeatsDesk } from './repeats.ts'

export function repeatsRoutes(context: ApiContext): Router {
  const router = Router()
  const { settings } = context
  const desk = new RepeatsDesk(context.database)

  serveWithProgress(router, readRepeats, async ({ viewer, query }, asker) => {
    const { filter } = await requestedWindow(
      context,
      viewer,
      { ...query, source: 'public_report' },
      'analysis',
    )
    const precision = await settings.get('hotspots.geocodingMeters')
    if (query.meters !== undefined && query.meters < precision) {
      throw invalidInput(
        'meters',
        {
          zh: '距离分段比报警地址的精度还小，比较没有意义',
          en: 'The distance bands are narrower than addresses are precise, which compares nothing',
        },
        { zh: `请不小于 ${precision} 米。`, en: `Choose at least ${precision} m.` },
      )
    }
    const request = {
      filter,
      meters: query.meters ?? precision,
      days: query.days,
      topShare: await settings.get('hotspots.topShare'),
      minimumCases: await settings.get('hotspots.significanceMinimumCases'),
      smallestShownCount: await settings.get('privacy.smallNumber'),
    }
    return desk.repeats(viewer, request, asker)
  })
  return router
}
