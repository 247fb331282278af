import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Database } from '../../database/connect.ts'
import { hashOfToken } from '../../sessions/store.ts'
import { type KnownTerminal, noteSeen, storeAuthHash, terminalOfNumber } from '../../terminals/queries.ts'
import { positionBatch } from '../contract.ts'
import type { PositionDesk } from '../receive.ts'
import { frameOfMessage, FrameReader, type Jt808Message, messageOfFrame } from './jt808-frame.ts'
import { type ReadLocation, readLocation, readLocationBatch } from './jt808-location.ts'
import { RefusalTally } from './refusal-tally.ts'

const idleMilliseconds = 15 * 60_000
const mostConnections = 5000

const messages = {
  terminalAnswer: 0x0001,
  heartbeat: 0x0002,
  signOff: 0x0003,
  registration: 0x0100,
  authentication: 0x0102,
  location: 0x0200,
  locationBatch: 0x0704,
  generalAnswer: 0x8001,
  registrationAnswer: 0x8100,
} as const
const results = { done: 0, failed: 1, wrong: 2, unsupported: 3 } as const
type Result = (typeof results)[keyof typeof results]
const registrations = { done: 0, unknownTerminal: 4 } as const

interface Services {
  database: Database
  desk: PositionDesk
  log: { error(fields: object, message: string): void }
}

interface Connection {
  socket: Socket
  serial: number
  /** The number that has signed in with its code. */
  signedIn: string | null
}

/**
 * Takes the positions of vehicle terminals over JT/T 808 (2013 and 2019). A terminal is known by its number; registration gives it a code, authentication
 * shows it. A location is acknowledged once it is stored. What is malformed is counted, and the connection stays.
 */
export class Jt808Server {
  readonly #services: Services
  readonly #tally: RefusalTally
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(services: Services) {
    this.#services = services
    this.#tally = new RefusalTally(services.desk, 'jt808', (error) =>
      services.log.error({ err: error }, 'refused frames could not be counted'),
    )
    this.#server = createServer((socket) => void this.#serve(socket))
    this.#server.maxConnections = mostConnections
  }

  /** @returns the port it listens on */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ port, host }, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
    await this.#tally.close()
  }

  /** Writes what was counted so far. */
  async flush(): Promise<void> {
    await this.#tally.flush()
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket)
    socket.setTimeout(idleMilliseconds, () => socket.destroy())
    socket.on('close', () => this.#sockets.delete(socket))
    const connection: Connection = { socket, serial: 0, signedIn: null }
    const reader = new FrameReader()
    try {
      // One after the other: nothing more is read while a message is being stored.
      for await (const chunk of socket) {
        for (const content of reader.push(chunk as Buffer)) await this.#take(connection, content)
      }
    } catch {
      // The connection broke; the terminal sends again what was not acknowledged.
      socket.destroy()
    }
  }

  async #take(connection: Connection, content: Buffer): Promise<void> {
    const message = messageOfFrame(content)
    if (message === null) {
      this.#tally.add(0, 'malformed-frame')
      return
    }
    try {
      await this.#handle(connection, message)
    } catch (error) {
      this.#services.log.error({ err: error, message: message.id }, 'a terminal could not be served')
      this.#answer(connection, message, results.failed)
    }
  }

  async #handle(connection: Connection, message: Jt808Message): Promise<void> {
    const { database } = this.#services
    const number = message.number.replace(/^0+/, '')
    if (message.id === messages.terminalAnswer) return
    if (message.unsupported)
      return this.#refuse(connection, message, 'unsupported-frame', results.unsupported)
    const terminal = await terminalOfNumber(database.write, number)
    if (message.id === messages.registration) return this.#register(connection, message, terminal)
    if (!terminal) return this.#refuse(connection, message, 'unknown-terminal', results.failed)
    if (message.id === messages.authentication)
      return this.#authenticate(connection, message, number, terminal)
    if (connection.signedIn !== number) {
      return this.#refuse(connection, message, 'not-authenticated', results.failed, terminal.unitId)
    }
    switch (message.id) {
      case messages.heartbeat:
        return this.#answer(connection, message, results.done)
      case messages.signOff:
        connection.signedIn = null
        return this.#answer(connection, message, results.done)
      case messages.location:
        return this.#store(connection, message, terminal, [readLocation(message.body)])
      case messages.locationBatch:
        return this.#store(connection, message, terminal, readLocationBatch(message.body))
      default:
        return this.#answer(connection, message, results.unsupported)
    }
  }

  async #register(
    connection: Connection,
    message: Jt808Message,
    terminal: KnownTerminal | undefined,
  ): Promise<void> {
    const head = Buffer.alloc(3)
    head.writeUInt16BE(message.serial, 0)
    if (!terminal) {
      this.#tally.add(0, 'unknown-terminal')
      head[2] = registrations.unknownTerminal
      return this.#send(connection, message, messages.registrationAnswer, head)
    }
    const code = randomBytes(8).toString('hex')
    await storeAuthHash(this.#services.database.write, terminal.id, hashOfToken(code))
    head[2] = registrations.done
    const answer = Buffer.concat([head, Buffer.from(code, 'latin1')])
    this.#send(connection, message, messages.registrationAnswer, answer)
  }

  async #authenticate(
    connection: Connection,
    message: Jt808Message,
    number: string,
    terminal: KnownTerminal,
  ): Promise<void> {
    const { body } = message
    // Since 2019 the code has its length before it, and the terminal's own numbers after it.
    const code = message.protocolVersion === null ? body : body.subarray(1, 1 + (body[0] ?? 0))
    const given = hashOfToken(code.toString('latin1'))
    if (terminal.authHash === null || !timingSafeEqual(terminal.authHash, given)) {
      return this.#refuse(connection, message, 'not-authenticated', results.failed, terminal.unitId)
    }
    connection.signedIn = number
    await noteSeen(this.#services.database.write, terminal.id)
    this.#answer(connection, message, results.done)
  }

  async #store(
    connection: Connection,
    message: Jt808Message,
    terminal: KnownTerminal,
    locations: ReadLocation[] | null,
  ): Promise<void> {
    if (locations === null || locations.includes(null)) {
      return this.#refuse(connection, message, 'malformed-location', results.wrong, terminal.unitId)
    }
    const positions = locations.filter((location) => location !== 'no-fix')
    for (let i = positions.length; i < locations.length; i++) this.#tally.add(terminal.unitId, 'no-fix')
    if (positions.length > 0) {
      const { unitId, unitCode, coordinateSystem } = terminal
      await this.#services.desk.receive(
        { unitId, unitCode, tokenId: 0, actor: `terminal:${terminal.id}`, source: 'jt808' },
        positionBatch.parse({ positions, coordinateSystem }),
      )
    }
    this.#answer(connection, message, results.done)
  }

  #refuse(connection: Connection, message: Jt808Message, reason: string, result: Result, unitId = 0): void {
    this.#tally.add(unitId, reason)
    this.#answer(connection, message, result)
  }

  /** The platform's general answer: serial and id of what it answers, and the result. */
  #answer(connection: Connection, message: Jt808Message, result: Result): void {
    const body = Buffer.alloc(5)
    body.writeUInt16BE(message.serial, 0)
    body.writeUInt16BE(message.id, 2)
    body[4] = result
    this.#send(connection, message, messages.generalAnswer, body)
  }

  #send(connection: Connection, { number, protocolVersion }: Jt808Message, id: number, body: Buffer): void {
    if (!connection.socket.writable) return
    connection.socket.write(frameOfMessage({ id, number, protocolVersion, serial: connection.serial, body }))
    connection.serial = (connection.serial + 1) & 0xffff
  }
}
