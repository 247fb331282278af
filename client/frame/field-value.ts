import { t } from '../i18n/index.ts'
import {
  formatArea,
  formatDate,
  formatDateTime,
  formatDuration,
  formatLength,
  formatNumber,
} from '../i18n/format.ts'
import type { Field, LayerName, Properties } from '../layers/definition.ts'
import { kindWord, referenceName } from '../layers/describe.ts'

/** A property in words, or null where there is nothing to say. */
export function fieldValue(layer: LayerName, field: Field, properties: Properties): string | null {
  const value = properties[field.key]
  if (value === undefined || value === null || value === '') return null
  const words: Record<string, unknown> = t.layers.values
  switch (field.format) {
    case 'kind':
      return kindWord(layer, value) || String(value)
    case 'number':
      return formatNumber(Number(value))
    case 'length':
      return formatLength(Number(value))
    case 'area':
      return formatArea(Number(value))
    case 'meters':
      return `${formatNumber(Number(value))} m`
    case 'day':
      return formatDate(String(value))
    case 'time':
      return formatDateTime(String(value))
    case 'yes-no':
      return value ? t.layers.values.yes : t.layers.values.no
    case 'value': {
      const word = words[String(value)]
      return typeof word === 'string' ? word : String(value)
    }
    case 'duration':
      return formatDuration(Number(value))
    case 'days':
      return t.layers.values.days(formatNumber(Number(value)))
    case 'reference':
      return referenceName(value)
    case 'text':
      return Array.isArray(value) ? value.map(String).join('、') : String(value)
  }
}

const DAY_MS = 86_400_000

/** Whole days since the record was last confirmed; null when it never was. */
export function daysSince(instant: unknown, now: Date): number | null {
  if (typeof instant !== 'string') return null
  return Math.max(0, Math.floor((now.getTime() - Date.parse(instant)) / DAY_MS))
}
