import type { Viewer } from '../auth/viewer.ts'
import { countsByGrid } from '../cases/count-queries.ts'
import { requestedWindow } from '../cases/requested-filter.ts'
import { inAnswer, shownSum } from '../cases/small-numbers.ts'
import { densityBreaks } from '../hotspots/density-breaks.ts'
import type { ApiContext } from '../http/context.ts'
import { askedWindow } from './asked-window.ts'
import type { GridPresenceAnswer, PresenceQuery } from './contract.ts'
import { gridsInScope, sumsByGrid, type TargetSums } from './queries.ts'
import { streetMetersOfGrids } from './streets.ts'

/** A grid with less street than this is no place where minutes per kilometre mean something. */
const shortestStreetMeters = 50

/** Police visibility of the grids in scope, and their cases reported by the public in the same hours. */
export async function gridPresence(
  context: ApiContext,
  viewer: Viewer,
  query: PresenceQuery,
): Promise<GridPresenceAnswer> {
  const { database, settings } = context
  const asked = await askedWindow(context, query)
  const sums = new Map<number, TargetSums>()
  for (const row of await sumsByGrid(database, viewer, asked.window)) {
    const sum = sums.get(row.id)
    sums.set(row.id, sum ? added(sum, row) : row)
  }
  const request = { from: query.from, to: query.to, source: 'public_report' }
  const { filter } = await requestedWindow(context, viewer, request, 'analysis')
  const cases = await countsByGrid(database, { ...filter, hoursOfWeek: asked.hoursOfWeek })
  const streets = await streetMetersOfGrids(database, asked.metricCrs)
  const smallNumber = await settings.get('privacy.smallNumber')
  const hours = asked.hours.length
  const grids = (await gridsInScope(database.read, viewer)).map((grid) => {
    const { seconds, meters, stays, effectiveStays } = sums.get(grid.id) ?? nothingAt(grid.id)
    const streetMeters = streets.get(grid.id) ?? 0
    const count = Math.round((cases.get(grid.id) ?? 0) * 100) / 100
    return {
      ...grid,
      // All of them are the viewer's own: none is hidden.
      ...inAnswer(shownSum(count, 0, smallNumber)),
      unitMinutes: seconds / 60,
      lengthMeters: meters,
      visits: stays,
      effectiveStays,
      streetMeters,
      minutesPerKilometerHour:
        streetMeters < shortestStreetMeters || hours === 0
          ? null
          : seconds / 60 / (streetMeters / 1000) / hours,
    }
  })
  return {
    ...asked.lookedAt,
    breaks: densityBreaks(Math.max(0, ...grids.map((grid) => grid.minutesPerKilometerHour ?? 0))),
    effectiveStaySeconds: await settings.get('hotspots.effectiveStaySeconds'),
    grids,
  }
}

const nothingAt = (id: number): TargetSums => ({ id, seconds: 0, meters: 0, stays: 0, effectiveStays: 0 })

function added(a: TargetSums, b: TargetSums): TargetSums {
  return {
    id: a.id,
    seconds: a.seconds + b.seconds,
    meters: a.meters + b.meters,
    stays: a.stays + b.stays,
    effectiveStays: a.effectiveStays + b.effectiveStays,
  }
}
