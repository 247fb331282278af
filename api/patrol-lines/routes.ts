import type { Router } from 'express'
import type { ApiContext } from '../http/context.ts'
import { placeRoutes } from '../places/routes.ts'
import * as operations from './contract.ts'
import { patrolLines } from './queries.ts'

export function patrolLineRoutes(context: ApiContext): Router {
  return placeRoutes(context, operations, patrolLines)
}
