import { z } from 'zod'
import { address, placeOperations } from '../places/contract.ts'

export const { list, read, create, change, confirm, retire, history } = placeOperations(
  'patrol-points',
  {
    kind: z.enum(['standard', 'campaign']),
    address,
    radiusMeters: z.number().min(5).max(500),
    dwellSeconds: z.number().int().min(0).max(86_400),
  },
  {},
)
