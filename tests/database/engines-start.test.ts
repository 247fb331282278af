import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openDatabase } from '../../api/database/connect.ts'
import { FolderInUseError } from '../../api/database/folder-lock.ts'
import { migrateToLatest } from '../../api/database/migrate.ts'
import { refuseOldPostgis, refuseOldServer } from '../../api/database/server-version.ts'
import { describeStartFailure, StartError } from '../../api/database/start-errors.ts'
import { createNativeDatabase, type NativePlace } from './native-cluster.ts'
import { engines } from './scene.ts'

const start = { host: '127.0.0.1', port: 8080, dataDir: '/srv/xunge' }

/** The sentences for an attempt that must fail. */
async function sentencesOf(attempt: Promise<unknown>, databaseUrl?: string): Promise<string[]> {
  const failure = await attempt.then(
    () => new Error('it started'),
    (error: unknown) => error,
  )
  const { zh, en } = describeStartFailure(failure, { ...start, databaseUrl })
  for (const sentence of [zh, en]) {
    expect(sentence).not.toContain('secret')
    expect(sentence).not.toMatch(/\n|\bat .*:\d+:\d+/)
  }
  return [zh, en]
}

function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
}

describe('a start that fails says why and what to do, in one sentence per language', () => {
  it('on an occupied port', async () => {
    const [zh, en] = await sentencesOf(Promise.reject(systemError('EADDRINUSE', 'listen')))
    expect(zh).toContain('端口 8080 已被占用')
    expect(en).toMatch(/Port 8080 is taken.*PORT=8081 npm start/)
  })

  it('on a data folder without write permission', async () => {
    const [zh, en] = await sentencesOf(Promise.reject(systemError('EACCES', 'mkdir')))
    expect(zh).toContain('没有写入数据目录 /srv/xunge 的权限')
    expect(en).toContain('DATA_DIR')
  })

  it('on a place where nobody may write', async () => {
    const [zh] = await sentencesOf(openDatabase({ dataDir: '/sys/xunge' }))
    expect(zh).toContain('没有写入数据目录')
  })

  it('on a file where the data folder should be', async () => {
    const file = join(inject('sceneFolder'), randomUUID())
    await writeFile(file, '')
    const [zh, en] = await sentencesOf(openDatabase({ dataDir: file }))
    expect(zh).toContain('同名文件')
    expect(en).toContain('A file stands in the way')
  })

  it('on a data folder another process uses', async () => {
    const [zh, en] = await sentencesOf(Promise.reject(new FolderInUseError(4711)))
    expect(zh).toContain('正被另一个进程（进程 4711）使用')
    expect(en).toContain('in use by another process (4711)')
  })

  it('on a server nobody answers at', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    await new Promise((resolve) => server.close(resolve))
    const databaseUrl = `postgres://xunge:secret@127.0.0.1:${port}/xunge`
    const [zh, en] = await sentencesOf(openDatabase({ databaseUrl, dataDir: '' }), databaseUrl)
    expect(zh).toContain(`无法连接数据库服务器 127.0.0.1:${port}`)
    expect(en).toContain('cannot be reached')
  })

  it('on a wrong password', async () => {
    const databaseUrl = 'postgres://xunge:secret@db/xunge'
    const refused = Object.assign(new Error('password authentication failed'), { code: '28P01' })
    const [zh, en] = await sentencesOf(Promise.reject(refused), databaseUrl)
    expect(zh).toContain('拒绝用户 xunge 登录')
    expect(en).toContain('refuses user xunge')
  })

  it.each([
    ['PostgreSQL 14', () => refuseOldServer(14), 'PostgreSQL 14'],
    ['no PostGIS', () => refuseOldPostgis(null), 'no PostGIS'],
    ['PostGIS 3.2', () => refuseOldPostgis('3.2.7'), 'PostGIS 3.2.7'],
    ['PostGIS 2.5', () => refuseOldPostgis('2.5.1'), 'PostGIS 2.5.1'],
  ])('on %s', (_name, refuse, words) => {
    expect(refuse).toThrow(words)
    expect(refuse).toThrow(StartError)
  })

  it('but not on PostgreSQL 15 with PostGIS 3.3 or anything later', () => {
    for (const version of [15, 16, 19]) refuseOldServer(version)
    for (const version of ['3.3.0', '3.10.1', '4.0.0dev']) refuseOldPostgis(version)
  })
})

describe.runIf(engines.includes('native'))('a start on a native server', () => {
  let place: NativePlace
  beforeAll(async () => {
    place = await createNativeDatabase(inject('sceneFolder'), 'empty')
  })
  afterAll(() => place.remove())

  const withNames = (user: string, database?: string): string => {
    const url = place.databaseUrl.replace('postgres@', `${user}@`)
    return database === undefined ? url : url.replace(/@\/\w+/, `@/${database}`)
  }

  it('says that the database is missing', async () => {
    const databaseUrl = withNames('postgres', 'nowhere')
    const [zh, en] = await sentencesOf(openDatabase({ ...place, databaseUrl }), databaseUrl)
    expect(zh).toContain('数据库 nowhere 不存在')
    expect(en).toContain('createdb nowhere')
  })

  it('says that the user is refused', async () => {
    const databaseUrl = withNames('nobody_known')
    const [zh] = await sentencesOf(openDatabase({ ...place, databaseUrl }), databaseUrl)
    expect(zh).toContain('拒绝用户 nobody_known 登录')
  })

  it('says that PostGIS must be enabled by an administrator, and changes nothing', async () => {
    const owner = await openDatabase(place)
    await sql`DROP EXTENSION postgis`.execute(owner.write)
    await sql`DROP ROLE IF EXISTS plain_user`.execute(owner.write)
    await sql`CREATE ROLE plain_user LOGIN`.execute(owner.write)
    await owner.close()
    const databaseUrl = withNames('plain_user')
    const [zh, en] = await sentencesOf(openDatabase({ ...place, databaseUrl }), databaseUrl)
    expect(zh).toContain('CREATE EXTENSION postgis')
    expect(en).toContain('may not enable it')
  })

  it('says that the user may not create tables', async () => {
    await (await openDatabase(place)).close() // enables PostGIS
    const databaseUrl = withNames('plain_user')
    const database = await openDatabase({ ...place, databaseUrl })
    const [zh, en] = await sentencesOf(migrateToLatest(database.write), databaseUrl)
    await database.close()
    expect(zh).toContain('无权在数据库')
    expect(en).toContain('may not create tables')
  })
})
