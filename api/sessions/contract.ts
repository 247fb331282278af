import { z } from 'zod'
import { bilingual, operation } from '../http/contract.ts'

export const signIn = operation({
  method: 'post',
  path: '/sessions',
  summary: 'Sign in: sets an HttpOnly session cookie',
  tag: 'sessions',
  body: z.object({ username: z.string().min(1).max(64), password: z.string().min(1).max(200) }),
  response: z.object({ mustChangePassword: z.boolean() }),
  status: 201,
  public: true,
})

export const signOut = operation({
  method: 'delete',
  path: '/sessions/current',
  summary: 'Sign out',
  tag: 'sessions',
  status: 204,
  public: true,
})

export const sessionOptions = operation({
  method: 'get',
  path: '/session-options',
  summary:
    'What the sign-in page offers: demo accounts only where the demo city runs; whether a first administrator is awaited',
  tag: 'sessions',
  response: z.object({
    demo: z.boolean(),
    awaitingSetup: z.boolean(),
    demoAccounts: z.array(z.object({ username: z.string(), role: z.string(), title: bilingual })),
  }),
  public: true,
})
