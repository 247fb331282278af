import { z } from 'zod'
import { boundingBox, operation } from '../http/contract.ts'

export const setUp = operation({
  method: 'post',
  path: '/setup',
  summary:
    'The first administrator: sets a password and the district, with the one-time link printed at start',
  tag: 'setup',
  body: z.object({
    token: z.string().min(20),
    username: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,63}$/),
    password: z.string().min(1).max(200),
    district: z.object({
      name: z.string().trim().min(1).max(60),
      code: z.string().regex(/^[0-9]{6}$/),
      extent: boundingBox,
      timeZone: z.string().min(1),
      metricCrs: z.number().int(),
    }),
  }),
  status: 201,
  response: z.object({ username: z.string() }),
  public: true,
})
