import { z } from 'zod'
import { placeOperations } from '../places/contract.ts'

export const { list, read, create, change, confirm, retire, history } = placeOperations(
  'key-sections',
  { kind: z.enum(['foot_patrol', 'fixed_point']), toleranceMeters: z.number().min(5).max(200) },
  { lengthMeters: z.number() },
)
