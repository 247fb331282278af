import { Router } from 'express'
import { recordAudit } from '../audit/record.ts'
import { mayAcknowledgeAlerts, maySeeLive } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { found } from '../places/routes.ts'
import { acknowledgeAlert, listAlerts } from './contract.ts'
import { acknowledge, alertInScope, alertsChanged, alertsInScope } from './queries.ts'

export function alertRoutes({ database }: ApiContext): Router {
  const router = Router()

  serve(router, listAlerts, async ({ viewer, query }) => {
    if (!maySeeLive(viewer)) throw forbidden()
    return {
      alerts: await alertsInScope(database.write, viewer, query.hours),
      mayAcknowledge: mayAcknowledgeAlerts(viewer),
    }
  })

  serve(router, acknowledgeAlert, async ({ viewer, params, body, actor, requestId }) => {
    if (!mayAcknowledgeAlerts(viewer)) {
      throw forbidden({
        zh: '由所属派出所的巡逻规划员确认。',
        en: 'The planner of the station acknowledges it.',
      })
    }
    return database.write.transaction().execute(async (trx) => {
      const alert = found(await alertInScope(trx, viewer, params.id))
      if (!(await acknowledge(trx, alert.id, viewer.username, body.reason))) return alert
      await recordAudit(trx, {
        actor,
        requestId,
        action: 'acknowledged',
        concept: 'alerts',
        recordId: alert.id,
        recordCode: alert.unit?.code ?? alert.orgUnit.code,
        detail: { kind: alert.kind, ...(body.reason && { reason: body.reason }) },
      })
      await alertsChanged(trx)
      return found(await alertInScope(trx, viewer, params.id))
    })
  })
  return router
}
