import type { RequestOptions } from './api.ts'

type Query = RequestOptions['query']
type Ask<Value> = (query: Query, signal: AbortSignal, report: (share: number) => void) => Promise<Value>

/** The latest answer to a question that is asked again and again: the one before stays until the next is there. */
export class Latest<Value> {
  value = $state.raw<Value | null>(null)
  error = $state.raw<unknown>(null)
  loading = $state(false)
  /** How far the answer is, 0 to 1; null where nothing is told. */
  share = $state<number | null>(null)
  readonly #ask: Ask<Value>
  #running: AbortController | null = null
  #answered = $state('')

  constructor(ask: Ask<Value>) {
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
    this.share = null
    const report = (share: number) => {
      if (this.#running === controller) this.share = share
    }
    try {
      this.value = await this.#ask(query, controller.signal, report)
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
