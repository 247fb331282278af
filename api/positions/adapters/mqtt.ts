import { timingSafeEqual } from 'node:crypto'
import { connect, type MqttClient } from 'mqtt'
import { z } from 'zod'
import type { Database } from '../../database/connect.ts'
import { Problem } from '../../http/problem.ts'
import { hashOfToken } from '../../sessions/store.ts'
import { positionBatch } from '../contract.ts'
import { unitOfCode } from '../queries.ts'
import type { PositionDesk } from '../receive.ts'
import { RefusalTally } from './refusal-tally.ts'

export interface MqttOptions {
  url: string
  username?: string | undefined
  password?: string | undefined
  /** What every message must carry as `token`; without it the broker alone decides who may publish. */
  token?: string | undefined
}

interface Services {
  database: Database
  desk: PositionDesk
  log: { error(fields: object, message: string): void; info(fields: object, message: string): void }
}

const topics = 'xunge/+/positions'
const mostBytes = 1_000_000
const reconnectMilliseconds = 5000
const retryMilliseconds = 2000
const mostTries = 30

const message = positionBatch.extend({ token: z.string().max(200).optional() })

/**
 * Takes positions from an MQTT broker: topic `xunge/<unit code>/positions`, the JSON of `POST /positions`, quality of service 1. A message is acknowledged
 * once it is stored, and the session lasts, so that the broker keeps what comes while the server is away.
 */
export class MqttReceiver {
  readonly #options: MqttOptions
  readonly #services: Services
  readonly #tally: RefusalTally
  readonly #client: MqttClient
  #closed = false

  constructor(options: MqttOptions, services: Services) {
    this.#options = options
    this.#services = services
    this.#tally = new RefusalTally(services.desk, 'mqtt', (error) =>
      services.log.error({ err: error }, 'refused messages could not be counted'),
    )
    this.#client = connect(options.url, {
      clientId: 'xunge',
      clean: false,
      reconnectPeriod: reconnectMilliseconds,
      manualConnect: true,
      ...(options.username !== undefined && { username: options.username }),
      ...(options.password !== undefined && { password: options.password }),
    })
    this.#client.handleMessage = (packet, done) => {
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
      void this.#take(packet.topic, payload).then((stored) => {
        // Without an acknowledgement the broker sends it again after the next connection.
        if (stored) done()
      })
    }
    this.#client.on('error', (error) => services.log.error({ err: error }, 'the MQTT broker refuses'))
    this.#client.on('connect', () => {
      this.#client.subscribe(topics, { qos: 1 }, (error) => {
        if (error) services.log.error({ err: error }, 'the MQTT topics could not be subscribed')
        else services.log.info({ topics }, 'positions are taken from the MQTT broker')
      })
    })
  }

  start(): void {
    this.#client.connect()
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#client.endAsync(true)
    await this.#tally.close()
  }

  /** Writes what was counted so far. */
  async flush(): Promise<void> {
    await this.#tally.flush()
  }

  /** @returns false when it could not be stored and must come again */
  async #take(topic: string, payload: Buffer): Promise<boolean> {
    for (let tries = 1; !this.#closed; tries++) {
      try {
        await this.#store(topic.split('/')[1] ?? '', payload)
        return true
      } catch (error) {
        if (error instanceof Problem) {
          this.#tally.add(0, 'malformed-message')
          return true
        }
        this.#services.log.error({ err: error, topic, tries }, 'positions could not be stored')
        if (tries === mostTries) {
          this.#tally.add(0, 'not-stored')
          return true
        }
        await new Promise((resolve) => setTimeout(resolve, retryMilliseconds))
      }
    }
    return false
  }

  async #store(code: string, payload: Buffer): Promise<void> {
    const { database, desk } = this.#services
    const unitId = await unitOfCode(database.write, code, null)
    if (unitId === undefined) return this.#tally.add(0, 'unknown-unit')
    if (payload.length > mostBytes) return this.#tally.add(unitId, 'message-too-large')
    const batch = message.safeParse(jsonOf(payload))
    if (!batch.success) return this.#tally.add(unitId, 'malformed-message')
    const { token, ...positions } = batch.data
    if (!this.#isAllowed(token)) return this.#tally.add(unitId, 'wrong-token')
    if (positions.unit !== undefined && positions.unit !== code)
      return this.#tally.add(unitId, 'foreign-unit')
    await desk.receive(
      { unitId, unitCode: code, tokenId: 0, actor: `mqtt:${code}`, source: 'mqtt' },
      positions,
    )
  }

  #isAllowed(token: string | undefined): boolean {
    const { token: wanted } = this.#options
    return wanted === undefined || timingSafeEqual(hashOfToken(wanted), hashOfToken(token ?? ''))
  }
}

function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    return undefined
  }
}
