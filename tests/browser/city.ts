import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { constants, cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../../api/database/connect.ts'
import { lockFolder } from '../../api/database/folder-lock.ts'
import { migrateToLatest } from '../../api/database/migrate.ts'
import { loadAccounts } from '../../seed/accounts.ts'
import type { CitySize } from '../../seed/city-sizes.ts'
import { loadDemoCity } from '../../seed/load.ts'

export const root = fileURLToPath(new URL('../../', import.meta.url))
const cache = join(root, 'node_modules', '.cache', 'xunge-cities')
const patience = { ownedMilliseconds: 400_000, leftMilliseconds: 15_000 }

/** A data folder of the embedded engine that holds a generated city and its accounts, and how to be rid of it. */
export interface CityPlace {
  dataDir: string
  remove(): Promise<void>
}

/** Copies the city of today into `folder`; the first test of the day makes it, the others wait. */
export async function copyCity(folder: string, size: CitySize): Promise<CityPlace> {
  const template = await cityTemplate(size)
  const dataDir = join(folder, `city-${randomUUID()}`)
  await cp(template, dataDir, { recursive: true, mode: constants.COPYFILE_FICLONE })
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }) }
}

async function cityTemplate(size: CitySize): Promise<string> {
  const anchorDay = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const template = join(cache, `${size}-${anchorDay}-${await fingerprint()}`)
  if (existsSync(template)) return template
  await mkdir(cache, { recursive: true })
  const lock = await lockFolder(join(cache, `${size}.lock`), patience)
  try {
    if (existsSync(template)) return template
    for (const old of await readdir(cache)) {
      if (old.startsWith(`${size}-`)) await rm(join(cache, old), { recursive: true, force: true })
    }
    const unfinished = `${template}.unfinished`
    const database = await openDatabase({ dataDir: unfinished })
    try {
      await migrateToLatest(database.write)
      const city = await loadDemoCity(database, { size, seed: 1, anchorDay })
      const present = await database.write.selectFrom('accounts').select('id').limit(1).execute()
      if (present.length === 0) await database.write.transaction().execute((trx) => loadAccounts(trx, city))
    } finally {
      await database.close()
    }
    await rename(unfinished, template)
    return template
  } finally {
    await lock.release()
  }
}

/** Changes with the schema, with what generates the city, and with what its summaries are computed with. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  const computing = ['coverage', 'geometry', 'matching', 'presence', 'streets', 'summaries', 'tracks']
  for (const folder of ['migrations', 'seed', ...computing.map((name) => join('api', name))]) {
    for (const name of (await readdir(join(root, folder))).sort()) {
      hash.update(name).update(await readFile(join(root, folder, name)))
    }
  }
  return hash.digest('hex').slice(0, 12)
}
