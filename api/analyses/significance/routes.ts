import { Router } from 'express'
import { casePlacing } from '../../auth/permissions.ts'
import { requestedWindow } from '../../cases/requested-filter.ts'
import type { ApiContext } from '../../http/context.ts'
import { invalidInput } from '../../http/problem.ts'
import { serveWithProgress } from '../../http/serve-with-progress.ts'
import { districtPlacesOf } from '../places/district-places.ts'
import { readSignificance } from './contract.ts'
import { SignificanceDesk } from './significance.ts'

export function significanceRoutes(context: ApiContext): Router {
  const router = Router()
  const { settings } = context
  const desk = new SignificanceDesk(districtPlacesOf(context.database))

  serveWithProgress(router, readSignificance, async ({ viewer, query }, asker) => {
    const asked = { ...query, source: 'public_report' }
    const { filter } = await requestedWindow(context, viewer, asked, 'analysis')
    const usualCell = await settings.get('hotspots.significanceCellMeters')
    const smallestCell =
      casePlacing(viewer) === 'point' ? await settings.get('hotspots.geocodingMeters') : usualCell
    if (query.cell !== undefined && query.cell < smallestCell) {
      throw invalidInput(
        'cell',
        {
          zh: '格子比报警地址的精度还小,检验没有意义',
          en: 'The cells are smaller than addresses are precise, which tests nothing',
        },
        { zh: `请不小于 ${smallestCell} 米。`, en: `Choose at least ${smallestCell} m.` },
      )
    }
    const request = {
      filter,
      unit: query.unit,
      statistic: query.statistic,
      base: query.base,
      cellMeters: query.cell ?? usualCell,
      mayCoarsen: query.cell === undefined,
      falseDiscoveryShare: await settings.get('hotspots.falseDiscoveryShare'),
      minimumCases: await settings.get('hotspots.significanceMinimumCases'),
      smallestShownCount: await settings.get('privacy.smallNumber'),
    }
    return desk.significance(viewer, request, asker)
  })
  return router
}
