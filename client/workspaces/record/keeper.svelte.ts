import { giveMissedReasons } from '../../../api/patrols/contract.ts'
import { sendPositions } from '../../../api/positions/contract.ts'
import { ApiError, call, messageOf } from '../../api.ts'
import { session } from '../../state/session.svelte.ts'
import { storedOutings } from '../../state/stored-outings.svelte.ts'
import { DeviceStore } from './device-store.ts'
import type { DeviceFix, Outing } from './outing.ts'
import { isDelivered, type Outcome, type Refusal, sendNext, type Server } from './sending.ts'

const SEND_EVERY_MS = 12_000

/** An outing on this device, and what became of the last attempt to send of it. */
export interface KeptOuting {
  outing: Outing
  unsentCount: number
  outcome: Outcome | null
  message: string | null
}

const server: Server = {
  positions: (body) => call(sendPositions, { body }),
  reasons: (patrolKey, body) => call(giveMissedReasons, { params: { patrolKey }, body }),
}

function refusalOf(error: unknown): Refusal {
  const status = error instanceof ApiError ? error.status : 0
  return { status, field: error instanceof ApiError ? error.field : undefined, message: messageOf(error) }
}

/**
 * The outings this device keeps until the server has everything of them. They belong to units: whoever signs in next sends them, if that person
 * may send for the unit; until then they stay.
 */
class Keeper {
  #store: DeviceStore | null = null
  #opening: Promise<void> | null = null
  #kept = $state.raw<readonly KeptOuting[]>([])
  #ready = $state(false)
  #sending = false
  #account = $derived(session.status === 'signed-in' ? session.viewer.account.username : null)

  constructor() {
    $effect.root(() => {
      $effect(() => {
        // Somebody else may send what the one before could not.
        if (this.#account) void this.send()
      })
    })
  }

  /** Whether what is stored was read. */
  get ready(): boolean {
    return this.#ready
  }

  get kept(): readonly KeptOuting[] {
    return this.#kept
  }

  /** The outing that is not over. */
  get open(): Outing | null {
    return this.#kept.find(({ outing }) => outing.endedAt === null)?.outing ?? null
  }

  get unsentCount(): number {
    return this.#kept.reduce((sum, { unsentCount }) => sum + unsentCount, 0)
  }

  /** Reads what is stored and goes on sending it. */
  load(): Promise<void> {
    this.#opening ??= this.#load()
    return this.#opening
  }

  async #load(): Promise<void> {
    this.#store = await DeviceStore.open()
    await this.#read()
    this.#ready = true
    setInterval(() => void this.send(), SEND_EVERY_MS)
    addEventListener('online', () => void this.send())
    void this.send()
  }

  async put(outing: Outing): Promise<void> {
    await this.#opened.putOuting(outing)
    await this.#read()
  }

  async change(key: string, change: (outing: Outing) => Partial<Outing>): Promise<void> {
    await this.#opened.change(key, change)
    await this.#read()
  }

  async fixes(key: string): Promise<DeviceFix[]> {
    return this.#opened.fixes(key)
  }

  /** On the disk when this is over. */
  async addFix(key: string, fix: DeviceFix): Promise<void> {
    const isNew = await this.#opened.addFix(key, fix)
    if (!isNew) return
    this.#kept = this.#kept.map((kept) =>
      kept.outing.key === key ? { ...kept, unsentCount: kept.unsentCount + 1 } : kept,
    )
  }

  /** Sends what there is, one tab at a time. */
  async send(): Promise<void> {
    if (this.#sending || !this.#store || !this.#account || this.#kept.length === 0) return
    this.#sending = true
    try {
      await navigator.locks.request('xunge.record.sending', { ifAvailable: true }, async (lock) => {
        if (lock) for (const { outing } of this.#kept) await this.#sendAll(outing.key)
      })
    } finally {
      this.#sending = false
      await this.#read()
    }
  }

  async #sendAll(key: string): Promise<void> {
    for (;;) {
      const { outcome, message } = await sendNext(this.#opened, key, server, refusalOf, () =>
        session.now().getTime(),
      )
      this.#kept = this.#kept.map((kept) =>
        kept.outing.key === key ? { ...kept, outcome, message: message ?? null } : kept,
      )
      if (outcome !== 'more') return
    }
  }

  /** What is stored, without what the server has whole. */
  async #read(): Promise<void> {
    const store = this.#opened
    const kept: KeptOuting[] = []
    for (const outing of await store.outings()) {
      const unsentCount = await store.unsentCount(outing.key)
      if (isDelivered(outing, unsentCount) && (await store.removeSent(outing.key))) continue
      const before = this.#kept.find((other) => other.outing.key === outing.key)
      kept.push({ outing, unsentCount, outcome: before?.outcome ?? null, message: before?.message ?? null })
    }
    this.#kept = kept
    storedOutings.note(kept.length > 0)
  }

  get #opened(): DeviceStore {
    if (!this.#store) throw new Error('what is stored on the device was not read yet')
    return this.#store
  }
}

export const keeper = new Keeper()
