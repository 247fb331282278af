import { Router } from 'express'
import * as accountsContract from './accounts/contract.ts'
import { accountRoutes } from './accounts/routes.ts'
import * as auditContract from './audit/contract.ts'
import { auditRoutes } from './audit/routes.ts'
import * as casesContract from './cases/contract.ts'
import { caseRoutes } from './cases/routes.ts'
import * as hotspotsContract from './hotspots/contract.ts'
import { hotspotRoutes } from './hotspots/routes.ts'
import * as meContract from './me/contract.ts'
import { meRoutes } from './me/routes.ts'
import type { ApiContext } from './http/context.ts'
import type { Operation } from './http/contract.ts'
import { openApiDocument } from './http/openapi.ts'
import * as sessionsContract from './sessions/contract.ts'
import { sessionRoutes } from './sessions/routes.ts'
import * as settingsContract from './settings/contract.ts'
import { settingsRoutes } from './settings/routes.ts'
import * as setupContract from './setup/contract.ts'
import { setupRoutes } from './setup/routes.ts'
import * as tokensContract from './tokens/contract.ts'
import { tokenRoutes } from './tokens/routes.ts'

/** Every concept of the API with its contract: one line each. */
const concepts: [contract: object, routes: (context: ApiContext) => Router][] = [
  [sessionsContract, sessionRoutes],
  [setupContract, setupRoutes],
  [meContract, meRoutes],
  [accountsContract, accountRoutes],
  [tokensContract, tokenRoutes],
  [settingsContract, settingsRoutes],
  [auditContract, auditRoutes],
  // Before the cases: /cases/heat is no case's id.
  [hotspotsContract, hotspotRoutes],
  [casesContract, caseRoutes],
]

function isOperation(value: unknown): value is Operation {
  return (
    typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'response' in value
  )
}

/** `/api/v1` with every concept, and the OpenAPI document made from their contracts. */
export function apiRoutes(context: ApiContext): Router {
  const v1 = Router()
  for (const [, routes] of concepts) v1.use(routes(context))
  const document = openApiDocument(
    concepts.flatMap(([contract]) => Object.values(contract).filter(isOperation)),
  )
  v1.get('/openapi.json', (_req, res) => {
    res.json(document)
  })
  const router = Router()
  router.use('/v1', v1)
  return router
}
