import { listSettings, type Setting } from '../../../api/settings/contract.ts'
import { call } from '../../api.ts'
import * as auditWords from '../../i18n/system-audit.ts'
import { text } from '../../i18n/text.ts'

/** What the settings are called, for records that hold their keys. */
class SettingTitles {
  #titles = $state.raw<Readonly<Record<string, Setting['title']>>>({})

  async load(): Promise<void> {
    const { settings } = await call(listSettings)
    this.#titles = Object.fromEntries(settings.map(({ key, title }) => [key, title]))
  }

  /** In the chosen language; the key of one that is no more. */
  of(key: string): string {
    if (key === 'district') return text(auditWords).district
    const title = this.#titles[key]
    return title ? text(title) : key
  }
}

export const settingTitles = new SettingTitles()
