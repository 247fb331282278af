import type { Kysely } from 'kysely'
import type { Viewer } from '../auth/viewer.ts'
import type { Tables } from '../database/connect.ts'

const columns = ['id', 'name', 'search', 'createdAt', 'createdBy'] as const

export function analysesOfUnit(db: Kysely<Tables>, { orgUnitId }: Viewer) {
  return db
    .selectFrom('savedAnalyses')
    .select(columns)
    .where('orgUnitId', '=', orgUnitId)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** Keeps it, in place of one of the same name. */
export function keepAnalysis(
  db: Kysely<Tables>,
  { orgUnitId }: Viewer,
  analysis: { name: string; search: string; createdBy: string },
) {
  return db
    .insertInto('savedAnalyses')
    .values({ orgUnitId, ...analysis })
    .onConflict((conflict) =>
      conflict.columns(['orgUnitId', 'name']).doUpdateSet((eb) => ({
        search: eb.ref('excluded.search'),
        createdBy: eb.ref('excluded.createdBy'),
        createdAt: eb.ref('excluded.createdAt'),
      })),
    )
    .returning(columns)
    .executeTakeFirstOrThrow()
}

/** The name of what was forgotten; undefined where the unit has no such analysis. */
export async function dropAnalysis(
  db: Kysely<Tables>,
  { orgUnitId }: Viewer,
  id: number,
): Promise<string | undefined> {
  const row = await db
    .deleteFrom('savedAnalyses')
    .where('id', '=', id)
    .where('orgUnitId', '=', orgUnitId)
    .returning('name')
    .executeTakeFirst()
  return row?.name
}
