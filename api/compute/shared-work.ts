import type { Waiting } from './compute.ts'

interface Run<Value> {
  value: Promise<Value>
  waiting: Set<Waiting>
  stop: AbortController
  share: number
}

/**
 * The latest few results of slow work, by key. Equal questions at the same time share one run, hear of its progress, and it ends when none of those who
 * asked waits any more; a failed run is forgotten.
 */
export class SharedWork<Value> {
  readonly #capacity: number
  readonly #runs = new Map<string, Run<Value>>()

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** @throws what `work` throws, and an `AbortError` as soon as this asker's signal is aborted */
  async get(
    key: string,
    waiting: Waiting,
    work: (waiting: Required<Waiting>) => Promise<Value>,
  ): Promise<Value> {
    waiting.signal?.throwIfAborted()
    const run = this.#runs.get(key) ?? this.#begin(key, work)
    // The least recently asked gives way.
    this.#runs.delete(key)
    this.#runs.set(key, run)
    for (const old of [...this.#runs.keys()].slice(0, -this.#capacity)) this.#runs.delete(old)
    run.waiting.add(waiting)
    if (run.share > 0) waiting.report?.(run.share)
    const { signal } = waiting
    try {
      if (!signal) return await run.value
      return await Promise.race([run.value, aborted(signal)])
    } finally {
      run.waiting.delete(waiting)
      if (signal?.aborted && run.waiting.size === 0) run.stop.abort(signal.reason)
    }
  }

  #begin(key: string, work: (waiting: Required<Waiting>) => Promise<Value>): Run<Value> {
    const stop = new AbortController()
    const run: Run<Value> = { value: undefined!, waiting: new Set(), stop, share: 0 }
    const report = (share: number): void => {
      run.share = share
      for (const { report } of run.waiting) report?.(share)
    }
    // Begun after the first asker is in the list.
    run.value = Promise.resolve().then(() => work({ signal: stop.signal, report }))
    run.value.catch(() => this.#runs.get(key) === run && this.#runs.delete(key))
    return run
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
