export interface ToastMessage {
  id: number
  text: string
  kind: 'done' | 'problem'
  action?: { label: string; run: () => void }
}

const LIFETIME_MS = 6000

/** Short messages at the bottom: what was done, with undo where there is one; what failed, with another try. */
class ToastsState {
  #messages = $state.raw<readonly ToastMessage[]>([])
  #next = 1

  get messages(): readonly ToastMessage[] {
    return this.#messages
  }

  done(text: string, action?: ToastMessage['action']): void {
    this.#add({ text, kind: 'done', action })
  }

  problem(text: string, action?: ToastMessage['action']): void {
    this.#add({ text, kind: 'problem', action })
  }

  dismiss(id: number): void {
    this.#messages = this.#messages.filter((message) => message.id !== id)
  }

  #add(message: Omit<ToastMessage, 'id'>): void {
    const id = this.#next++
    this.#messages = [...this.#messages.slice(-2), { ...message, id }]
    setTimeout(() => this.dismiss(id), message.action ? LIFETIME_MS * 2 : LIFETIME_MS)
  }
}

export const toasts = new ToastsState()
