import { list, type PatrolUnitProperties } from '../../../api/patrol-units/contract.ts'
import { readAll } from '../../read-all.ts'
import { session } from '../../state/session.svelte.ts'

const STORAGE_KEY = 'xunge.record.unit'

/** The patrol units of the own station: teams, whose work this person may record. */
class UnitsState {
  #units = $state.raw<readonly PatrolUnitProperties[] | null>(null)
  #of = ''

  /** Null until they are read, and without network. */
  get all(): readonly PatrolUnitProperties[] | null {
    return this.#units
  }

  /** The last choice on this device. */
  get remembered(): string {
    return localStorage.getItem(STORAGE_KEY) ?? ''
  }

  remember(code: string): void {
    localStorage.setItem(STORAGE_KEY, code)
  }

  /** @throws {ApiError} */
  async load(): Promise<void> {
    const { username } = session.viewer.account
    if (this.#of === username && this.#units) return
    const rows = await readAll(list)
    this.#of = username
    this.#units = rows.map(({ properties }) => properties).sort((a, b) => a.code.localeCompare(b.code))
  }
}

export const units = new UnitsState()
