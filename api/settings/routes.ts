import { Router } from 'express'
import { requireAdministrator } from '../auth/require.ts'
import type { ApiContext } from '../http/context.ts'
import { invalidInput, notFound } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import {
  changeDistrict,
  changeSetting,
  listSettings,
  readDistrict,
  resetSetting,
  type Setting,
} from './contract.ts'
import { settingDefinitions, type SettingKey } from './defaults.ts'
import { forgetSetting, storeDistrict, storedSettings, storeSetting } from './queries.ts'
import { limitsOf } from './limits.ts'
import { refusedValue } from './refused-value.ts'
import { requireUsableDistrict } from './usable-district.ts'

export function settingsRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings } = context

  async function allSettings(): Promise<Setting[]> {
    const stored = new Map((await storedSettings(database)).map((row) => [row.key, row]))
    return Object.entries(settingDefinitions).map(([key, definition]) => {
      const row = stored.get(key)
      // As the reader takes it: a stored value that no longer fits counts as the default.
      const isUsable = row !== undefined && definition.schema.safeParse(row.value).success
      return {
        key,
        title: definition.title,
        reason: definition.reason,
        unit: definition.unit ?? null,
        value: (isUsable ? row.value : definition.default) as Setting['value'],
        defaultValue: definition.default as Setting['value'],
        isDefault: !isUsable,
        limits: limitsOf(definition.schema),
        updatedAt: row?.updatedAt.toISOString() ?? null,
        updatedBy: row?.updatedBy ?? null,
      }
    })
  }

  async function oneSetting(key: SettingKey): Promise<Setting> {
    const found = (await allSettings()).find((setting) => setting.key === key)
    if (!found) throw notFound()
    return found
  }

  serve(router, listSettings, async ({ viewer }) => {
    requireAdministrator(viewer)
    return { settings: await allSettings() }
  })

  serve(router, changeSetting, async ({ viewer, params, body, actor, requestId }) => {
    requireAdministrator(viewer)
    const key = knownKey(params.key)
    const parsed = settingDefinitions[key].schema.safeParse(body.value)
    if (!parsed.success) throw refusedValue(parsed.error)
    await storeSetting(database, key, parsed.data, { actor, requestId })
    settings.forget()
    return oneSetting(key)
  })

  serve(router, resetSetting, async ({ viewer, params, actor, requestId }) => {
    requireAdministrator(viewer)
    const key = knownKey(params.key)
    await forgetSetting(database, key, { actor, requestId })
    settings.forget()
    return oneSetting(key)
  })

  serve(router, readDistrict, async () => settings.district())

  serve(router, changeDistrict, async ({ viewer, body, actor, requestId }) => {
    requireAdministrator(viewer)
    requireUsableDistrict(body)
    const current = await settings.district()
    if (body.code !== current.code) {
      throw invalidInput(
        'code',
        { zh: '辖区代码不能更改', en: 'The code of the district cannot change' },
        {
          zh: '已有数据带有此代码；新辖区请新建一套系统。',
          en: 'Data carries it already; set up a new installation for another district.',
        },
      )
    }
    await storeDistrict(database, body, { actor, requestId })
    settings.forget()
    return body
  })
  return router
}

function knownKey(key: string): SettingKey {
  if (!Object.hasOwn(settingDefinitions, key)) throw notFound()
  return key as SettingKey
}
