import { z } from 'zod'
import { day } from '../http/contract.ts'
import { address, placeOperations } from '../places/contract.ts'

const premisesKinds = [
  'shop',
  'entertainment',
  'rental',
  'recycling',
  'lodging',
  'school',
  'hospital',
  'bank',
  'warehouse',
  'other',
] as const

export const { list, read, create, change, confirm, retire, history } = placeOperations(
  'premises',
  {
    kind: z.enum(premisesKinds),
    address,
    letterSignedOn: day.nullable(),
    letterExpiresOn: day.nullable(),
    inspectionIntervalDays: z.number().int().min(1).max(3660),
  },
  {},
)
