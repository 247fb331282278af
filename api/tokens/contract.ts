import { z } from 'zod'
import { idParams, instant, operation } from '../http/contract.ts'

const token = z.object({
  id: z.number(),
  name: z.string(),
  /** The account it speaks for; null for the token of a unit. */
  username: z.string().nullable(),
  /** Code of the patrol unit whose positions it sends; null for the token of an account. */
  unitCode: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
})
export type Token = z.infer<typeof token>

export const listTokens = operation({
  method: 'get',
  path: '/tokens',
  summary:
    'Tokens for machines; a token has the rights of its account, or sends positions for one patrol unit',
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
    /** Either the account it speaks for … */
    accountId: z.number().int().positive().optional(),
    /** … or the patrol unit whose positions it sends, and nothing else. */
    unitId: z.number().int().positive().optional(),
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
