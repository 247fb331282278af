import { Router } from 'express'
import { recordAudit } from '../audit/record.ts'
import { hashPassword, requireGoodPassword } from '../auth/passwords.ts'
import type { ApiContext } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { requireUsableDistrict } from '../settings/usable-district.ts'
import { hashOfToken } from '../sessions/store.ts'
import { setUp } from './contract.ts'
import { storeDistrictAndAdministrator, useSetupToken } from './queries.ts'

export function setupRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings, sessions } = context

  serve(router, setUp, async ({ body, requestId }) => {
    requireGoodPassword(body.password, body.username)
    requireUsableDistrict(body.district, 'district.')
    await database.write.transaction().execute(async (trx) => {
      if (!(await useSetupToken(trx, hashOfToken(body.token)))) {
        throw new Problem({
          status: 403,
          name: 'setup-link-invalid',
          title: { zh: '这个链接已失效', en: 'This link no longer works' },
          detail: {
            zh: '链接一小时内有效且只能用一次。请重新启动服务，使用新打印的链接。',
            en: 'A link holds for one hour and works once. Restart the server and use the newly printed link.',
          },
          field: 'token',
        })
      }
      // Hashing is slow on purpose: not for whoever has no link.
      await storeDistrictAndAdministrator(
        trx,
        { ...body.district, approvalNumber: null },
        { username: body.username, passwordHash: await hashPassword(body.password) },
      )
      await recordAudit(trx, { actor: body.username, action: 'set-up', concept: 'settings', requestId })
    })
    settings.forget()
    sessions.forget()
    return { username: body.username }
  })
  return router
}
