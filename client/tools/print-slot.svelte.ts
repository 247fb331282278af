/** Where the print tool hooks in: the button appears once something can open. */
class PrintViewState {
  #open = $state.raw<(() => void) | null>(null)

  get available(): boolean {
    return this.#open !== null
  }

  /** Called once by the print tool. */
  offer(open: () => void): void {
    this.#open = open
  }

  open(): void {
    this.#open?.()
  }
}

export const printView = new PrintViewState()
