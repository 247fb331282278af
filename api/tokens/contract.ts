import { z } from 'zod'
import { idParams, instant, operation } from '../http/contract.ts'

const token = z.object({
  id: z.number(),
  name: z.string(),
  username: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
})
export type Token = z.infer<typeof token>

export const listTokens = operation({
  method: 'get',
  path: '/tokens',
  summary: 'Tokens for machines; a token has the rights of its account',
  tag: 'accounts',
  response: z.object({ tokens: z.array(token) }),
})

export const createToken = operation({
  method: 'post',
  path: '/tokens',
  summary: 'Create a token for a machine; it is shown once',
  tag: 'accounts',
  status: 201,
  body: z.object({
    name: z.string().trim().min(1).max(60),
    accountId: z.number().int().positive(),
    expiresAt: instant.nullable().default(null),
  }),
  response: z.object({ token, secret: z.string() }),
})

export const revokeToken = operation({
  method: 'delete',
  path: '/tokens/{id}',
  summary: 'Revoke a token at once',
  tag: 'accounts',
  params: idParams,
  status: 204,
})
