import type { Router } from 'express'
import type { ApiContext } from '../http/context.ts'
import { placeRoutes } from '../places/routes.ts'
import * as operations from './contract.ts'
import { controlAreas } from './queries.ts'

export function controlAreaRoutes(context: ApiContext): Router {
  return placeRoutes(context, operations, controlAreas)
}
