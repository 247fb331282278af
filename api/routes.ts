import { Router } from 'express'
import * as accountsContract from './accounts/contract.ts'
import { accountRoutes } from './accounts/routes.ts'
import * as patrolAgainstCasesContract from './analyses/patrol-against-cases/contract.ts'
import { patrolAgainstCasesRoutes } from './analyses/patrol-against-cases/routes.ts'
import * as rhythmContract from './analyses/rhythm/contract.ts'
import { rhythmRoutes } from './analyses/rhythm/routes.ts'
import * as changeContract from './analyses/change/contract.ts'
import { changeRoutes } from './analyses/change/routes.ts'
import * as emergingContract from './analyses/emerging/contract.ts'
import { emergingRoutes } from './analyses/emerging/routes.ts'
import * as repeatsContract from './analyses/repeats/contract.ts'
import { repeatsRoutes } from './analyses/repeats/routes.ts'
import * as significanceContract from './analyses/significance/contract.ts'
import { significanceRoutes } from './analyses/significance/routes.ts'
import * as spikesContract from './analyses/spikes/contract.ts'
import { spikeRoutes } from './analyses/spikes/routes.ts'
import * as analysisReportContract from './analyses/report/contract.ts'
import { analysisReportRoutes } from './analyses/report/routes.ts'
import * as savedAnalysesContract from './saved-analyses/contract.ts'
import { savedAnalysisRoutes } from './saved-analyses/routes.ts'
import * as alertsContract from './alerts/contract.ts'
import { alertRoutes } from './alerts/routes.ts'
import * as attemptsContract from './attempts/contract.ts'
import { attemptRoutes } from './attempts/routes.ts'
import * as auditContract from './audit/contract.ts'
import { auditRoutes } from './audit/routes.ts'
import * as casesContract from './cases/contract.ts'
import { caseRoutes } from './cases/routes.ts'
import * as hotspotsContract from './hotspots/contract.ts'
import { hotspotRoutes } from './hotspots/routes.ts'
import * as importsContract from './imports/contract.ts'
import { importRoutes } from './imports/routes.ts'
import * as liveContract from './live/contract.ts'
import { liveRoutes } from './live/routes.ts'
import * as meContract from './me/contract.ts'
import { meRoutes } from './me/routes.ts'
import * as myGridContract from './my-grid/contract.ts'
import { myGridRoutes } from './my-grid/routes.ts'
import * as reviewsContract from './reviews/contract.ts'
import { reviewRoutes } from './reviews/routes.ts'
import * as summariesContract from './summaries/contract.ts'
import { summaryRoutes } from './summaries/routes.ts'
import * as coverageContract from './coverage/contract.ts'
import { coverageRoutes } from './coverage/routes.ts'
import type { ApiContext } from './http/context.ts'
import { documentationPage } from './http/documentation-page.ts'
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
import * as orgUnitsContract from './org-units/contract.ts'
import { orgUnitRoutes } from './org-units/routes.ts'
import * as gridsContract from './grids/contract.ts'
import { gridRoutes } from './grids/routes.ts'
import * as courtyardsContract from './courtyards/contract.ts'
import { courtyardRoutes } from './courtyards/routes.ts'
import * as roadsContract from './roads/contract.ts'
import { roadRoutes } from './roads/routes.ts'
import * as keySectionsContract from './key-sections/contract.ts'
import { keySectionRoutes } from './key-sections/routes.ts'
import * as patrolLinesContract from './patrol-lines/contract.ts'
import { patrolLineRoutes } from './patrol-lines/routes.ts'
import * as patrolPointsContract from './patrol-points/contract.ts'
import { patrolPointRoutes } from './patrol-points/routes.ts'
import * as patrolRoutesContract from './patrol-routes/contract.ts'
import { patrolRouteRoutes } from './patrol-routes/routes.ts'
import * as controlAreasContract from './control-areas/contract.ts'
import { controlAreaRoutes } from './control-areas/routes.ts'
import * as facilitiesContract from './facilities/contract.ts'
import { facilityRoutes } from './facilities/routes.ts'
import * as premisesContract from './premises/contract.ts'
import { premisesRoutes } from './premises/routes.ts'
import * as caseCategoriesContract from './case-categories/contract.ts'
import { caseCategoryRoutes } from './case-categories/routes.ts'
import * as patrolUnitsContract from './patrol-units/contract.ts'
import { patrolUnitRoutes } from './patrol-units/routes.ts'
import * as patrolsContract from './patrols/contract.ts'
import { patrolRoutes } from './patrols/routes.ts'
import * as tracksContract from './tracks/contract.ts'
import { trackRoutes } from './tracks/routes.ts'
import * as positionsContract from './positions/contract.ts'
import { positionRoutes } from './positions/routes.ts'
import * as playbackContract from './playback/contract.ts'
import { playbackRoutes } from './playback/routes.ts'
import * as terminalsContract from './terminals/contract.ts'
import { terminalRoutes } from './terminals/routes.ts'
import * as timeSlotsContract from './time-slots/contract.ts'
import { timeSlotRoutes } from './time-slots/routes.ts'
import * as requirementsContract from './requirements/contract.ts'
import { requirementRoutes } from './requirements/routes.ts'
import * as presenceContract from './presence/contract.ts'
import { presenceRoutes } from './presence/routes.ts'
import * as reachContract from './reach/contract.ts'
import { reachRoutes } from './reach/routes.ts'
import * as hotspotGapsContract from './hotspot-gaps/contract.ts'
import { hotspotGapRoutes } from './hotspot-gaps/routes.ts'
import * as exceptionsContract from './exceptions/contract.ts'
import { exceptionRoutes } from './exceptions/routes.ts'
import * as searchContract from './search/contract.ts'
import { searchRoutes } from './search/routes.ts'

/** Every concept of the API with its contract: one line each. */
const concepts: [contract: object, routes: (context: ApiContext) => Router][] = [
  [sessionsContract, sessionRoutes],
  [setupContract, setupRoutes],
  [meContract, meRoutes],
  [myGridContract, myGridRoutes],
  [accountsContract, accountRoutes],
  [tokensContract, tokenRoutes],
  [settingsContract, settingsRoutes],
  [importsContract, importRoutes],
  [coverageContract, coverageRoutes],
  [reviewsContract, reviewRoutes],
  [summariesContract, summaryRoutes],
  [presenceContract, presenceRoutes],
  [reachContract, reachRoutes],
  [hotspotGapsContract, hotspotGapRoutes],
  [attemptsContract, attemptRoutes],
  [auditContract, auditRoutes],
  [patrolAgainstCasesContract, patrolAgainstCasesRoutes],
  [rhythmContract, rhythmRoutes],
  [significanceContract, significanceRoutes],
  [spikesContract, spikeRoutes],
  [changeContract, changeRoutes],
  [emergingContract, emergingRoutes],
  [repeatsContract, repeatsRoutes],
  [analysisReportContract, analysisReportRoutes],
  [savedAnalysesContract, savedAnalysisRoutes],
  // Before the cases: /cases/heat is no case's id.
  [hotspotsContract, hotspotRoutes],
  [casesContract, caseRoutes],
  [orgUnitsContract, orgUnitRoutes],
  [gridsContract, gridRoutes],
  [courtyardsContract, courtyardRoutes],
  [roadsContract, roadRoutes],
  [keySectionsContract, keySectionRoutes],
  [patrolLinesContract, patrolLineRoutes],
  [patrolPointsContract, patrolPointRoutes],
  [patrolRoutesContract, patrolRouteRoutes],
  [controlAreasContract, controlAreaRoutes],
  [facilitiesContract, facilityRoutes],
  [premisesContract, premisesRoutes],
  [caseCategoriesContract, caseCategoryRoutes],
  [patrolUnitsContract, patrolUnitRoutes],
  [patrolsContract, patrolRoutes],
  [tracksContract, trackRoutes],
  [positionsContract, positionRoutes],
  [liveContract, liveRoutes],
  [alertsContract, alertRoutes],
  [playbackContract, playbackRoutes],
  [terminalsContract, terminalRoutes],
  [timeSlotsContract, timeSlotRoutes],
  [requirementsContract, requirementRoutes],
  [exceptionsContract, exceptionRoutes],
  [searchContract, searchRoutes],
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
  router.use('/docs', documentationPage())
  return router
}
