function askBeforeUnload(event: BeforeUnloadEvent): void {
  event.preventDefault()
}

/** Whether the open page holds something that is typed but not saved, and the question before it is left. */
class UnsavedState {
  #any = $state(false)
  #leaving = $state.raw<(() => void) | null>(null)

  get any(): boolean {
    return this.#any
  }

  set any(any: boolean) {
    if (any) addEventListener('beforeunload', askBeforeUnload)
    else removeEventListener('beforeunload', askBeforeUnload)
    this.#any = any
  }

  /** Whether the person is being asked. */
  get asking(): boolean {
    return this.#leaving !== null
  }

  /** Goes on at once, or after asking where something would be lost. */
  leave(goOn: () => void): void {
    if (this.#any) this.#leaving = goOn
    else goOn()
  }

  stay(): void {
    this.#leaving = null
  }

  discard(): void {
    const goOn = this.#leaving
    this.any = false
    this.#leaving = null
    goOn?.()
  }
}

export const unsaved = new UnsavedState()
