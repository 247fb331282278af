import { describe, expect, it } from 'vitest'
import { compute } from '../../api/compute/compute.ts'
import { SharedWork } from '../../api/compute/shared-work.ts'
import { cellContiguity, cellIndex } from '../../api/hotspots/lattice.ts'

describe('work that several wait for', () => {
  it('is done once, and all who wait hear how far it is', async () => {
    const shared = new SharedWork<number>(4)
    const heard: number[] = []
    let runs = 0
    const ask = (): Promise<number> =>
      shared.get('a', { report: (share) => heard.push(share) }, async ({ report }) => {
        runs += 1
        await Promise.resolve()
        report(0.5)
        return 7
      })
    expect(await Promise.all([ask(), ask()])).toEqual([7, 7])
    expect(await ask()).toBe(7)
    expect(runs).toBe(1)
    expect(heard.slice(0, 2)).toEqual([0.5, 0.5])
  })

  it('goes on while one still waits, and ends when nobody does', async () => {
    const shared = new SharedWork<string>(4)
    const [first, second] = [new AbortController(), new AbortController()]
    let ended = false
    const ask = ({ signal }: AbortController): Promise<string> =>
      shared.get('a', { signal }, ({ signal: stop }) => {
        stop.addEventListener('abort', () => (ended = true))
        return new Promise((_, reject) => stop.addEventListener('abort', () => reject(new Error('stopped'))))
      })
    const [one, other] = [ask(first), ask(second)]
    first.abort()
    await expect(one).rejects.toThrow(/abort/i)
    expect(ended).toBe(false)
    second.abort()
    await expect(other).rejects.toThrow(/abort/i)
    expect(ended).toBe(true)
  })

  it('is forgotten when it failed', async () => {
    const shared = new SharedWork<number>(4)
    await expect(shared.get('a', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await shared.get('a', {}, () => Promise.resolve(1))).toBe(1)
  })
})

describe('a task in a worker thread', () => {
  const columns = Int32Array.from({ length: 2500 }, (_, cell) => cell % 50)
  const rows = Int32Array.from({ length: 2500 }, (_, cell) => Math.floor(cell / 50))
  const contiguity = cellContiguity(cellIndex({ shape: 'squares', cellMeters: 100 }, columns, rows))
  const values = Float64Array.from({ length: 2500 }, (_, cell) => (cell * 7919) % 13)

  it('gives its answer and tells how far it is', async () => {
    const heard: number[] = []
    const { I } = await compute('localMoran', [values, contiguity, { count: 99, seed: 1 }], {
      report: (share) => heard.push(share),
    })
    expect(I).toHaveLength(2500)
    expect(heard.length).toBeGreaterThan(1)
    expect(heard).toEqual(heard.toSorted((a, b) => a - b))
  })

  it('is ended when nobody waits any more', async () => {
    const gone = new AbortController()
    const running = compute('localMoran', [values, contiguity, { count: 200_000, seed: 1 }], {
      signal: gone.signal,
      report: () => gone.abort(),
    })
    await expect(running).rejects.toThrow(/abort/i)
  })
})
