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

/** How long to wait for a lock that another process holds. */
export interface LockPatience {
  /** While its owner lives. */
  ownedMilliseconds: number
  /** While its owner is gone or cannot be asked (a child not ended yet, another machine): more than 10 s, after which such a lock is stale. */
  leftMilliseconds: number
}

interface Living {
  pid: number
  /** The process that took the lock lives, not only a child of it. */
  isOwner: boolean
}

/** The process that still holds the folder, or nothing if the lock is stale. */
async function livingHolder(file: string): Promise<Living | undefined> {
  let text: string
  let ageMilliseconds: number
  try {
    text = await readFile(file, 'utf8')
    ageMilliseconds = Date.now() - (await stat(file)).mtimeMs
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const isFresh = ageMilliseconds < staleMilliseconds
  const content = parseContent(text)
  const [owner, ...children] = content?.holders ?? []
  // Made but not written yet, or left empty by a crash.
  if (content === undefined || owner === undefined) return isFresh ? { pid: 0, isOwner: false } : undefined
  if (content.host !== hostname()) return isFresh ? { pid: owner.pid, isOwner: false } : undefined
  if (isAlive(owner)) return { pid: owner.pid, isOwner: true }
  const child = children.find(isAlive)
  if (child === undefined) return undefined
  // A child whose parent was killed ends by itself when it notices; one that is deep in a query is ended here.
  if (!isFresh && child.started !== null) process.kill(child.pid, 'SIGKILL')
  return { pid: child.pid, isOwner: false }
}

/**
 * Takes the lock file for this process, waiting for a holder that is about to end as long as `patience` allows.
 * Throws `FolderInUseError` when it stays held; throws file system errors as they are.
 */
export async function lockFolder(file: string, patience: LockPatience): Promise<FolderLock> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const self: Holder = { pid: process.pid, started: processStart(process.pid) }
  const write = (others: Holder[]): string =>
    JSON.stringify({ host: hostname(), holders: [self, ...others] } satisfies LockContent)
  const start = Date.now()
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
    if (holder === undefined) {
      await rm(file, { force: true })
      continue
    }
    const allowed = holder.isOwner ? patience.ownedMilliseconds : patience.leftMilliseconds
    if (Date.now() - start > allowed) throw new FolderInUseError(holder.pid)
    await sleep(100)
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
