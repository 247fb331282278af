import type { Operation } from '../../../api/http/contract.ts'
import * as controlAreas from '../../../api/control-areas/contract.ts'
import * as courtyards from '../../../api/courtyards/contract.ts'
import * as facilities from '../../../api/facilities/contract.ts'
import * as keySections from '../../../api/key-sections/contract.ts'
import * as patrolLines from '../../../api/patrol-lines/contract.ts'
import * as patrolPoints from '../../../api/patrol-points/contract.ts'
import * as patrolRoutes from '../../../api/patrol-routes/contract.ts'
import * as premises from '../../../api/premises/contract.ts'
import type { historyEntry } from '../../../api/places/contract.ts'
import type { z } from 'zod'

export type EditableLayer =
  | 'courtyards'
  | 'key-sections'
  | 'patrol-lines'
  | 'patrol-points'
  | 'patrol-routes'
  | 'control-areas'
  | 'facilities'
  | 'premises'

/** Each layer has its own attributes; here they are values to be checked, not types. */
interface PlaceContract {
  read: Operation
  create: Operation
  change: Operation
  confirm: Operation
  retire: Operation
  history: Operation<
    z.ZodType,
    z.ZodType,
    z.ZodType,
    z.ZodObject<{ entries: z.ZodArray<typeof historyEntry> }>
  >
}

export const CONTRACTS: Readonly<Record<EditableLayer, PlaceContract>> = {
  courtyards,
  'key-sections': keySections,
  'patrol-lines': patrolLines,
  'patrol-points': patrolPoints,
  'patrol-routes': patrolRoutes,
  'control-areas': controlAreas,
  facilities,
  premises,
}
