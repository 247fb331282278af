import { Router } from 'express'
import { IANAZone } from 'luxon'
import { recordAudit } from '../audit/record.ts'
import { hashPassword, requireGoodPassword } from '../auth/passwords.ts'
import { metricProjection } from '../geometry/metric-projection.ts'
import type { ApiContext } from '../http/context.ts'
import { invalidInput, Problem } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { hashOfToken } from '../sessions/store.ts'
import { setUp } from './contract.ts'
import { storeDistrictAndAdministrator, useSetupToken } from './queries.ts'

export function setupRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings, sessions } = context

  serve(router, setUp, async ({ body, requestId }) => {
    requireGoodPassword(body.password, body.username)
    requireUsableDistrict(body.district)
    const passwordHash = await hashPassword(body.password)
    await database.write.transaction().execute(async (trx) => {
      if (!(await useSetupToken(trx, hashOfToken(body.token)))) {
        throw new Problem({
          status: 403,
          name: 'setup-link-invalid',
          title: { zh: '这个链接已失效', en: 'This link no longer works' },
          detail: {
            zh: '链接一小时内有效且只能用一次。请重新启动服务,使用新打印的链接。',
            en: 'A link holds for one hour and works once. Restart the server and use the newly printed link.',
          },
          field: 'token',
        })
      }
      await storeDistrictAndAdministrator(
        trx,
        { ...body.district, approvalNumber: null },
        { username: body.username, passwordHash },
      )
      await recordAudit(trx, { actor: body.username, action: 'set-up', concept: 'settings', requestId })
    })
    settings.forget()
    sessions.forget()
    return { username: body.username }
  })
  return router
}

function requireUsableDistrict(district: {
  extent: [number, number, number, number]
  timeZone: string
  metricCrs: number
}) {
  const [west, south, east, north] = district.extent
  if (west >= east || south >= north) {
    throw invalidInput('district.extent', {
      zh: '范围须为 西,南,东,北,且西小于东、南小于北',
      en: 'The extent is west, south, east, north with west < east and south < north',
    })
  }
  if (!IANAZone.isValidZone(district.timeZone)) {
    throw invalidInput('district.timeZone', {
      zh: '时区不存在,例如 Asia/Shanghai',
      en: 'Unknown time zone; use for example Asia/Shanghai',
    })
  }
  try {
    metricProjection(district.metricCrs)
  } catch {
    throw invalidInput('district.metricCrs', {
      zh: '请使用 UTM(326xx、327xx)或 CGCS2000 高斯-克吕格(4513-4554)的 EPSG 代码',
      en: 'Use the EPSG code of a UTM zone (326xx, 327xx) or a CGCS2000 Gauss-Kruger zone (4513-4554)',
    })
  }
}
