import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from './connect.ts'
import { migrateToLatest } from './migrate.ts'
import { describeTables, tableTypesFile } from './table-types.ts'

/** `npm run db:types`: writes `tables.ts` from a freshly migrated throwaway database; with `--check` only compares. */
const dataDir = await mkdtemp(join(tmpdir(), 'xunge-types-'))
const database = await openDatabase({ dataDir })
try {
  await migrateToLatest(database.write)
  const types = await describeTables(database.write)
  if (!process.argv.includes('--check')) await writeFile(tableTypesFile, types)
  else if ((await readFile(tableTypesFile, 'utf8')) !== types) {
    console.error(
      'api/database/tables.ts 与迁移后的数据库不一致：请运行 npm run db:types / differs from the migrated database: run npm run db:types',
    )
    process.exitCode = 1
  }
} finally {
  await database.close()
  await rm(dataDir, { recursive: true, force: true })
}
