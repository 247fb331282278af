import type { PGlite } from '@electric-sql/pglite'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  AnswerFilter,
  WireReader,
  readyBatchEnd,
  syncMessage,
  queryMessage,
  fatalMessage,
} from './embedded-wire.ts'

/** Where the embedded engine listens: a socket file in a private folder, or a port on loopback where there are no socket files. */
export type EmbeddedAddress = { path: string } | { host: string; port: number }

/** A client that stays silent this long inside a transaction is cut off: it holds up everybody, since there is one session. */
const idleInTransactionMilliseconds = 60_000

interface Job {
  client: EmbeddedClient
  bytes: Uint8Array
  /** The batch ends with Sync or a simple query, so that nothing of it is left open but a transaction block. */
  complete: boolean
}

/**
 * Serves one PGlite to many `pg` clients.
 *
 * The engine has a single session, therefore a batch of one client (up to Sync) runs as a whole and a transaction belongs to its client until
 * it ends; a client that leaves is rolled back. The package's own server runs message by message, so that after an error other clients'
 * messages were skipped and their answers mixed up (measurements in `docs/decisions/0005-embedded-engine-has-a-server-of-our-own.md`).
 */
export class EmbeddedServer {
  readonly #database: PGlite
  readonly #stackPointer: WebAssembly.Global | undefined
  readonly #server: Server
  readonly #clients = new Set<EmbeddedClient>()
  readonly #onFatal: (error: unknown) => void
  #jobs: Job[] = []
  #running = false
  #owner: EmbeddedClient | undefined
  #idleTimer: NodeJS.Timeout | undefined

  /** `onFatal` hears of errors after which the engine cannot go on: the process should end and be started anew. */
  constructor(database: PGlite, onFatal: (error: unknown) => void) {
    this.#database = database
    this.#onFatal = onFatal
    this.#stackPointer = (database as unknown as { mod?: { ___stack_pointer?: WebAssembly.Global } }).mod
      ?.___stack_pointer
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket))
  }

  /** Listens; answers the port (0 for a socket file). */
  async listen(address: EmbeddedAddress): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(address, () => resolve())
    })
    return 'path' in address ? 0 : (this.#server.address() as AddressInfo).port
  }

  /** Takes no more work, finishes the batch that runs and disconnects everybody. */
  async close(): Promise<void> {
    this.#jobs = []
    this.#server.close()
    for (const client of this.#clients) client.disconnect('the database is shutting down')
    while (this.#running) await nextTurn()
    clearTimeout(this.#idleTimer)
  }

  #accept(socket: Socket): void {
    const client = new EmbeddedClient(socket, {
      batch: (bytes, complete) => this.#enqueue({ client, bytes, complete }),
      left: () => this.#leave(client),
    })
    this.#clients.add(client)
  }

  #enqueue(job: Job): void {
    this.#jobs.push(job)
    void this.#work()
  }

  #leave(client: EmbeddedClient): void {
    this.#clients.delete(client)
    this.#jobs = this.#jobs.filter((job) => job.client !== client)
    if (this.#owner === client) this.#rollBack(client)
  }

  /** Ends whatever a departed client left open: the rest of its batch, then its transaction. */
  #rollBack(client: EmbeddedClient): void {
    this.#jobs.unshift({
      client,
      bytes: Buffer.concat([syncMessage, queryMessage('ROLLBACK')]),
      complete: true,
    })
    void this.#work()
  }

  #next(): Job | undefined {
    if (this.#owner === undefined) return this.#jobs.shift()
    const index = this.#jobs.findIndex((job) => job.client === this.#owner)
    return index < 0 ? undefined : this.#jobs.splice(index, 1)[0]
  }

  async #work(): Promise<void> {
    if (this.#running) return
    this.#running = true
    clearTimeout(this.#idleTimer)
    try {
      for (let job = this.#next(); job !== undefined; job = this.#next()) {
        await this.#run(job)
        await nextTurn() // lets sockets and the watchdog's question in between
      }
    } catch (error) {
      this.#onFatal(error)
      return
    } finally {
      this.#running = false
    }
    if (this.#owner !== undefined) {
      const owner = this.#owner
      this.#idleTimer = setTimeout(
        () => owner.disconnect('idle in transaction for too long'),
        idleInTransactionMilliseconds,
      )
    }
  }

  async #run({ client, bytes, complete }: Job): Promise<void> {
    const stackTop: unknown = this.#stackPointer?.value
    const answer = new AnswerFilter((data) => client.send(data))
    await this.#database.runExclusive(() =>
      this.#database.execProtocolRawStream(bytes, { onRawData: (data) => answer.push(data) }),
    )
    answer.end(complete)
    // An SQL error unwinds the engine's C stack without giving it back (1.1 kB each, full after some 1,900 errors).
    if (this.#stackPointer !== undefined) this.#stackPointer.value = stackTop
    this.#owner = !complete || this.#database.isInTransaction() ? client : undefined
    if (this.#owner !== undefined && !this.#clients.has(client)) this.#rollBack(client)
  }
}

interface ClientEvents {
  batch: (bytes: Uint8Array, complete: boolean) => void
  left: () => void
}

/** One connection: cuts its bytes into batches and writes the engine's answers back. */
class EmbeddedClient {
  readonly #socket: Socket
  readonly #reader = new WireReader()

  constructor(socket: Socket, events: ClientEvents) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#reader.push(chunk)
      for (let message = this.#reader.next(); message !== undefined; message = this.#reader.next()) {
        if (message.kind === 'encryptionRequest') socket.write('N')
        else if (message.kind === 'cancelRequest' || message.kind === 'terminate') socket.end()
        else events.batch(message.bytes, message.kind === 'startup' || readyBatchEnd(message.lastType))
      }
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', events.left)
  }

  send(data: Buffer): void {
    if (this.#socket.writable) this.#socket.write(data)
  }

  disconnect(reason: string): void {
    if (this.#socket.writable) this.#socket.end(fatalMessage(reason))
    this.#socket.destroySoon()
  }
}
