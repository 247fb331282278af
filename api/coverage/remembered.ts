/** The latest few results of a slow computation, by key. Equal questions at the same time share one run; a failed one is forgotten. */
export class Remembered<Value> {
  readonly #capacity: number
  readonly #values = new Map<string, Promise<Value>>()

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get(key: string, compute: () => Promise<Value>): Promise<Value> {
    const known = this.#values.get(key)
    if (known) return known
    const value = compute()
    this.#values.set(key, value)
    value.catch(() => this.#values.delete(key))
    for (const old of [...this.#values.keys()].slice(0, -this.#capacity)) this.#values.delete(old)
    return value
  }
}
