const STORAGE_KEY = 'xunge.record.outings'

/**
 * Whether this device keeps outings the server does not have whole. Known at once, so that only then what sends them is loaded, whoever is signed in
 * and also when nobody is.
 */
class StoredOutingsState {
  #any = $state(localStorage.getItem(STORAGE_KEY) === '1')

  get any(): boolean {
    return this.#any
  }

  note(any: boolean): void {
    this.#any = any
    if (any) localStorage.setItem(STORAGE_KEY, '1')
    else localStorage.removeItem(STORAGE_KEY)
  }
}

export const storedOutings = new StoredOutingsState()
