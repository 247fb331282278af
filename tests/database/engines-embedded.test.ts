import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { sql } from 'kysely'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { openDatabase } from '../../api/database/connect.ts'
import { startEmbedded, type EmbeddedEngine } from '../../api/database/embedded.ts'
import { FolderInUseError, lockFolder } from '../../api/database/folder-lock.ts'
import { copyEmbeddedTemplate, type EmbeddedPlace } from './embedded-template.ts'

let place: EmbeddedPlace | undefined

async function newPlace(): Promise<EmbeddedPlace> {
  place = await copyEmbeddedTemplate(inject('sceneFolder'))
  return place
}

afterEach(async () => {
  await place?.remove()
  place = undefined
})

describe('the embedded engine', () => {
  it('loses no acknowledged write when it and the application are killed', async () => {
    const { dataDir } = await newPlace()
    const application = fork(fileURLToPath(new URL('./write-until-killed.ts', import.meta.url)), [dataDir], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    let acknowledged = -1
    await new Promise<void>((resolve) => {
      application.on('message', (number: number) => {
        acknowledged = number
        if (number === 500) resolve()
      })
    })
    const lock = JSON.parse(await readFile(join(dataDir, 'postgres.lock'), 'utf8')) as {
      holders: { pid: number }[]
    }
    expect(lock.holders).toHaveLength(2)
    const ended = new Promise((resolve) => application.once('close', resolve))
    for (const { pid } of lock.holders.reverse()) process.kill(pid, 'SIGKILL')
    await ended

    const database = await openDatabase({ dataDir })
    try {
      const { rows } = await sql<{ count: number; last: number }>`
        SELECT count(*) AS count, max(number) AS last FROM acknowledged`.execute(database.write)
      expect(rows[0]?.last).toBeGreaterThanOrEqual(acknowledged)
      expect(rows[0]?.count).toBe((rows[0]?.last ?? 0) + 1)
    } finally {
      await database.close()
    }
  })

  it('ends with its parent and leaves neither lock nor socket folder after a clean close', async () => {
    const { dataDir } = await newPlace()
    const engine = await startEmbedded({ dataDir })
    const pid = engine.pid() ?? 0
    expect(existsSync(join(dataDir, 'postgres.lock'))).toBe(true)
    await engine.close()
    expect(() => process.kill(pid, 0)).toThrow()
    expect(existsSync(join(dataDir, 'postgres.lock'))).toBe(false)
    expect(existsSync(engine.connection.host)).toBe(false)
  })

  // SIGKILL ends it, SIGSTOP makes it hang.
  it.each(['SIGKILL', 'SIGSTOP'] as const)('is started anew at the same address after %s', async (signal) => {
    const { dataDir } = await newPlace()
    const engine = await startEmbedded({ dataDir, hungAfterMilliseconds: 1_500, pingEveryMilliseconds: 200 })
    const pool = new pg.Pool({ ...engine.connection, user: 'postgres', max: 2 })
    pool.on('error', () => undefined)
    try {
      await pool.query('INSERT INTO settings (key, value) VALUES ($1, $2)', ['test.before', '1'])
      const before = engine.pid() ?? 0
      process.kill(before, signal)
      await newProcess(engine, before)
      expect(await firstAnswer(pool)).toEqual([{ key: 'test.before' }])
    } finally {
      await pool.end()
      await engine.close()
    }
  })

  it('is given up with one sentence when its folder is deleted, and leaves no empty database there', async () => {
    const { dataDir } = await newPlace()
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    try {
      const lost = vi.fn()
      const engine = await startEmbedded({ dataDir, pingEveryMilliseconds: 200, onLost: lost })
      const pid = engine.pid() ?? 0
      await rm(join(dataDir, 'postgres'), { recursive: true, force: true, maxRetries: 5 })
      await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce(), { timeout: 20_000 })
      expect(said.mock.calls.flat().join('\n')).toMatch(/已被移走或删除[\s\S]*was moved or deleted/)
      expect(() => process.kill(pid, 0)).toThrow()
      expect(existsSync(join(dataDir, 'postgres', 'PG_VERSION'))).toBe(false)
      expect(existsSync(join(dataDir, 'postgres.lock'))).toBe(false)
    } finally {
      said.mockRestore()
    }
  })

  it('is given up after a few tries when it cannot open its files any more', async () => {
    const { dataDir } = await newPlace()
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    try {
      const lost = vi.fn()
      const engine = await startEmbedded({ dataDir, restartDelaysMilliseconds: [10, 10], onLost: lost })
      await rm(join(dataDir, 'postgres', 'global'), { recursive: true, force: true, maxRetries: 5 })
      process.kill(engine.pid() ?? 0, 'SIGKILL')
      await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce(), { timeout: 50_000 })
      const words = said.mock.calls.flat().join('\n')
      expect(words.match(/starting it again/g)).toHaveLength(2)
      expect(words).toMatch(/重启 2 次仍未成功[\s\S]*after 2 tries/)
    } finally {
      said.mockRestore()
    }
  })

  it('undoes what a client that vanished in a transaction had begun, and serves the others', async () => {
    const { dataDir } = await newPlace()
    const engine = await startEmbedded({ dataDir })
    try {
      const address = { ...engine.connection, user: 'postgres' }
      const vanishing = new pg.Client(address)
      vanishing.on('error', () => undefined)
      const other = new pg.Client(address)
      await vanishing.connect()
      await other.connect()
      await vanishing.query('BEGIN')
      await vanishing.query('INSERT INTO settings (key, value) VALUES ($1, $2)', ['test.half', '1'])
      const waiting = other.query("SELECT count(*)::int AS count FROM settings WHERE key LIKE 'test.%'")
      ;(vanishing as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
      expect((await waiting).rows).toEqual([{ count: 0 }])
      await other.end()
    } finally {
      await engine.close()
    }
  })
})

async function newProcess(engine: EmbeddedEngine, before: number): Promise<void> {
  while (engine.pid() === before) await sleep(50)
}

async function firstAnswer(pool: pg.Pool): Promise<unknown[]> {
  for (;;) {
    try {
      return (await pool.query("SELECT key FROM settings WHERE key LIKE 'test.%'")).rows
    } catch {
      await sleep(100)
    }
  }
}

describe('the lock of a data folder', () => {
  const patience = { ownedMilliseconds: 200, leftMilliseconds: 200 }

  async function newLockFile(content?: unknown): Promise<string> {
    const folder = join(inject('sceneFolder'), `lock-${Math.random()}`)
    await mkdir(folder)
    const file = join(folder, 'lock')
    if (content !== undefined) await writeFile(file, JSON.stringify(content))
    return file
  }

  it('keeps a second process out and names the first', async () => {
    const file = await newLockFile()
    const lock = await lockFolder(file, patience)
    await expect(lockFolder(file, patience)).rejects.toMatchObject({
      name: 'FolderInUseError',
      pid: process.pid,
    })
    await lock.release()
    await (await lockFolder(file, patience)).release()
  })

  it('is stale when its process has ended, also if the number lives on in another process', async () => {
    const reused = { pid: process.pid, started: 'another-boot 12345' }
    const ended = { pid: 2 ** 22 - 3, started: 'another-boot 12345' }
    for (const holder of [reused, ended]) {
      const file = await newLockFile({ host: hostname(), holders: [holder] })
      await (await lockFolder(file, patience)).release()
    }
  })

  it('of another machine holds as long as it is renewed', async () => {
    const file = await newLockFile({ host: 'elsewhere', holders: [{ pid: 1, started: null }] })
    await expect(lockFolder(file, patience)).rejects.toBeInstanceOf(FolderInUseError)
  })
})
