import { Router } from 'express'
import { recordAudit } from '../audit/record.ts'
import { requireGoodPassword, hashPassword, verifyPassword } from '../auth/passwords.ts'
import { editablePlaces, mayEdit, visibleLayers } from '../auth/permissions.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden, invalidInput } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { sessionTokenOf } from '../sessions/cookie.ts'
import { changePassword, me, readPreferences, savePreferences } from './contract.ts'
import { dataThrough, ownAccount, preferencesOf, storePassword, storePreferences } from './queries.ts'

export function meRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings, sessions, environment } = context

  serve(router, me, async ({ viewer }) => {
    const district = await settings.district()
    const { account, orgUnit, homeGrid } = await ownAccount(database, viewer)
    const through = await dataThrough(database, viewer, district.code)
    return {
      account: {
        username: account.username,
        displayName: account.post,
        role: viewer.role,
        mustChangePassword: account.mustChangePassword,
        orgUnit,
        homeGrid: homeGrid?.bbox ? { ...homeGrid, bbox: homeGrid.bbox } : null,
      },
      district: {
        ...district,
        dataThrough: through?.toISOString() ?? null,
        now: new Date().toISOString(),
      },
      demo: environment.demo,
      layers: visibleLayers(viewer),
      editable: editablePlaces.filter((place) => mayEdit(viewer, place)),
      staleDays: await settings.get('freshness.staleDays'),
    }
  })

  serve(router, readPreferences, async ({ viewer }) => {
    return (await preferencesOf(database, viewer.accountId)) as Record<string, never>
  })

  serve(router, savePreferences, async ({ viewer, body }) => {
    await storePreferences(database, viewer.accountId, body)
    return body
  })

  serve(router, changePassword, async ({ viewer, body, actor, req, requestId }) => {
    if (req.headers.authorization) throw forbidden()
    const { account } = await ownAccount(database, viewer)
    if (!(await verifyPassword(account.passwordHash, body.currentPassword))) {
      throw invalidInput('currentPassword', { zh: '当前密码不对', en: 'The current password is wrong' })
    }
    requireGoodPassword(body.newPassword, account.username, 'newPassword')
    await storePassword(database, viewer.accountId, await hashPassword(body.newPassword), actor)
    await sessions.endAll(viewer.accountId, sessionTokenOf(req))
    await recordAudit(database.write, {
      actor,
      action: 'password-changed',
      concept: 'accounts',
      recordId: viewer.accountId,
      requestId,
    })
  })
  return router
}
