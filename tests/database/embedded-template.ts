import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { constants, cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../../api/database/connect.ts'
import { lockFolder } from '../../api/database/folder-lock.ts'
import { migrateToLatest } from '../../api/database/migrate.ts'

/** A data folder and how to be rid of it. */
export interface EmbeddedPlace {
  dataDir: string
  remove(): Promise<void>
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const cache = join(root, 'node_modules', '.cache', 'xunge-scenes')
const templatePatience = { ownedMilliseconds: 110_000, leftMilliseconds: 15_000 }

/** Copies the migrated template into a new folder below `folder`, making the template if this schema has none yet. */
export async function copyEmbeddedTemplate(folder: string): Promise<EmbeddedPlace> {
  const template = await migratedTemplate()
  const dataDir = join(folder, `embedded-${randomUUID()}`)
  await cp(template, dataDir, { recursive: true, mode: constants.COPYFILE_FICLONE })
  return { dataDir, remove: () => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }) }
}

async function migratedTemplate(): Promise<string> {
  const template = join(cache, await schemaFingerprint())
  if (existsSync(template)) return template
  await mkdir(cache, { recursive: true })
  const lock = await lockFolder(join(cache, 'lock'), templatePatience)
  try {
    if (existsSync(template)) return template
    for (const old of await readdir(cache)) {
      if (old !== 'lock') await rm(join(cache, old), { recursive: true, force: true })
    }
    const unfinished = `${template}.unfinished`
    const database = await openDatabase({ dataDir: unfinished })
    try {
      await migrateToLatest(database.write)
    } finally {
      await database.close()
    }
    await rename(unfinished, template)
    return template
  } finally {
    await lock.release()
  }
}

/** Changes with any migration and with the engine's version. */
async function schemaFingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const name of (await readdir(join(root, 'migrations'))).sort()) {
    hash.update(name).update(await readFile(join(root, 'migrations', name)))
  }
  for (const name of ['pglite', 'pglite-postgis']) {
    hash.update(await readFile(join(root, 'node_modules', '@electric-sql', name, 'package.json')))
  }
  return hash.digest('hex').slice(0, 16)
}
