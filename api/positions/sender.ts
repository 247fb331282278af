import type { Response } from 'express'
import { maySendPositions } from '../auth/permissions.ts'
import { forbidden, Problem } from '../http/problem.ts'
import { viewerOf } from '../http/serve.ts'
import type { Database } from '../database/connect.ts'
import type { UnitSender } from '../sessions/store.ts'
import { unitOfCode } from './queries.ts'
import type { Sender } from './receive.ts'

/** A unit that does not exist, or that the sender has nothing to do with: the answer is the same. */
export function foreignUnit(): Problem {
  return new Problem({
    status: 403,
    name: 'foreign-unit',
    title: { zh: '不能为这支巡逻力量上报定位', en: 'Positions of this patrol unit are not yours to send' },
    detail: {
      zh: '请核对编码;令牌只能为它所属的力量上报,登录用户只能为本所的力量上报。',
      en: 'Check its code; a token sends for its own unit only, a signed-in user for units of the own station.',
    },
    field: 'unit',
  })
}

/**
 * Who sends, and for which unit: a unit's token, or somebody signed in who may.
 * @param code of the unit as the batch names it
 * @throws Problem 401 when nobody, 403 when not for that unit
 */
export async function senderOf(res: Response, database: Database, code: string | undefined): Promise<Sender> {
  const unitSender = res.locals['unitSender'] as UnitSender | undefined
  if (unitSender) {
    if (code !== undefined && code !== unitSender.unitCode) throw foreignUnit()
    return { ...unitSender, source: 'http' }
  }
  const viewer = viewerOf(res)
  if (!maySendPositions(viewer)) {
    throw forbidden({
      zh: '定位由巡逻力量的令牌、党支部或规划员上报。',
      en: 'Positions are sent with a token of the unit, by a branch or by a planner.',
    })
  }
  const unitId = code === undefined ? undefined : await unitOfCode(database.write, code, viewer)
  if (code === undefined || unitId === undefined) throw foreignUnit()
  return { unitId, unitCode: code, tokenId: 0, actor: `unit:${code}`, source: 'http' }
}
