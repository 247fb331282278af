import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { lockFolder } from '../../api/database/folder-lock.ts'
import { root } from './city.ts'

// Not below a folder with a dot: files there are not served.
const cache = join(root, 'dist', 'browser')
const patience = { ownedMilliseconds: 300_000, leftMilliseconds: 15_000 }
const configuration = ['package-lock.json', 'vite.config.ts', 'svelte.config.js', 'tsconfig.json']

/** The folder of the client built from the sources as they are, built once by whichever test comes first; `TEST_CLIENT_DIR` names another. */
export async function builtClient(): Promise<string> {
  const given = process.env['TEST_CLIENT_DIR']
  if (given) return given
  const folder = join(cache, await fingerprint())
  if (existsSync(folder)) return folder
  await mkdir(cache, { recursive: true })
  const lock = await lockFolder(join(cache, 'lock'), patience)
  try {
    if (existsSync(folder)) return folder
    for (const old of await readdir(cache)) {
      if (old !== 'lock') await rm(join(cache, old), { recursive: true, force: true })
    }
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', `${folder}.unfinished`], {
      cwd: root,
      // Not the test runner's: the client is built as for production.
      env: { ...process.env, NODE_ENV: 'production' },
    })
    await rename(`${folder}.unfinished`, folder)
    return folder
  } finally {
    await lock.release()
  }
}

/** Changes with the client and with the contracts it imports. */
async function fingerprint(): Promise<string> {
  const contracts = (await readdir(join(root, 'api'), { recursive: true }))
    .filter((name) => name.endsWith('contract.ts'))
    .map((name) => join('api', name))
  const client = (await readdir(join(root, 'client'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
  const hash = createHash('sha256')
  for (const name of [...configuration, ...contracts, ...client].sort()) {
    hash
      .update(name)
      .update('\0')
      .update(await readFile(join(root, name)))
  }
  return hash.digest('hex').slice(0, 16)
}
