import type { Database } from '../database/connect.ts'
import { type DistrictSettings, districtSettings } from './district.ts'
import { settingDefinitions, type SettingKey, type SettingValue } from './defaults.ts'

const freshForMilliseconds = 1000

/**
 * Settings and the district as the database has them, remembered for at most a second;
 * the process that changes one calls `forget`.
 */
export class SettingsReader {
  readonly #database: Database
  #values = new Map<string, unknown>()
  #readAt = 0
  /** Counts the calls of `forget`, so that a read begun before one is not taken for fresh after it. */
  #generation = 0

  constructor(database: Database) {
    this.#database = database
  }

  async get<Key extends SettingKey>(key: Key): Promise<SettingValue<Key>> {
    await this.#refresh()
    const definition = settingDefinitions[key]
    const stored = this.#values.get(key)
    const parsed = stored === undefined ? undefined : definition.schema.safeParse(stored)
    return (parsed?.success ? parsed.data : definition.default) as SettingValue<Key>
  }

  /** The district; null until it is set up. */
  async districtOrNull(): Promise<DistrictSettings | null> {
    await this.#refresh()
    const stored = this.#values.get('district')
    return stored === undefined ? null : districtSettings.parse(stored)
  }

  /** The district. @throws when it is not set up yet; routes behind a sign-in never meet that. */
  async district(): Promise<DistrictSettings> {
    const district = await this.districtOrNull()
    if (!district) throw new Error('The district has not been set up')
    return district
  }

  forget(): void {
    this.#generation += 1
    this.#readAt = 0
  }

  async #refresh(): Promise<void> {
    if (Date.now() - this.#readAt < freshForMilliseconds) return
    const generation = this.#generation
    const startedAt = Date.now()
    const rows = await this.#database.write.selectFrom('settings').select(['key', 'value']).execute()
    this.#values = new Map(rows.map((row) => [row.key, row.value]))
    if (generation === this.#generation) this.#readAt = startedAt
  }
}
