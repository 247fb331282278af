import type { Setting } from '../../../api/settings/contract.ts'
import { formatNumber } from '../../i18n/format.ts'
import { decimalNumber } from './number-text.ts'

/** What is typed for a setting: rows of fields. One row with the field `value` for a plain number, as many as wished for a list. */
type SettingRows = Record<string, string>[]

const isPart = (item: unknown): item is Record<string, number> => typeof item === 'object' && item !== null

/** The value of a setting as typed. */
export function rowsOf(value: Setting['value']): SettingRows {
  const items = Array.isArray(value) ? value : [value]
  return items.map((item) =>
    isPart(item)
      ? Object.fromEntries(Object.entries(item).map(([name, part]) => [name, String(part)]))
      : { value: String(item) },
  )
}

/** What was typed, in the shape of the default; null while something is no number. */
export function valueOfRows(rows: SettingRows, shape: Setting['value']): Setting['value'] | null {
  const items: (number | Record<string, number>)[] = []
  for (const row of rows) {
    const numbers: [string, number][] = []
    for (const [name, text] of Object.entries(row)) {
      const number = decimalNumber(text)
      if (number === null) return null
      numbers.push([name, number])
    }
    items.push('value' in row ? numbers[0]![1] : Object.fromEntries(numbers))
  }
  return Array.isArray(shape) ? items : (items[0] ?? null)
}

type Limit = Setting['limits'][string]

/** The range of the first number typed that lies outside it or should be whole; null while all fit. */
export function firstOutside(rows: SettingRows, limits: Setting['limits']): Limit | null {
  for (const row of rows) {
    for (const [name, text] of Object.entries(row)) {
      const limit = limits[name]
      const number = decimalNumber(text)
      if (!limit || number === null) continue
      const fits = number >= limit.minimum && number <= limit.maximum
      if (!fits || (limit.whole && !Number.isInteger(number))) return limit
    }
  }
  return null
}

/** A value in one line: `25`, `1 / 3 / 5`, `30 → 150 / 50 → 270`. */
export function settingText(value: Setting['value']): string {
  const one = (item: unknown): string =>
    isPart(item)
      ? Object.values(item)
          .map((part) => formatNumber(part, 2))
          .join(' → ')
      : typeof item === 'number'
        ? formatNumber(item, 3)
        : String(item)
  return (Array.isArray(value) ? value : [value]).map(one).join(' / ')
}
