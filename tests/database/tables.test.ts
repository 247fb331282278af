import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../api/database/connect.ts'
import { describeTables, tableTypesFile } from '../../api/database/table-types.ts'
import { engines, openScene } from './scene.ts'

describe.each(engines)('the table types on %s', (engine) => {
  let db: Database
  beforeAll(async () => {
    db = await openScene(engine)
  })
  afterAll(() => db.close())

  it('are those of the migrated database (npm run db:types writes them)', async () => {
    expect(await describeTables(db.read)).toBe(await readFile(tableTypesFile, 'utf8'))
  })
})
