import { z } from 'zod'
import { idParams, operation, recordVersion } from '../http/contract.ts'

const role = z.enum(['branch', 'planner', 'leader', 'admin'])

const account = z.object({
  id: z.number(),
  username: z.string(),
  post: z.string(),
  role,
  orgUnit: z.object({ id: z.number(), code: z.string(), name: z.string(), level: z.string() }),
  isDemo: z.boolean(),
  disabled: z.boolean(),
  mustChangePassword: z.boolean(),
  version: z.number(),
  updatedAt: z.string(),
  updatedBy: z.string().nullable(),
  lastSignInAt: z.string().nullable(),
})
export type Account = z.infer<typeof account>

/** No mobile number: an account is a post. */
const username = z.string().regex(/^(?!(86)?1[3-9]\d{9}$)[a-z0-9][a-z0-9._-]{1,63}$/)
const post = z.string().trim().min(1).max(60)

export const listAccounts = operation({
  method: 'get',
  path: '/accounts',
  summary: 'Accounts: posts with role and unit',
  tag: 'accounts',
  response: z.object({ accounts: z.array(account) }),
})

export const createAccount = operation({
  method: 'post',
  path: '/accounts',
  summary: 'Create an account; the answer carries its first password once',
  tag: 'accounts',
  status: 201,
  body: z.object({ username, post, role, orgUnitId: z.number().int().positive() }),
  response: z.object({ account, password: z.string() }),
})

export const changeAccount = operation({
  method: 'patch',
  path: '/accounts/{id}',
  summary:
    'Change post, role or unit, disable or enable; its sessions end unless only the post has another name',
  tag: 'accounts',
  params: idParams,
  body: z.object({
    version: recordVersion,
    post: post.optional(),
    role: role.optional(),
    orgUnitId: z.number().int().positive().optional(),
    disabled: z.boolean().optional(),
  }),
  response: account,
})

export const resetPassword = operation({
  method: 'post',
  path: '/accounts/{id}/password-reset',
  summary: 'Give a new first password, shown once; its sessions end',
  tag: 'accounts',
  params: idParams,
  response: z.object({ password: z.string() }),
})
