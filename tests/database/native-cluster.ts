import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { appendFile, chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { openDatabase } from '../../api/database/connect.ts'
import { lockFolder } from '../../api/database/folder-lock.ts'
import { migrateToLatest } from '../../api/database/migrate.ts'

/** A database on the throwaway cluster and how to be rid of it. */
export interface NativePlace {
  databaseUrl: string
  dataDir: string
  remove(): Promise<void>
}

const run = promisify(execFile)
const templateName = 'scene_template'
const startPatience = { ownedMilliseconds: 110_000, leftMilliseconds: 15_000 }

/** The folder of initdb and pg_ctl of a server that has PostGIS, or nothing. */
export function findNativeServer(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian)
    ? readdirSync(debian).sort((left, right) => Number(right) - Number(left))
    : []
  const candidates = [
    ...versions.map((version) => ({
      bin: join(debian, version, 'bin'),
      extensions: [`/usr/share/postgresql/${version}/extension`],
    })),
    ...(process.env['PATH'] ?? '').split(delimiter).map((bin) => ({
      bin,
      extensions: [join(dirname(bin), 'share/postgresql/extension'), join(dirname(bin), 'share/extension')],
    })),
  ]
  return candidates.find(
    ({ bin, extensions }) =>
      existsSync(join(bin, 'initdb')) &&
      extensions.some((folder) => existsSync(join(folder, 'postgis.control'))),
  )?.bin
}

/** A new database on this run's cluster, which is started when the first test asks: empty, or a copy of the migrated template. */
export async function createNativeDatabase(
  folder: string,
  content: 'empty' | 'migrated',
): Promise<NativePlace> {
  const socketFolder = await startedCluster(folder)
  const name = `scene_${randomUUID().replaceAll('-', '')}`
  const template = content === 'migrated' ? templateName : 'template0'
  await administer(socketFolder, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  return {
    databaseUrl: addressOf(socketFolder, name),
    dataDir: folder,
    remove: () => administer(socketFolder, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

/** Stops the cluster of this run, if a test started it. */
export async function stopNativeCluster(folder: string): Promise<void> {
  const home = clusterHome(folder)
  if (!existsSync(join(home, 'data', 'postmaster.pid'))) return rm(home, { recursive: true, force: true })
  await serverCommand('pg_ctl', ['stop', '-D', join(home, 'data'), '-m', 'immediate', '-w'], home)
  await rm(home, { recursive: true, force: true })
}

/** Beside the run's folder: the server's user may not look into that one. */
function clusterHome(folder: string): string {
  return `${folder}-native`
}

function addressOf(socketFolder: string, name: string): string {
  return `postgres://postgres@/${name}?host=${encodeURIComponent(socketFolder)}`
}

async function administer(socketFolder: string, command: string): Promise<void> {
  const client = new pg.Client({ host: socketFolder, user: 'postgres', database: 'postgres' })
  await client.connect()
  try {
    await client.query(command)
  } finally {
    await client.end()
  }
}

/** Starts the cluster with its migrated template once per run; answers its socket folder. */
async function startedCluster(folder: string): Promise<string> {
  const home = clusterHome(folder)
  const ready = join(home, 'ready')
  if (existsSync(ready)) return home
  const lock = await lockFolder(join(folder, 'native.lock'), startPatience)
  try {
    if (existsSync(ready)) return home
    await startCluster(home)
    await administer(home, `CREATE DATABASE ${templateName}`)
    const template = await openDatabase({ databaseUrl: addressOf(home, templateName), dataDir: folder })
    try {
      await migrateToLatest(template.write)
    } finally {
      await template.close()
    }
    await writeFile(ready, '')
    return home
  } finally {
    await lock.release()
  }
}

async function startCluster(home: string): Promise<void> {
  await mkdir(home, { mode: 0o755 })
  const user = serverUser()
  if (user !== undefined) await chown(home, user.uid, user.gid)
  const data = join(home, 'data')
  await serverCommand(
    'initdb',
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-N'],
    home,
  )
  await appendFile(
    join(data, 'postgresql.conf'),
    [
      `unix_socket_directories = '${home}'`,
      "listen_addresses = ''",
      'fsync = off',
      'synchronous_commit = off',
      'full_page_writes = off',
      'max_connections = 200',
      'autovacuum = off',
      "max_wal_size = '256MB'",
      '',
    ].join('\n'),
  )
  await serverCommand('pg_ctl', ['start', '-D', data, '-w', '-l', join(home, 'log')], home)
}

async function serverCommand(command: string, args: string[], home: string): Promise<void> {
  const bin = findNativeServer()
  if (bin === undefined) throw new Error('PostgreSQL with PostGIS is not installed')
  await run(join(bin, command), args, { ...serverUser(), cwd: home, env: { ...process.env, HOME: home } })
}

/** PostgreSQL refuses to run as root: then its own user does it. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined) throw new Error('no user postgres to run the server as')
  return { uid: Number(uid), gid: Number(gid) }
}
