import { z } from 'zod'
import { boundingBox, operation } from '../http/contract.ts'

export const me = operation({
  method: 'get',
  path: '/me',
  summary: 'Who is signed in, their area, and the district',
  tag: 'sessions',
  response: z.object({
    account: z.object({
      username: z.string(),
      displayName: z.string(),
      role: z.enum(['branch', 'planner', 'leader', 'admin']),
      mustChangePassword: z.boolean(),
      orgUnit: z.object({
        id: z.number(),
        code: z.string(),
        name: z.string(),
        level: z.string(),
        bbox: boundingBox.nullable(),
      }),
      homeGrid: z
        .object({ id: z.number(), code: z.string(), name: z.string(), bbox: boundingBox })
        .nullable(),
    }),
    district: z.object({
      name: z.string(),
      code: z.string(),
      extent: boundingBox,
      timeZone: z.string(),
      metricCrs: z.number(),
      approvalNumber: z.string().nullable(),
      dataThrough: z.string().nullable(),
      now: z.string(),
    }),
    demo: z.boolean(),
    layers: z.array(z.string()),
    editable: z.array(z.string()),
    staleDays: z.number(),
  }),
})
export type Me = z.infer<typeof me.response>

const preferenceValues = z.record(z.string().max(64), z.json())

export const readPreferences = operation({
  method: 'get',
  path: '/me/preferences',
  summary: 'What this account has chosen for its screen: layers, opacity, order, panel widths',
  tag: 'sessions',
  response: preferenceValues,
})

export const savePreferences = operation({
  method: 'put',
  path: '/me/preferences',
  summary: 'Remember choices of the screen; at most 32 kB',
  tag: 'sessions',
  body: preferenceValues.refine((value) => JSON.stringify(value).length <= 32_768, 'at most 32 kB'),
  response: preferenceValues,
})

export const changePassword = operation({
  method: 'put',
  path: '/me/password',
  summary: 'Change the own password; other sessions of the account end',
  tag: 'sessions',
  body: z.object({ currentPassword: z.string().min(1).max(200), newPassword: z.string().min(1).max(200) }),
  status: 204,
})
