import type { Router } from 'express'
import type { ApiContext } from '../http/context.ts'
import { placeRoutes } from '../places/routes.ts'
import * as operations from './contract.ts'
import { premises } from './queries.ts'

export function premisesRoutes(context: ApiContext): Router {
  return placeRoutes(context, operations, premises)
}
