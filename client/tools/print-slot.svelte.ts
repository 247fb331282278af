/** What is to be printed, for whoever offers a button: the map tools, the branch's own grid. The dialog is loaded when it opens. */
class PrintViewState {
  #isOpen = $state(false)

  get available(): boolean {
    return true
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  open(): void {
    this.#isOpen = true
  }

  close(): void {
    this.#isOpen = false
  }
}

export const printView = new PrintViewState()
