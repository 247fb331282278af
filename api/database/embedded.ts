import { fork, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { nodeArgumentsFor } from '../compute/node-arguments.ts'
import type { EmbeddedTask, FromEmbedded, ToEmbedded } from './embedded-process.ts'
import type { EmbeddedAddress } from './embedded-server.ts'
import { lockFolder, type FolderLock } from './folder-lock.ts'

/** How a `pg` client reaches the embedded engine. A socket folder keeps other users of the machine out. */
export interface EmbeddedConnection {
  host: string
  port: number
}

/** A running embedded engine. */
export interface EmbeddedEngine {
  connection: EmbeddedConnection
  /** The child's process id now; changes when the watchdog starts it anew. */
  pid(): number | undefined
  close(): Promise<void>
}

export interface EmbeddedOptions {
  /** The application's data folder; the engine keeps its files in `postgres` below it. */
  dataDir: string
  /** A child that answers no ping this long is taken for hung and started anew. Longer than any query should run. */
  hungAfterMilliseconds?: number
  pingEveryMilliseconds?: number
  /** How long to wait before each further try to start a child that ended; after the last the engine is given up. */
  restartDelaysMilliseconds?: readonly number[]
  /** Hears, after it was said on the console, that the engine is gone for good: the application can only end. */
  onLost?: (() => void) | undefined
}

/** A process that was just told to stop, and what a killed one left, get this long to let go of the folder. */
const lockPatience = { ownedMilliseconds: 3_000, leftMilliseconds: 15_000 }
const closePatienceMilliseconds = 20_000
const usualRestartDelaysMilliseconds = [100, 1_000, 5_000, 15_000]
const socketPort = 5432

/**
 * Starts PGlite with PostGIS in a child process and keeps it running at one address until `close`.
 * Throws `FolderInUseError`, file system errors, or the engine's own message if it cannot open the folder.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  await mkdir(join(options.dataDir, 'postgres'), { recursive: true, mode: 0o700 })
  const lock = await lockFolder(join(options.dataDir, 'postgres.lock'), lockPatience)
  try {
    const supervisor = new Supervisor(lock, await chooseAddress(), options)
    await supervisor.start()
    return supervisor
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function chooseAddress(): Promise<EmbeddedAddress> {
  if (process.platform === 'win32') return { host: '127.0.0.1', port: 0 }
  return { path: join(await mkdtemp(join(tmpdir(), 'xunge-')), `.s.PGSQL.${socketPort}`) }
}

/** Starts the child, asks whether it lives, starts it anew when it dies or hangs. */
class Supervisor implements EmbeddedEngine {
  readonly #folder: string
  readonly #bundle: string
  readonly #lock: FolderLock
  readonly #hungAfterMilliseconds: number
  readonly #pingEveryMilliseconds: number
  readonly #restartDelaysMilliseconds: readonly number[]
  readonly #onLost: (() => void) | undefined
  #address: EmbeddedAddress
  #child: ChildProcess | undefined
  #closing = false
  #restarts = 0
  #isServing = false
  #lastSignOfLife = 0
  #pinging: NodeJS.Timeout | undefined

  constructor(lock: FolderLock, address: EmbeddedAddress, options: EmbeddedOptions) {
    this.#folder = join(options.dataDir, 'postgres')
    this.#bundle = join(options.dataDir, `postgis-${postgisVersion()}.tar.gz`)
    this.#lock = lock
    this.#address = address
    this.#hungAfterMilliseconds = options.hungAfterMilliseconds ?? 60_000
    this.#pingEveryMilliseconds = options.pingEveryMilliseconds ?? 5_000
    this.#restartDelaysMilliseconds = options.restartDelaysMilliseconds ?? usualRestartDelaysMilliseconds
    this.#onLost = options.onLost
  }

  get connection(): EmbeddedConnection {
    return 'path' in this.#address ? { host: dirname(this.#address.path), port: socketPort } : this.#address
  }

  pid(): number | undefined {
    return this.#child?.pid
  }

  async start(): Promise<void> {
    try {
      await this.#spawn()
    } catch (error) {
      await this.#removeSocket()
      throw error
    }
    this.#pinging = setInterval(() => this.#watch(), this.#pingEveryMilliseconds)
    this.#pinging.unref()
  }

  async close(): Promise<void> {
    if (this.#closing) return
    this.#closing = true
    clearInterval(this.#pinging)
    const child = this.#child
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.send('close' satisfies ToEmbedded, () => undefined)
      const killing = setTimeout(() => child.kill('SIGKILL'), closePatienceMilliseconds)
      await ended
      clearTimeout(killing)
    }
    await this.#removeSocket()
    await this.#lock.release()
  }

  /** Starts a child and waits until it serves. */
  async #spawn(): Promise<void> {
    const entry = fileURLToPath(import.meta.url).replace(/embedded\.(ts|js)$/, 'embedded-process.$1')
    const task: EmbeddedTask = { folder: this.#folder, bundle: this.#bundle, address: this.#address }
    const child = fork(entry, [JSON.stringify(task)], {
      execArgv: nodeArgumentsFor(entry),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#child = child
    if (child.pid !== undefined) await this.#lock.hold([child.pid])
    const port = await new Promise<number>((resolve, reject) => {
      child.on('message', (message: FromEmbedded) => {
        this.#lastSignOfLife = Date.now()
        if (message === 'pong') return
        if ('ready' in message) resolve(message.ready)
        else reject(new Error(message.failed))
      })
      child.once('error', reject)
      child.once('exit', (code, signal) => reject(new Error(`embedded engine ended (${signal ?? code})`)))
    })
    if ('host' in this.#address) this.#address = { host: this.#address.host, port }
    this.#isServing = true
    child.once('exit', (code, signal) => {
      this.#isServing = false
      void this.#restart(`ended (${signal ?? code})`)
    })
  }

  #watch(): void {
    const child = this.#child
    // A child that starts answers nothing for seconds.
    if (child === undefined || !this.#isServing || !child.connected) return
    if (!this.#hasFiles) return void this.#giveUp('its files are gone')
    if (Date.now() - this.#lastSignOfLife > this.#hungAfterMilliseconds) child.kill('SIGKILL')
    else child.send('ping' satisfies ToEmbedded, () => undefined)
  }

  async #restart(reason: string): Promise<void> {
    if (this.#closing) return
    const delay = this.#restartDelaysMilliseconds[this.#restarts]
    // Started without its files, the engine would make an empty database of that name.
    if (delay === undefined || !this.#hasFiles) return this.#giveUp(reason)
    this.#restarts += 1
    console.error(`内嵌数据库进程意外退出，正在重新启动 / embedded database ${reason}, starting it again`)
    await sleep(delay)
    if (this.#closing) return
    if ('path' in this.#address) await rm(this.#address.path, { force: true })
    try {
      await this.#spawn()
      this.#restarts = 0
    } catch (error) {
      await this.#restart(error instanceof Error ? error.message : String(error))
    }
  }

  /** Whether the database that was opened still stands in its folder. */
  get #hasFiles(): boolean {
    return existsSync(join(this.#folder, 'PG_VERSION'))
  }

  /** Says once, in words, that the engine does not come back, and leaves nothing running. */
  async #giveUp(reason: string): Promise<void> {
    if (this.#closing) return
    const { zh, en } = this.#hasFiles
      ? {
          zh: `内嵌数据库重启 ${this.#restarts} 次仍未成功（${reason}）：请检查磁盘空间与内存后重新启动；若仍失败，请从备份恢复`,
          en: `The embedded database did not come back after ${this.#restarts} tries (${reason}): check disk space and memory and start again; if that fails, restore a backup`,
        }
      : {
          zh: `内嵌数据库的文件夹 ${this.#folder} 已被移走或删除：请把它放回原处或从备份恢复，再重新启动`,
          en: `The folder of the embedded database, ${this.#folder}, was moved or deleted: put it back or restore a backup, then start again`,
        }
    console.error(`\n已停止：${zh}。\nStopped: ${en}.\n`)
    this.#child?.kill('SIGKILL')
    await this.close().catch(() => undefined)
    this.#onLost?.()
  }

  async #removeSocket(): Promise<void> {
    if ('path' in this.#address) await rm(dirname(this.#address.path), { recursive: true, force: true })
  }
}

/** Version of the package that brings PostGIS, so that another version gets a bundle of its own. */
function postgisVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite-postgis')
  const manifest = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')) as {
    version: string
  }
  return manifest.version
}
