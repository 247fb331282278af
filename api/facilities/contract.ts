import { z } from 'zod'
import { address, placeOperations } from '../places/contract.ts'

export const { list, read, create, change, confirm, retire, history } = placeOperations(
  'facilities',
  {
    kind: z.enum(['police_station', 'police_room', 'workstation', 'camera', 'alarm']),
    address,
    alwaysOpen: z.boolean(),
  },
  {},
)
