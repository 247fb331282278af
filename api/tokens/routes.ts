import { Router } from 'express'
import { recordAudit } from '../audit/record.ts'
import { requireAdministrator } from '../auth/require.ts'
import type { ApiContext } from '../http/context.ts'
import { invalidInput, notFound } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { requireNoPersonalText } from '../places/personal-text.ts'
import { hashOfToken, newToken } from '../sessions/store.ts'
import { createToken, listTokens, revokeToken, type Token } from './contract.ts'
import { endToken, insertToken, isUnitInUse, roleOfAccount, selectTokens } from './queries.ts'

type Row = Awaited<ReturnType<ReturnType<typeof selectTokens>['executeTakeFirstOrThrow']>>

export function tokenRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, sessions } = context

  serve(router, listTokens, async ({ viewer }) => {
    requireAdministrator(viewer)
    return { tokens: (await selectTokens(database.write).execute()).map(tokenOfRow) }
  })

  serve(router, createToken, async ({ viewer, body, actor, requestId }) => {
    requireAdministrator(viewer)
    await requireOneOwner(body.accountId, body.unitId)
    requireNoPersonalText({ name: body.name })
    const secret = newToken()
    const id = await database.write.transaction().execute(async (trx) => {
      const created = await insertToken(trx, {
        name: body.name,
        accountId: body.accountId ?? null,
        unitId: body.unitId ?? null,
        tokenHash: hashOfToken(secret),
        expiresAt: body.expiresAt ? new Date(body.expiresAt) : null,
      })
      await recordAudit(trx, {
        actor,
        requestId,
        action: 'created',
        concept: 'tokens',
        recordId: created,
        recordCode: body.name,
        detail: { accountId: body.accountId ?? null, unitId: body.unitId ?? null, expiresAt: body.expiresAt },
      })
      return created
    })
    const row = await selectTokens(database.write).where('tokens.id', '=', id).executeTakeFirstOrThrow()
    return { token: tokenOfRow(row), secret }
  })

  serve(router, revokeToken, async ({ viewer, params, actor, requestId }) => {
    requireAdministrator(viewer)
    await database.write.transaction().execute(async (trx) => {
      const ended = await endToken(trx, params.id)
      if (!ended) throw notFound()
      await recordAudit(trx, {
        actor,
        requestId,
        action: 'revoked',
        concept: 'tokens',
        recordId: params.id,
        recordCode: ended.name,
      })
    })
    sessions.forget()
  })

  async function requireOneOwner(accountId: number | undefined, unitId: number | undefined): Promise<void> {
    if ((accountId === undefined) === (unitId === undefined)) {
      throw invalidInput('accountId', {
        zh: '请选择一个账号或一支巡逻力量，二者选一',
        en: 'Choose an account or a patrol unit, one of the two',
      })
    }
    if (accountId !== undefined) await refuseLeadership(accountId)
    else if (!(await isUnitInUse(database.write, unitId!))) {
      throw invalidInput('unitId', {
        zh: '没有这支巡逻力量，或已停用',
        en: 'There is no such patrol unit, or it is retired',
      })
    }
  }

  /** What leadership alone may see must not open to whoever makes tokens. */
  async function refuseLeadership(accountId: number): Promise<void> {
    const role = await roleOfAccount(database.write, accountId)
    if (role !== undefined && role !== 'leader') return
    throw invalidInput(
      'accountId',
      { zh: '不能为这个账号建立令牌', en: 'No token can be made for this account' },
      {
        zh: '请选择党支部、规划员或管理员的账号。',
        en: 'Choose the account of a branch, a planner or an administrator.',
      },
    )
  }
  return router
}

function tokenOfRow(row: Row): Token {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }
}
