import { z } from 'zod'
import { idParams, operation } from '../http/contract.ts'

const terminal = z.object({
  id: z.number().int(),
  /** The number the terminal sends, without leading zeros. */
  number: z.string(),
  unitCode: z.string(),
  coordinateSystem: z.enum(['wgs84', 'gcj02']),
  createdAt: z.string(),
  /** When it last signed in. */
  lastSeenAt: z.string().nullable(),
})
export type Terminal = z.infer<typeof terminal>

export const listTerminals = operation({
  method: 'get',
  path: '/terminals',
  summary: 'Vehicle terminals (JT/T 808) and the patrol units whose positions they send',
  tag: 'patrols',
  response: z.object({ terminals: z.array(terminal) }),
})

export const createTerminal = operation({
  method: 'post',
  path: '/terminals',
  summary: 'Let a vehicle terminal send positions of a patrol unit',
  tag: 'patrols',
  status: 201,
  body: z.object({
    number: z.string().regex(/^[0-9]{1,20}$/),
    unitId: z.number().int().positive(),
    coordinateSystem: z.enum(['wgs84', 'gcj02']).default('wgs84'),
  }),
  response: terminal,
})

export const removeTerminal = operation({
  method: 'delete',
  path: '/terminals/{id}',
  summary: 'Refuse a vehicle terminal from now on',
  tag: 'patrols',
  params: idParams,
  status: 204,
})
