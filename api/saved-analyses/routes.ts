import { Router } from 'express'
import { postOf } from '../accounts/queries.ts'
import { recordAudit } from '../audit/record.ts'
import { maySeeCoverage } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden, notFound } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { requireNoPersonalText } from '../places/personal-text.ts'
import { forgetAnalysis, listSavedAnalyses, type SavedAnalysis, saveAnalysis } from './contract.ts'
import { analysesOfUnit, dropAnalysis, keepAnalysis } from './queries.ts'

export function savedAnalysisRoutes(context: ApiContext): Router {
  const router = Router()
  const { database } = context
  const requireDesk = (viewer: Viewer): void => {
    if (!maySeeCoverage(viewer)) throw forbidden()
  }

  serve(router, listSavedAnalyses, async ({ viewer }) => {
    requireDesk(viewer)
    return { savedAnalyses: (await analysesOfUnit(database.write, viewer)).map(answerOf) }
  })

  serve(router, saveAnalysis, async ({ viewer, body, actor, requestId }) => {
    requireDesk(viewer)
    requireNoPersonalText({ name: body.name })
    const createdBy = await postOf(database.read, viewer)
    return database.write.transaction().execute(async (trx) => {
      const saved = await keepAnalysis(trx, viewer, { ...body, createdBy })
      await recordAudit(trx, {
        actor,
        requestId,
        action: 'created',
        concept: 'saved-analyses',
        recordId: saved.id,
        recordCode: saved.name,
      })
      return answerOf(saved)
    })
  })

  serve(router, forgetAnalysis, async ({ viewer, params, actor, requestId }) => {
    requireDesk(viewer)
    await database.write.transaction().execute(async (trx) => {
      const name = await dropAnalysis(trx, viewer, params.id)
      if (name === undefined) throw notFound()
      await recordAudit(trx, {
        actor,
        requestId,
        action: 'deleted',
        concept: 'saved-analyses',
        recordId: params.id,
        recordCode: name,
      })
    })
  })
  return router
}

function answerOf({
  createdAt,
  ...analysis
}: Omit<SavedAnalysis, 'createdAt'> & { createdAt: Date }): SavedAnalysis {
  return { ...analysis, createdAt: createdAt.toISOString() }
}
