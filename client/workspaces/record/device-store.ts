import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { DeviceFix, Outing } from './outing.ts'

interface StoredFix extends DeviceFix {
  outing: string
  /** 1 once the server has acknowledged it. */
  sent: 0 | 1
}

interface Schema extends DBSchema {
  outings: { key: string; value: Outing }
  fixes: { key: [string, number]; value: StoredFix; indexes: { unsent: [string, number] } }
}

const NAME = 'xunge-record'

/** What this device has recorded, in IndexedDB: every write is on the disk when its promise is kept. */
export class DeviceStore {
  readonly #db: IDBPDatabase<Schema>

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db
  }

  static async open(name = NAME): Promise<DeviceStore> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('outings', { keyPath: 'key' })
        // One unit is at one place at a time: a second fix of the same moment is the same one.
        const fixes = fresh.createObjectStore('fixes', { keyPath: ['outing', 'time'] })
        fixes.createIndex('unsent', ['outing', 'sent'])
      },
    })
    return new DeviceStore(db)
  }

  close(): void {
    this.#db.close()
  }

  /** Every outing, the earliest first. */
  async outings(): Promise<Outing[]> {
    const outings = await this.#db.getAll('outings')
    return outings.sort((a, b) => a.startedAt - b.startedAt)
  }

  async outing(key: string): Promise<Outing | undefined> {
    return this.#db.get('outings', key)
  }

  async putOuting(outing: Outing): Promise<void> {
    await this.#db.put('outings', outing)
  }

  /** Changes some fields of an outing as it is stored now. @returns it, or undefined when it is gone */
  async change(key: string, change: (outing: Outing) => Partial<Outing>): Promise<Outing | undefined> {
    const trx = this.#db.transaction('outings', 'readwrite')
    const before = await trx.store.get(key)
    const after = before && { ...before, ...change(before) }
    if (after) await trx.store.put(after)
    await trx.done
    return after
  }

  /** @returns false when there is one of this moment already */
  async addFix(outing: string, fix: DeviceFix): Promise<boolean> {
    const trx = this.#db.transaction('fixes', 'readwrite')
    const known = await trx.store.getKey([outing, fix.time])
    if (known === undefined) await trx.store.add({ ...fix, outing, sent: 0 })
    await trx.done
    return known === undefined
  }

  /** Every fix of an outing by time, sent or not. */
  async fixes(outing: string): Promise<DeviceFix[]> {
    return this.#db.getAll('fixes', IDBKeyRange.bound([outing, 0], [outing, Infinity]))
  }

  /** The earliest fixes the server has not acknowledged. */
  async unsent(outing: string, most: number): Promise<DeviceFix[]> {
    return this.#db.getAllFromIndex('fixes', 'unsent', [outing, 0], most)
  }

  async unsentCount(outing: string): Promise<number> {
    return this.#db.countFromIndex('fixes', 'unsent', [outing, 0])
  }

  /** What a batch held is acknowledged, together with what that means for the outing. */
  async acknowledge(
    key: string,
    times: readonly number[],
    change: (outing: Outing) => Partial<Outing>,
  ): Promise<void> {
    const trx = this.#db.transaction(['outings', 'fixes'], 'readwrite')
    const fixes = trx.objectStore('fixes')
    for (const time of times) {
      const fix = await fixes.get([key, time])
      if (fix) await fixes.put({ ...fix, sent: 1 })
    }
    const outing = await trx.objectStore('outings').get(key)
    if (outing) await trx.objectStore('outings').put({ ...outing, ...change(outing) })
    await trx.done
  }

  /** Forgets an outing of which the server has everything; one with something unsent stays. @returns whether it is gone */
  async removeSent(key: string): Promise<boolean> {
    const trx = this.#db.transaction(['outings', 'fixes'], 'readwrite')
    const fixes = trx.objectStore('fixes')
    const waiting = await fixes.index('unsent').count([key, 0])
    if (waiting === 0) {
      await fixes.delete(IDBKeyRange.bound([key, 0], [key, Infinity]))
      await trx.objectStore('outings').delete(key)
    }
    await trx.done
    return waiting === 0
  }
}
