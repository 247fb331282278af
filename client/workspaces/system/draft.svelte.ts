import { ApiError, messageOf } from '../../api.ts'

/** What somebody is typing into a form: values, whether they differ from what is stored, what the server said. */
export class Draft<Values extends object> {
  values = $state() as Values
  #stored = $state('')
  #busy = $state(false)
  #failure = $state.raw<unknown>(null)

  constructor(values: Values) {
    this.values = values
    this.#stored = JSON.stringify(values)
  }

  get dirty(): boolean {
    return JSON.stringify(this.values) !== this.#stored
  }

  get busy(): boolean {
    return this.#busy
  }

  get failure(): unknown {
    return this.#failure
  }

  /** The record as somebody else left it, while their change and this one disagree. */
  get conflict(): unknown {
    return this.#failure instanceof ApiError && this.#failure.type === '/problems/edit-conflict'
      ? this.#failure.current
      : null
  }

  /** Puts other values in the place of what was typed, as stored. */
  replace(values: Values): void {
    this.values = values
    this.#stored = JSON.stringify(values)
    this.#failure = null
  }

  /**
   * What is wrong with a field.
   * @param rule how the field has to be, in place of the schema's own words
   */
  errorOf(name: string, rule?: string): string | undefined {
    const failure = this.#failure
    if (!(failure instanceof ApiError)) return undefined
    const ofField = (field: string) => field === name || field.split('.').includes(name)
    const schemaError = failure.errors.find(({ field }) => ofField(field))
    if (schemaError) return rule ?? schemaError.message
    return failure.field && ofField(failure.field) ? failure.message : undefined
  }

  /** What is wrong, where no field of `names` shows it. */
  generalError(names: readonly string[]): string | undefined {
    if (!this.#failure || this.conflict !== null) return undefined
    return names.some((name) => this.errorOf(name)) ? undefined : messageOf(this.#failure)
  }

  /** Runs a save; true when it went well. */
  async submit(save: () => Promise<void>): Promise<boolean> {
    this.#busy = true
    this.#failure = null
    try {
      await save()
      this.#stored = JSON.stringify(this.values)
      return true
    } catch (error) {
      this.#failure = error
      return false
    } finally {
      this.#busy = false
    }
  }
}
