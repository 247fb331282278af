import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeviceStore } from '../../client/workspaces/record/device-store.ts'
import type { DeviceFix, Outing } from '../../client/workspaces/record/outing.ts'
import {
  type Batch,
  isDelivered,
  type Refusal,
  sendNext,
  type Server,
} from '../../client/workspaces/record/sending.ts'

const start = Date.parse('2026-11-20T14:00:00Z')
const outing: Outing = {
  key: 'phone-1',
  unit: 'A1',
  mode: 'foot',
  attire: 'uniform',
  startedAt: start,
  endedAt: null,
  state: 'recording',
  clockOffset: 0,
  timeZone: 'Asia/Shanghai',
  route: null,
  rules: {
    maximumGapSeconds: 120,
    maximumSpeedMetersPerSecond: 45,
    poorAccuracyMeters: 50,
    toleratedExitSeconds: 60,
    completeShare: 0.8,
    lineToleranceMeters: 25,
  },
  origin: { lon: 126.5, lat: 43.8 },
  targets: [],
  area: 'grid',
  hiddenSeconds: 0,
  declared: 'nothing',
  refused: {},
  left: [],
  reasons: null,
}
const fixAt = (i: number): DeviceFix => ({
  time: start + i * 1000,
  lon: 126.5 + i * 1e-5,
  lat: 43.8,
  accuracy: 5,
  speed: null,
  bearing: null,
  resumed: false,
})

class Answer extends Error {
  readonly refusal: Refusal
  constructor(status: number, field?: string) {
    super(`${status}`)
    this.refusal = { status, field, message: `${status}` }
  }
}
const refusalOf = (error: unknown): Refusal => (error as Answer).refusal

/** Stores fixes by unit and time like the real one, and can be out of reach before or after it has stored. */
class FixTable implements Server {
  readonly stored = new Map<string, number>()
  readonly batches: Batch[] = []
  reasonsGiven = 0
  next: 'answers' | 'out of reach' | 'answer lost' | number = 'answers'

  async positions(batch: Batch) {
    const how = this.next
    if (how === 'out of reach') throw new Answer(0)
    if (typeof how === 'number') throw new Answer(how, how === 400 ? 'endedAt' : undefined)
    this.batches.push(batch)
    for (const item of batch.positions) {
      const key = `${batch.unit} ${(item as { time: string }).time}`
      this.stored.set(key, (this.stored.get(key) ?? 0) + (this.stored.has(key) ? 0 : 1))
    }
    if (how === 'answer lost') throw new Answer(0)
    return { unit: 'A1', accepted: 0, duplicate: 0, marked: 0, refused: 0, reasons: [] }
  }

  async reasons() {
    if (this.next !== 'answers') throw new Answer(0)
    this.reasonsGiven++
  }
}

let databases = 0
const open = async (name: string) => DeviceStore.open(name)
const freshName = () => `record-test-${++databases}`

describe('what a device has recorded', () => {
  it('reaches the server exactly once, whatever is offline, cut off, sent twice or closed in between', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant('fix' as const) },
      { weight: 3, arbitrary: fc.constantFrom('send', 'send twice at once') },
      fc.constantFrom('out of reach', 'answer lost', 'answers', 'signed out', 'foreign', 'busy'),
      fc.constant('closed and opened again' as const),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const name = freshName()
        let store = await open(name)
        await store.putOuting(outing)
        const server = new FixTable()
        let recorded = 0
        const send = () => sendNext(store, outing.key, server, refusalOf, () => start)
        for (const what of steps) {
          if (what === 'fix') await store.addFix(outing.key, fixAt(recorded++))
          else if (what === 'send') await send()
          else if (what === 'send twice at once') await Promise.all([send(), send()])
          else if (what === 'closed and opened again') {
            store.close()
            store = await open(name)
          } else if (what === 'signed out') server.next = 401
          else if (what === 'foreign') server.next = 403
          else if (what === 'busy') server.next = 503
          else server.next = what
        }
        await store.change(outing.key, () => ({ endedAt: start + 3_600_000, state: 'ended', reasons: [] }))
        server.next = 'answers'
        for (let i = 0; (await send()).outcome !== 'done'; i++) expect(i).toBeLessThan(5)
        expect(server.stored.size).toBe(recorded)
        expect([...server.stored.values()].every((count) => count === 1)).toBe(true)
        const after = (await store.outing(outing.key))!
        expect(isDelivered(after, await store.unsentCount(outing.key))).toBe(true)
        expect(await store.removeSent(outing.key)).toBe(true)
        expect([await store.outings(), await store.fixes(outing.key)]).toEqual([[], []])
        store.close()
      }),
      { numRuns: 60 },
    )
  })

  it('keeps one fix of a moment, and none is forgotten before the server has it', async () => {
    const store = await open(freshName())
    await store.putOuting(outing)
    expect(await store.addFix(outing.key, fixAt(0))).toBe(true)
    expect(await store.addFix(outing.key, { ...fixAt(0), lon: 126.6 })).toBe(false)
    expect(await store.removeSent(outing.key)).toBe(false)
    expect(await store.unsentCount(outing.key)).toBe(1)
  })

  it('names the planned route, and goes on without it when the server does not know it any more', async () => {
    const store = await open(freshName())
    const route = { code: 'R-1', name: '夜巡一线', positions: [] }
    await store.putOuting({ ...outing, route })
    const table = new FixTable()
    const named: (string | undefined)[] = []
    const server: Server = {
      reasons: () => Promise.resolve(),
      positions: (batch) => {
        named.push(batch.route)
        return batch.route ? Promise.reject(new Error('route')) : table.positions(batch)
      },
    }
    const refusal = (): Refusal => ({ status: 400, field: 'route', message: '没有这条路线' })
    await store.addFix(outing.key, fixAt(0))
    const send = () => sendNext(store, outing.key, server, refusal, () => start)
    expect([(await send()).outcome, (await send()).outcome]).toEqual(['more', 'more'])
    expect(named).toEqual(['R-1', undefined])
    expect(table.stored.size).toBe(1)
    expect((await store.outing(outing.key))!.route).toBeNull()
  })

  it('names start and end once, the end with the last batch, and the reasons after it', async () => {
    const store = await open(freshName())
    const reasons = [
      {
        layer: 'patrol-points',
        targetId: 1,
        day: '2026-11-20',
        slotCode: 'night',
        reason: 'weather',
      } as const,
    ]
    await store.putOuting(outing)
    const server = new FixTable()
    const send = () => sendNext(store, outing.key, server, refusalOf, () => start)
    await send()
    for (let i = 0; i < 700; i++) await store.addFix(outing.key, fixAt(i))
    await store.change(outing.key, () => ({ endedAt: start + 900_000, state: 'ended', reasons }))
    for (let i = 0; (await send()).outcome !== 'done'; i++) expect(i).toBeLessThan(6)
    const declared = server.batches.map(({ startedAt, endedAt, positions }) => [
      startedAt !== undefined,
      endedAt !== undefined,
      positions.length,
    ])
    expect(declared).toEqual([[true, false, 0], [false, false, 500], [false, true, 200]]) // prettier-ignore
    expect(server.reasonsGiven).toBe(1)
  })

  it('an end the server will not take is left out, and the positions still go', async () => {
    const store = await open(freshName())
    await store.putOuting({ ...outing, endedAt: start + 1000, state: 'ended', reasons: [] })
    await store.addFix(outing.key, fixAt(0))
    const server = new FixTable()
    server.next = 400
    const send = () => sendNext(store, outing.key, server, refusalOf, () => start)
    expect((await send()).outcome).toBe('more')
    server.next = 'answers'
    expect((await send()).outcome).toBe('more')
    expect((await send()).outcome).toBe('done')
    expect(server.stored.size).toBe(1)
    expect(server.batches.every(({ endedAt }) => endedAt === undefined)).toBe(true)
  })
})
