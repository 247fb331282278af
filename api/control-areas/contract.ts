import { z } from 'zod'
import { day } from '../http/contract.ts'
import { placeOperations } from '../places/contract.ts'

export const { list, read, create, change, confirm, retire, history } = placeOperations(
  'control-areas',
  {
    kind: z.enum(['core', 'key', 'campus', 'campaign']),
    startsOn: day.nullable(),
    endsOn: day.nullable(),
  },
  { areaSquareMeters: z.number() },
)
