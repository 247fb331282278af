import type { Migration } from 'kysely'
import * as foundations from './0001_foundations.ts'
import * as orgUnits from './0002_org_units.ts'
import * as accounts from './0003_accounts.ts'
import * as baseMap from './0004_base_map.ts'
import * as grids from './0005_grids.ts'
import * as places from './0006_places.ts'
import * as requirements from './0007_requirements.ts'
import * as cases from './0008_cases.ts'
import * as patrols from './0009_patrols.ts'
import * as imports from './0010_imports.ts'
import * as trackTimes from './0011_track_times.ts'
import * as positions from './0012_positions.ts'
import * as summaries from './0013_summaries.ts'
import * as presence from './0014_presence.ts'
import * as live from './0015_live.ts'
import * as recordedOutings from './0016_recorded_outings.ts'
import * as exceptions from './0017_exceptions.ts'
import * as patrolRoutes from './0018_patrol_routes.ts'
import * as savedAnalyses from './0023_saved_analyses.ts'

/** Every migration in order. A released migration is frozen: change the schema by adding one. */
export const migrations: Record<string, Migration> = {
  '0001_foundations': foundations,
  '0002_org_units': orgUnits,
  '0003_accounts': accounts,
  '0004_base_map': baseMap,
  '0005_grids': grids,
  '0006_places': places,
  '0007_requirements': requirements,
  '0008_cases': cases,
  '0009_patrols': patrols,
  '0010_imports': imports,
  '0011_track_times': trackTimes,
  '0012_positions': positions,
  '0013_summaries': summaries,
  '0014_presence': presence,
  '0015_live': live,
  '0016_recorded_outings': recordedOutings,
  '0017_exceptions': exceptions,
  '0018_patrol_routes': patrolRoutes,
  '0023_saved_analyses': savedAnalyses,
}
