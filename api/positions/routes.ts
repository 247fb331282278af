import { Router } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { coverageRules } from '../coverage/rules.ts'
import type { ApiContext } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { languageOf, requestIdOf, serve } from '../http/serve.ts'
import type { UnitSender } from '../sessions/store.ts'
import { readPositionRules, readUnitQuality, sendPositions } from './contract.ts'
import { PositionDesk } from './receive.ts'
import { refusalMessages } from './read-positions.ts'
import { senderOf } from './sender.ts'
import { unitQuality } from './unit-quality.ts'

/** Five a second: a device that sends each position by itself needs one. */
const batchesPerMinute = 300

export function positionRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings } = context
  const desk = new PositionDesk(context)

  router.use('/positions', limitBatches())
  serve(router, sendPositions, async ({ body, res, language }) => {
    const sender = await senderOf(res, database, body.unit)
    const { acceptedCount, duplicateCount, markedCount, refused } = await desk.receive(sender, body)
    return {
      unit: sender.unitCode,
      accepted: acceptedCount,
      duplicate: duplicateCount,
      marked: markedCount,
      refused: refused.length,
      reasons: refused.map(({ index, reason }) => ({
        index,
        reason,
        message: refusalMessages[reason][language],
      })),
    }
  })
  serve(router, readPositionRules, async () => {
    const { track, visit, line } = await coverageRules(settings)
    return {
      ...track,
      poorAccuracyMeters: await settings.get('positions.poorAccuracyMeters'),
      toleratedExitSeconds: visit.toleratedExitSeconds,
      completeShare: line.completeShare,
      lineToleranceMeters: line.toleranceMeters,
    }
  })
  serve(router, readUnitQuality, ({ viewer, params, query }) =>
    unitQuality(context, viewer, params.id, query),
  )
  return router
}

/** By token, or by address for those who are signed in: one mad device does not keep out the others. */
function limitBatches() {
  return rateLimit({
    windowMs: 60_000,
    limit: batchesPerMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (req, res) => {
      const unitSender = res.locals['unitSender'] as UnitSender | undefined
      return unitSender ? `token:${unitSender.tokenId}` : ipKeyGenerator(req.ip ?? '')
    },
    handler: (req, res) => {
      const tooMany = new Problem({
        status: 429,
        name: 'too-many-batches',
        title: { zh: '上报过于频繁', en: 'Batches come too often' },
        detail: {
          zh: `每分钟最多 ${batchesPerMinute} 批,请把定位攒成一批再发。`,
          en: `At most ${batchesPerMinute} a minute; gather positions and send them together.`,
        },
      })
      res
        .status(429)
        .type('application/problem+json')
        .json(tooMany.toDetails(languageOf(req), requestIdOf(res)))
    },
  })
}
