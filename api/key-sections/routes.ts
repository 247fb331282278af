import type { Router } from 'express'
import type { ApiContext } from '../http/context.ts'
import { placeRoutes } from '../places/routes.ts'
import * as operations from './contract.ts'
import { keySections } from './queries.ts'

export function keySectionRoutes(context: ApiContext): Router {
  return placeRoutes(context, operations, keySections)
}
