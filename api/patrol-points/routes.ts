import type { Router } from 'express'
import type { ApiContext } from '../http/context.ts'
import { placeRoutes } from '../places/routes.ts'
import * as operations from './contract.ts'
import { patrolPoints } from './queries.ts'

export function patrolPointRoutes(context: ApiContext): Router {
  return placeRoutes(context, operations, patrolPoints)
}
