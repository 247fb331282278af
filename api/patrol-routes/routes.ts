import type { Router } from 'express'
import { recordAudit } from '../audit/record.ts'
import { mayExport } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden, notFound } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { districtFor } from '../patrols/district-for.ts'
import { readPlace } from '../places/queries.ts'
import { found, placeRoutes } from '../places/routes.ts'
import {
  compare,
  instantOf,
  outingInAnswer,
  type PreparedRoute,
  prepareRoute,
  stretchOfRoute,
} from './compare.ts'
import * as operations from './contract.ts'
import { outingsOfRoute, patrolRoutePlace, plannedRoutes, routeLine } from './queries.ts'
import { routesAsGeojson, routesAsGpx } from './route-file.ts'

const { exportRoutes, listOutings, readOuting, ...placeOperations } = operations
const mediaTypeOf = { gpx: 'application/gpx+xml', geojson: 'application/geo+json' } as const
const lookedBackDays = 90
const latestOutings = 10
const dayMilliseconds = 86_400_000

export function patrolRouteRoutes(context: ApiContext): Router {
  const router = placeRoutes(context, placeOperations, patrolRoutePlace)
  const { database, settings } = context

  serve(router, listOutings, async ({ viewer, params }) => {
    const districtCode = await districtFor(settings, viewer)
    const prepared = await routeInScope(viewer, params.id)
    const outings = await outingsOf(viewer, districtCode, params.id)
    const answers = []
    for (const outing of outings) {
      answers.push(outingInAnswer(outing, compare(prepared, outing)))
      // Let other requests in: matching is work for this process alone.
      await new Promise((resolve) => setImmediate(resolve))
    }
    return { outings: answers, days: lookedBackDays }
  })

  serve(router, readOuting, async ({ viewer, params }) => {
    const districtCode = await districtFor(settings, viewer)
    const prepared = await routeInScope(viewer, params.id)
    const [outing] = await outingsOf(viewer, districtCode, params.id, params.patrolId)
    const compared = outing && compare(prepared, outing)
    if (!compared) throw notFound()
    const { plan, passes } = compared
    return {
      outing: { ...outingInAnswer(outing, compared), shares: plan.shares },
      lengthMeters: prepared.line.lengthMeters,
      toleranceMeters: prepared.line.options.toleranceMeters,
      lateMinutes: prepared.lateMinutes,
      stretches: {
        type: 'FeatureCollection' as const,
        features: plan.stretches.map(({ fromMeters, toMeters, state }) => ({
          type: 'Feature' as const,
          geometry: { type: 'LineString', coordinates: stretchOfRoute(prepared, fromMeters, toMeters) },
          properties: { state, fromMeters, toMeters },
        })),
      },
      passes: passes.map(({ pass }) => ({
        from: instantOf(pass.fromSeconds),
        to: instantOf(pass.toSeconds),
        fromMeters: pass.coveredIntervals[0]![0],
        toMeters: pass.coveredIntervals.at(-1)![1],
        direction: pass.direction,
      })),
      deviations: plan.deviations.map(({ fromSeconds, ...deviation }) => ({
        ...deviation,
        at: instantOf(fromSeconds),
      })),
      track: outing.track!,
    }
  })

  serve(router, exportRoutes, async ({ viewer, params: { format }, query, res, actor, requestId }) => {
    if (!mayExport(viewer)) throw forbidden()
    const routes = await plannedRoutes(database.read, viewer, query.code)
    if (query.code !== undefined && routes.length === 0) throw notFound()
    await recordAudit(database.write, {
      actor,
      requestId,
      action: 'exported',
      concept: 'patrol-routes',
      detail: { format, rows: routes.length, code: query.code ?? null },
    })
    res
      .attachment(`${query.code ?? 'patrol-routes'}.${format}`)
      .type(mediaTypeOf[format])
      .send(format === 'gpx' ? routesAsGpx(routes) : routesAsGeojson(routes))
    return undefined
  })

  async function routeInScope(viewer: Viewer, id: number): Promise<PreparedRoute> {
    found(await readPlace(database.read, viewer, patrolRoutePlace, id))
    const { metricCrs } = await settings.district()
    return prepareRoute(context, found(await routeLine(database.read, id, metricCrs)))
  }

  async function outingsOf(viewer: Viewer, districtCode: string, routeId: number, patrolId?: number) {
    const { metricCrs } = await settings.district()
    const since = new Date(Date.now() - lookedBackDays * dayMilliseconds)
    const asked = { routeId, since, patrolId, limit: latestOutings }
    return outingsOfRoute(database.read, viewer, districtCode, asked, metricCrs)
  }
  return router
}
