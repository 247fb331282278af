import { z } from 'zod'
import { address, count, placeOperations } from '../places/contract.ts'

/** Courtyard classes, from attended to poor conditions. */
export const courtyardKinds = ['attended', 'unattended_good', 'unattended_fair', 'unattended_poor'] as const

export const { list, read, create, change, confirm, retire, history } = placeOperations(
  'courtyards',
  {
    kind: z.enum(courtyardKinds),
    scattered: z.boolean(),
    address,
    householdCount: count,
    residentCount: count,
    buildingCount: count.nullable(),
    doorCount: count.nullable(),
    gateCount: count.nullable(),
    cameraCount: count.nullable(),
    onDuty: z.boolean(),
    volunteerWatch: z.boolean(),
    dutyNote: z.string().trim().max(200).nullable(),
  },
  {},
)
