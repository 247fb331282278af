/** Counts what this page has stored, so that whatever shows records elsewhere can read them again at once. */
class RecordChangesState {
  #count = $state(0)

  get count(): number {
    return this.#count
  }

  note(): void {
    this.#count++
  }
}

export const recordChanges = new RecordChangesState()
