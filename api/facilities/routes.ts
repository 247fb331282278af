import type { Router } from 'express'
import type { ApiContext } from '../http/context.ts'
import { placeRoutes } from '../places/routes.ts'
import * as operations from './contract.ts'
import { facilities } from './queries.ts'

export function facilityRoutes(context: ApiContext): Router {
  return placeRoutes(context, operations, facilities)
}
