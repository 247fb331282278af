import { existsSync, readFileSync } from 'node:fs'
import { mkdir, open, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The lock's age is renewed this often, so that another machine or container can tell a living holder from a dead one. */
const heartbeatMilliseconds = 2_000
const staleMilliseconds = 10_000

interface Holder {
  pid: number
  /** When the process started, where the system tells (Linux): a number reused by another process is not mistaken for the holder. */
  started: string | null
}

interface LockContent {
  host: string
  holders: Holder[]
}

/** The folder is in use; `pid` is the process that holds it. */
export class FolderInUseError extends Error {
  readonly pid: number

  constructor(pid: number) {
    super(`folder in use by process ${pid}`)
    this.name = 'FolderInUseError'
    this.pid = pid
  }
}

/** A folder held by this process and the children it names. */
export interface FolderLock {
  /** Names the processes, besides this one, that use the folder now. */
  hold(pids: number[]): Promise<void>
  release(): Promise<void>
}

function processStart(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return `${boot} ${fields[19]}`
  } catch {
    return null
  }
}

function isAlive({ pid, started }: Holder): boolean {
  if (existsSync('/proc/self/stat')) return started !== null && processStart(pid) === started
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function parseContent(text: string): LockContent | undefined {
  try {
    return JSON.parse(text) as LockContent
  } catch {
    return undefined
  }
}

/** The process that still holds the folder, or nothing if the lock is stale. */
async function livingHolder(file: string): Promise<Holder | undefined> {
  let text: string
  let ageMilliseconds: number
  try {
    text = await readFile(file, 'utf8')
    ageMilliseconds = Date.now() - (await stat(file)).mtimeMs
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const content = parseContent(text)
  // Made but not written yet, or left empty by a crash.
  if (content === undefined)
    return ageMilliseconds < staleMilliseconds ? { pid: 0, started: null } : undefined
  if (content.host !== hostname()) return ageMilliseconds < staleMilliseconds ? content.holders[0] : undefined
  const living = content.holders.filter(isAlive)
  const parentLives = content.holders[0] !== undefined && living.includes(content.holders[0])
  // A child whose parent was killed ends by itself when it notices; one that is deep in a query is ended here.
  const orphan = parentLives ? undefined : living.find((holder) => holder.started !== null)
  if (orphan !== undefined && ageMilliseconds > staleMilliseconds) process.kill(orphan.pid, 'SIGKILL')
  return living[0]
}

/**
 * Takes the lock file for this process, waiting up to `patienceMilliseconds` for a holder that is about to end.
 * Throws `FolderInUseError` when it stays held; throws file system errors as they are.
 */
export async function lockFolder(file: string, patienceMilliseconds: number): Promise<FolderLock> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const self: Holder = { pid: process.pid, started: processStart(process.pid) }
  const write = (others: Holder[]): string =>
    JSON.stringify({ host: hostname(), holders: [self, ...others] } satisfies LockContent)
  const deadline = Date.now() + patienceMilliseconds
  for (;;) {
    try {
      const handle = await open(file, 'wx', 0o600)
      await handle.writeFile(write([]))
      await handle.close()
      // Another process may have judged the lock before this one stale and removed this one instead: look again.
      await sleep(30)
      if ((await readFile(file, 'utf8').catch(() => '')) === write([])) break
      continue
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = await livingHolder(file)
    if (holder === undefined) await rm(file, { force: true })
    else if (Date.now() > deadline) throw new FolderInUseError(holder.pid)
    else await sleep(200)
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    utimes(file, now, now).catch(() => undefined)
  }, heartbeatMilliseconds)
  heartbeat.unref()
  return {
    hold: (pids) => writeFile(file, write(pids.map((pid) => ({ pid, started: processStart(pid) })))),
    release: async () => {
      clearInterval(heartbeat)
      await rm(file, { force: true })
    },
  }
}
