import { Router } from 'express'
import { recordAudit } from '../audit/record.ts'
import { requireAdministrator } from '../auth/require.ts'
import type { ApiContext } from '../http/context.ts'
import { invalidInput, notFound } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { isUnitInUse } from '../tokens/queries.ts'
import { createTerminal, listTerminals, removeTerminal, type Terminal } from './contract.ts'
import { deleteTerminal, insertTerminal, selectTerminals } from './queries.ts'

type Row = Awaited<ReturnType<ReturnType<typeof selectTerminals>['executeTakeFirstOrThrow']>>

export function terminalRoutes({ database }: ApiContext): Router {
  const router = Router()

  serve(router, listTerminals, async ({ viewer }) => {
    requireAdministrator(viewer)
    return { terminals: (await selectTerminals(database.write).execute()).map(terminalOfRow) }
  })

  serve(router, createTerminal, async ({ viewer, body, actor, requestId }) => {
    requireAdministrator(viewer)
    const number = body.number.replace(/^0+/, '')
    if (number === '') {
      throw invalidInput('number', {
        zh: '终端号不能全是 0',
        en: 'The number of a terminal is not all zeros',
      })
    }
    if (!(await isUnitInUse(database.write, body.unitId))) {
      throw invalidInput('unitId', {
        zh: '没有这支巡逻力量，或已停用',
        en: 'There is no such patrol unit, or it is retired',
      })
    }
    const { unitId, coordinateSystem } = body
    const id = await database.write.transaction().execute(async (trx) => {
      const created = await insertTerminal(trx, { number, unitId, coordinateSystem })
      await recordAudit(trx, {
        actor,
        requestId,
        action: 'created',
        concept: 'terminals',
        recordId: created,
        recordCode: number,
        detail: { unitId, coordinateSystem },
      })
      return created
    })
    const row = await selectTerminals(database.write).where('terminals.id', '=', id).executeTakeFirstOrThrow()
    return terminalOfRow(row)
  })

  serve(router, removeTerminal, async ({ viewer, params, actor, requestId }) => {
    requireAdministrator(viewer)
    await database.write.transaction().execute(async (trx) => {
      const removed = await deleteTerminal(trx, params.id)
      if (!removed) throw notFound()
      await recordAudit(trx, {
        actor,
        requestId,
        action: 'revoked',
        concept: 'terminals',
        recordId: params.id,
        recordCode: removed.number,
      })
    })
  })
  return router
}

function terminalOfRow(row: Row): Terminal {
  return {
    ...row,
    coordinateSystem: row.coordinateSystem === 'gcj02' ? 'gcj02' : 'wgs84',
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
  }
}
