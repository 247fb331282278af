import type { PositionDesk } from '../receive.ts'

const flushMilliseconds = 5000

/** Counts what an adapter refuses before it is a position; written every few seconds, so that a mad device does not flood the database. */
export class RefusalTally {
  readonly #desk: PositionDesk
  readonly #source: 'mqtt' | 'jt808'
  readonly #failed: (error: unknown) => void
  readonly #timer: NodeJS.Timeout
  #counts = new Map<string, { unitId: number; reason: string; count: number }>()

  constructor(desk: PositionDesk, source: 'mqtt' | 'jt808', failed: (error: unknown) => void) {
    this.#desk = desk
    this.#source = source
    this.#failed = failed
    this.#timer = setInterval(() => void this.flush(), flushMilliseconds)
    this.#timer.unref()
  }

  /** @param unitId 0 where no unit is known */
  add(unitId: number, reason: string): void {
    const key = `${unitId} ${reason}`
    const known = this.#counts.get(key)
    if (known) known.count++
    else this.#counts.set(key, { unitId, reason, count: 1 })
  }

  async flush(): Promise<void> {
    const counts = [...this.#counts.values()]
    this.#counts = new Map()
    for (const { unitId, reason, count } of counts) {
      await this.#desk.countRefused(unitId, this.#source, reason, count).catch(this.#failed)
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }
}
