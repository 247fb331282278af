import { formatDate, formatNumber } from '../../i18n/format.ts'
import * as area from '../../i18n/editing.ts'
import { t, text } from '../../i18n/index.ts'
import { kindWord } from '../../layers/describe.ts'
import type { EditableLayer } from './contracts.ts'
import { units } from './units.ts'
import { codeField, FORMS } from './fields.ts'

/** The name of a field as the form shows it. */
export function fieldLabel(key: string): string {
  const own = text(area)
  if (key === 'name') return own.name
  if (key === 'code') return own.code
  if (key === 'geometry') return own.geometry
  const labels: Record<string, string> = t.layers.fields
  return labels[key] ?? (key === 'orgUnitId' ? t.layers.fields.orgUnit : key)
}

/** A stored value as a person reads it. */
export function valueWords(layer: EditableLayer, key: string, value: unknown): string {
  const own = text(area)
  if (value === null || value === undefined || value === '') return own.historyBlank
  if (typeof value === 'boolean') return value ? t.layers.values.yes : t.layers.values.no
  const field = [...FORMS[layer].fields, codeField].find((known) => known.key === key)
  if (field?.input === 'select') return kindWord(layer, value) || String(value)
  if (field?.input === 'unit') return units.nameOf(Number(value)) ?? String(value)
  if (field?.input === 'day') return formatDate(`${String(value)}T12:00:00Z`)
  if (field?.input === 'number') {
    const number = formatNumber(Number(value), 1)
    return field.unit ? `${number} ${own.units[field.unit]}` : number
  }
  return String(value)
}
