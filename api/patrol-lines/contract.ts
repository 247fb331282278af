import { z } from 'zod'
import { placeOperations } from '../places/contract.ts'

export const { list, read, create, change, confirm, retire, history } = placeOperations(
  'patrol-lines',
  { kind: z.enum(['standard', 'campaign']), toleranceMeters: z.number().min(5).max(200) },
  { lengthMeters: z.number() },
)
