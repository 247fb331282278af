import { inject } from 'vitest'
import { openDatabase, type Database } from '../../api/database/connect.ts'
import { copyEmbeddedTemplate } from './embedded-template.ts'
import { createNativeDatabase, findNativeServer } from './native-cluster.ts'

export type Engine = Database['engine']

/** Set by CI: leaving anything out is a failure. */
const requireAll = process.env['REQUIRE_ALL'] === '1'

/** The engines every database test runs on: the native one only where PostgreSQL with PostGIS is installed. */
export const engines: Engine[] = listEngines()

function listEngines(): Engine[] {
  if (findNativeServer() !== undefined) return ['embedded', 'native']
  if (requireAll) throw new Error('REQUIRE_ALL=1 but PostgreSQL with PostGIS is not installed')
  return ['embedded']
}

/**
 * A clean, migrated database of its own for one test file; `close` drops it.
 *
 *     describe.each(engines)('grids on %s', (engine) => {
 *       let db: Database
 *       beforeAll(async () => { db = await openScene(engine) })
 *       afterAll(() => db.close())
 */
export async function openScene(engine: Engine): Promise<Database> {
  const folder = inject('sceneFolder')
  const place =
    engine === 'embedded'
      ? await copyEmbeddedTemplate(folder)
      : await createNativeDatabase(folder, 'migrated')
  const database = await openDatabase(place)
  return {
    ...database,
    close: async () => {
      await database.close()
      await place.remove()
    },
  }
}
