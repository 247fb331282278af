import { Router } from 'express'
import * as meContract from './me/contract.ts'
import { meRoutes } from './me/routes.ts'
import type { ApiContext } from './http/context.ts'
import type { Operation } from './http/contract.ts'
import { openApiDocument } from './http/openapi.ts'
import * as sessionsContract from './sessions/contract.ts'
import { sessionRoutes } from './sessions/routes.ts'
import * as setupContract from './setup/contract.ts'
import { setupRoutes } from './setup/routes.ts'

/** Every concept of the API: add a line to both lists when one is added. */
const contracts: object[] = [sessionsContract, setupContract, meContract]

const routers: ((context: ApiContext) => Router)[] = [sessionRoutes, setupRoutes, meRoutes]

function isOperation(value: unknown): value is Operation {
  return (
    typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'response' in value
  )
}

/** `/api/v1` with every concept, and the OpenAPI document made from their contracts. */
export function apiRoutes(context: ApiContext): Router {
  const v1 = Router()
  for (const make of routers) v1.use(make(context))
  const document = openApiDocument(
    contracts.flatMap((contract) => Object.values(contract).filter(isOperation)),
  )
  v1.get('/openapi.json', (_req, res) => {
    res.json(document)
  })
  const router = Router()
  router.use('/v1', v1)
  return router
}
