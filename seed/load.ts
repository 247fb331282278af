import { sql, type Kysely, type Transaction } from 'kysely'
import type { Database, Tables } from '../api/database/connect.ts'
import { summaryRules } from '../api/summaries/ground.ts'
import { storeSummaryState, summaryFingerprint } from '../api/summaries/state.ts'
import { continueIds } from './bulk-insert.ts'
import { generateCity, type City } from './city.ts'
import type { CityRequest } from './city-sizes.ts'
import { loadAccounts } from './accounts.ts'
import { loadBaseMap, loadDistrict, loadOrgTree } from './load-district.ts'
import { loadCaseCategories, loadCases } from './load-cases.ts'
import { loadPatrols, loadPatrolUnits } from './load-patrols.ts'
import { loadPlaces } from './load-places.ts'
import { addDays, midnight } from './time-slots.ts'

export interface LoadOptions extends CityRequest {
  /** What would lie after this moment is left out; it counts only on the anchor day itself (default: now). */
  now?: Date
  /** Told what is being done, in plain words, as it goes. */
  onProgress?: (step: LoadStep) => void
}

export type LoadStep = 'streets' | 'base-map' | 'org-units' | 'places' | 'cases' | 'patrols' | 'done'

const TABLES_WITH_IDS = [
  'org_units', 'grids', 'roads', 'water', 'green', 'rail', 'buildings', 'labels', 'courtyards', 'patrol_lines', 'patrol_points',
  'key_sections', 'control_areas', 'facilities', 'premises', 'time_slots', 'requirements', 'case_categories', 'cases',
  'patrol_units', 'patrols',
] // prettier-ignore

/**
 * Fills an empty database with the demo city, in one transaction.
 *
 * @throws Error when the database already holds org units: a city is never mixed with another.
 */
export async function loadDemoCity(
  database: Database,
  { onProgress, now = new Date(), ...request }: LoadOptions,
): Promise<City> {
  const endOfAnchorDay = midnight(addDays(request.anchorDay, 1))
  const onAnchorDay = now.getTime() >= midnight(request.anchorDay) && now.getTime() < endOfAnchorDay
  const until = new Date(onAnchorDay ? now.getTime() : endOfAnchorDay)
  onProgress?.('streets')
  const city = generateCity(request)
  await database.write.transaction().execute(async (trx) => {
    await sql`SET LOCAL statement_timeout = 0`.execute(trx)
    await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(trx)
    await requireEmpty(trx)
    onProgress?.('base-map')
    await loadDistrict(trx, city)
    await loadBaseMap(trx, city)
    onProgress?.('org-units')
    await loadOrgTree(trx, city)
    onProgress?.('places')
    await loadPlaces(trx, city)
    onProgress?.('cases')
    await loadCaseCategories(trx)
    await loadCases(trx, city, city.cases, until)
    onProgress?.('patrols')
    await loadPatrolUnits(trx, city)
    await loadPatrols(trx, database, city, until)
    await summariesAreMade(trx, database)
    await sql`SELECT bump_layer_version(layer) FROM unnest(ARRAY['cases', 'patrols', 'tracks']) AS layer`.execute(
      trx,
    )
    if (request.size === 'demo') await loadAccounts(trx, city)
    await continueIds(trx, TABLES_WITH_IDS)
  })
  onProgress?.('done')
  return city
}

/** Nothing waits to be computed: every track was held against everything that is there. */
async function summariesAreMade(trx: Transaction<Tables>, database: Database): Promise<void> {
  const found = await summaryRules(database, trx)
  if (!found) throw new Error('The demo city has no district')
  const { district, rules } = found
  await storeSummaryState(trx, district.code, summaryFingerprint(district, rules))
  await sql`DELETE FROM summary_work`.execute(trx)
}

async function requireEmpty(db: Kysely<Tables> | Transaction<Tables>): Promise<void> {
  const present = await db.selectFrom('orgUnits').select('id').limit(1).executeTakeFirst()
  if (present)
    throw new Error('The database already holds a district: the demo city goes into an empty one only')
}
