import { z } from 'zod'
import { bilingual, boundingBox, operation } from '../http/contract.ts'

const settingValue = z.json()

const setting = z.object({
  key: z.string(),
  title: bilingual,
  reason: bilingual,
  unit: bilingual.nullable(),
  value: settingValue,
  defaultValue: settingValue,
  isDefault: z.boolean(),
  /** What its numbers may be, both ends included; by the part's name, `value` for a plain number. */
  limits: z.record(z.string(), z.object({ whole: z.boolean(), minimum: z.number(), maximum: z.number() })),
  updatedAt: z.string().nullable(),
  updatedBy: z.string().nullable(),
})
export type Setting = z.infer<typeof setting>

export const listSettings = operation({
  method: 'get',
  path: '/settings',
  summary: 'Every setting with its value, its default and the reason of the default',
  tag: 'settings',
  response: z.object({ settings: z.array(setting) }),
})

export const changeSetting = operation({
  method: 'put',
  path: '/settings/{key}',
  summary: 'Change a setting',
  tag: 'settings',
  params: z.object({ key: z.string() }),
  body: z.object({ value: settingValue }),
  response: setting,
})

export const resetSetting = operation({
  method: 'delete',
  path: '/settings/{key}',
  summary: 'Put a setting back to its default',
  tag: 'settings',
  params: z.object({ key: z.string() }),
  response: setting,
})

const district = z.object({
  name: z.string().trim().min(1).max(60),
  code: z.string().regex(/^[0-9]{6}$/),
  extent: boundingBox,
  timeZone: z.string().min(1),
  metricCrs: z.number().int(),
  approvalNumber: z.string().max(60).nullable(),
})

export const readDistrict = operation({
  method: 'get',
  path: '/district',
  summary: 'The district: name, code, extent, time zone, metric CRS (EPSG), map approval number',
  tag: 'settings',
  response: district,
})

export const changeDistrict = operation({
  method: 'put',
  path: '/district',
  summary: 'Change the district; its code stays, since incidents and patrols carry it',
  tag: 'settings',
  body: district,
  response: district,
})
