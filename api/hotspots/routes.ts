import { Router } from 'express'
import { casePlacing } from '../auth/permissions.ts'
import { requestedWindow } from '../cases/requested-filter.ts'
import type { ApiContext } from '../http/context.ts'
import { invalidInput } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { readHeat } from './contract.ts'
import { HeatMaps } from './heat.ts'

export function hotspotRoutes(context: ApiContext): Router {
  const router = Router()
  const heatMaps = new HeatMaps(context.database)

  serve(router, readHeat, async ({ viewer, query }) => {
    const { filter } = await requestedWindow(context, viewer, query, 'analysis')
    const usualBandwidth = await context.settings.get('hotspots.bandwidthMeters')
    const bandwidthMeters = query.bandwidth ?? usualBandwidth
    const cellMeters =
      query.cell ?? Math.min(await context.settings.get('hotspots.cellMeters'), bandwidthMeters)
    if (cellMeters > bandwidthMeters) {
      throw invalidInput(
        'cell',
        { zh: '格子比带宽还大', en: 'The cell is larger than the bandwidth' },
        { zh: `请不大于 ${bandwidthMeters} 米。`, en: `Choose at most ${bandwidthMeters} m.` },
      )
    }
    // A narrow kernel on small cells would show a branch the very points it is not shown.
    if (casePlacing(viewer) !== 'point' && bandwidthMeters < usualBandwidth) {
      throw invalidInput(
        'bandwidth',
        { zh: '网格党支部不能使用更小的带宽', en: 'A grid branch may not use a smaller bandwidth' },
        { zh: `请不小于 ${usualBandwidth} 米。`, en: `Choose at least ${usualBandwidth} m.` },
      )
    }
    return heatMaps.heat(viewer, {
      filter: { ...filter, scope: null },
      bandwidthMeters,
      cellMeters,
      mayCoarsen: query.cell === undefined,
      kernel: query.kernel,
      minimumCases: await context.settings.get('hotspots.minimumCases'),
    })
  })
  return router
}
