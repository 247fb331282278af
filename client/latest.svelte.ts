import type { RequestOptions } from './api.ts'

type Query = RequestOptions['query']

/** The latest answer to a question that is asked again and again: the one before stays until the next is there. */
export class Latest<Value> {
  value = $state.raw<Value | null>(null)
  error = $state.raw<unknown>(null)
  loading = $state(false)
  readonly #ask: (query: Query, signal: AbortSignal) => Promise<Value>
  #running: AbortController | null = null
  #answered = $state('')

  constructor(ask: (query: Query, signal: AbortSignal) => Promise<Value>) {
    this.#ask = ask
  }

  async ask(query: Query): Promise<void> {
    const key = JSON.stringify(query)
    this.#running?.abort()
    if (key === this.#answered) {
      this.loading = false
      return
    }
    const controller = new AbortController()
    this.#running = controller
    this.loading = true
    try {
      this.value = await this.#ask(query, controller.signal)
      this.error = null
      this.#answered = key
    } catch (thrown) {
      if (controller.signal.aborted) return
      this.error = thrown
    }
    if (this.#running === controller) this.loading = false
  }

  /** Whether the value is the answer to this question, and not to the one before. */
  answers(query: Query): boolean {
    return this.#answered === JSON.stringify(query)
  }

  stop(): void {
    this.#running?.abort()
    this.loading = false
  }

  /** Asks again although the question is the same. */
  forget(): void {
    this.#answered = ''
  }
}
