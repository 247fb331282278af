/** Keeps the screen on while it is held; the browser takes it away whenever the page is hidden. */
export class WakeLock {
  #sentinel: WakeLockSentinel | null = null
  #wanted = false

  async hold(): Promise<void> {
    this.#wanted = true
    if (!('wakeLock' in navigator) || (this.#sentinel && !this.#sentinel.released)) return
    try {
      const sentinel = await navigator.wakeLock.request('screen')
      if (this.#wanted) this.#sentinel = sentinel
      else await sentinel.release()
    } catch {
      // Refused with a flat battery or in the background: recording goes on, what is not seen is marked.
    }
  }

  release(): void {
    this.#wanted = false
    void this.#sentinel?.release()
    this.#sentinel = null
  }
}
