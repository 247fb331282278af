import { sql } from 'kysely'
import { maySeePlainClothes } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import { caseInScope, patrolUnitInScope } from '../auth/scope.ts'
import type { Database } from '../database/connect.ts'
import { patrolOfTrack } from '../tracks/patrol-of-track.ts'

type Box = [number, number, number, number]

const boxOf = sql<Box | null>`CASE WHEN geom IS NULL THEN NULL ELSE
  ARRAY[ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)] END`

/** The signed-in account and its unit with bounding box `[west, south, east, north]`. */
export async function ownAccount(database: Database, viewer: Viewer) {
  const account = await database.read
    .selectFrom('accounts')
    .select(['username', 'post', 'role', 'mustChangePassword', 'passwordHash'])
    .where('id', '=', viewer.accountId)
    .executeTakeFirstOrThrow()
  const orgUnit = await database.read
    .selectFrom('orgUnits')
    .select(['id', 'code', 'name', 'level', boxOf.as('bbox')])
    .where('id', '=', viewer.orgUnitId)
    .executeTakeFirstOrThrow()
  const homeGrid =
    viewer.role === 'branch'
      ? await database.read
          .selectFrom('grids')
          .select(['id', 'code', 'name', boxOf.as('bbox')])
          .where('orgPath', '=', viewer.orgPath)
          .where('retiredAt', 'is', null)
          .executeTakeFirst()
      : undefined
  return { account, orgUnit, homeGrid }
}

/** The latest case or track in scope that the viewer may know of: time presets count back from it. */
export async function dataThrough(
  database: Database,
  viewer: Viewer,
  districtCode: string,
): Promise<Date | null> {
  const cases = await database.read
    .selectFrom('cases')
    .select('occurredFrom as at')
    .where('districtCode', '=', districtCode)
    .where(caseInScope(viewer))
    .orderBy('occurredFrom', 'desc')
    .limit(1)
    .executeTakeFirst()
  const tracks = await database.read
    .selectFrom('tracks')
    .innerJoin('patrolUnits', 'patrolUnits.id', 'tracks.unitId')
    .innerJoin('patrols', (join) => join.on(patrolOfTrack('patrols', 'tracks')))
    .select('tracks.endedAt as at')
    .where('tracks.districtCode', '=', districtCode)
    .where(patrolUnitInScope(viewer))
    .$if(!maySeePlainClothes(viewer), (query) => query.where('patrols.attire', '=', 'uniform'))
    .orderBy('tracks.startedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  const latest = Math.max(cases?.at.getTime() ?? 0, tracks?.at.getTime() ?? 0)
  return latest > 0 ? new Date(latest) : null
}

export async function preferencesOf(database: Database, accountId: number) {
  const row = await database.write
    .selectFrom('accounts')
    .select('preferences')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow()
  return row.preferences
}

export async function storePreferences(
  database: Database,
  accountId: number,
  preferences: object,
): Promise<void> {
  await database.write
    .updateTable('accounts')
    .set({ preferences: JSON.stringify(preferences) })
    .where('id', '=', accountId)
    .execute()
}

export async function storePassword(
  database: Database,
  accountId: number,
  passwordHash: string,
  actor: string,
) {
  await database.write
    .updateTable('accounts')
    .set({ passwordHash, mustChangePassword: false, updatedBy: actor })
    .where('id', '=', accountId)
    .execute()
}
