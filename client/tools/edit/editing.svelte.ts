import type { Draft } from './draft.svelte.ts'

/** The one record that is being edited or created, and the question that must be answered before it is left. Small: the drawer reads it. */
class EditingState {
  #draft = $state.raw<Draft | null>(null)
  #leaving = $state.raw<(() => void) | null>(null)
  #end: (() => void) | null = null

  get draft(): Draft | null {
    return this.#draft
  }

  /** Whether the person is being asked what to do with unsaved changes. */
  get asking(): boolean {
    return this.#leaving !== null
  }

  isOpenFor(layer: string, id: number): boolean {
    return this.#draft?.layer === layer && this.#draft.id === id
  }

  /** `end` is called when editing ends, however it ends. */
  begin(draft: Draft, end: () => void): void {
    this.close()
    this.#draft = draft
    this.#end = end
  }

  /** Ends editing; what was not saved is gone. */
  close(): void {
    const end = this.#end
    this.#draft = null
    this.#end = null
    this.#leaving = null
    end?.()
  }

  /** Ends editing and goes on, after asking where something would be lost. */
  leave(goOn: () => void = () => undefined): void {
    if (this.#draft?.dirty) {
      this.#leaving = goOn
      return
    }
    this.close()
    goOn()
  }

  stay(): void {
    this.#leaving = null
  }

  discard(): void {
    const goOn = this.#leaving
    this.close()
    goOn?.()
  }
}

export const editing = new EditingState()
