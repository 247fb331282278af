import type { AuditRow } from '../../../api/audit/contract.ts'
import type { Setting } from '../../../api/settings/contract.ts'
import { settingText } from './setting-value.ts'

/** One field of an audit entry; `before` and `after` are undefined where the entry does not say. */
interface AuditField {
  name: string
  before: unknown
  after: unknown
}

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The detail of an audit entry as fields: before and after where it was a change, one column otherwise. */
export function auditFields(detail: AuditRow['detail']): { fields: AuditField[]; isChange: boolean } {
  if (!isFields(detail)) return { fields: [], isChange: false }
  const isChange = 'before' in detail || 'after' in detail
  if (!isChange) {
    const fields = Object.entries(detail).map(([name, after]) => ({ name, before: undefined, after }))
    return { fields, isChange }
  }
  const { before, after, ...others } = detail
  const sides = isFields(before) || isFields(after)
  const ofSide = (side: unknown): Fields => (isFields(side) ? side : {})
  const names = new Set([...Object.keys(ofSide(before)), ...Object.keys(ofSide(after))])
  const changes = sides
    ? [...names].map((name) => ({ name, before: ofSide(before)[name], after: ofSide(after)[name] }))
    : [{ name: 'value', before, after }]
  const differing = changes.filter(
    (field) => field.after !== undefined && JSON.stringify(field.before) !== JSON.stringify(field.after),
  )
  return {
    fields: [
      ...(differing.length > 0 ? differing : changes),
      ...Object.entries(others).map(([name, value]) => ({ name, before: undefined, after: value })),
    ],
    isChange,
  }
}

/** `150 → 45 (default)`: what became of a setting; null for anything else, the district's fields among them. */
export function settingChange(
  { concept, action, recordCode, detail }: Pick<AuditRow, 'concept' | 'action' | 'recordCode' | 'detail'>,
  isDefault: string,
): string | null {
  if (concept !== 'settings' || recordCode === 'district' || !isFields(detail)) return null
  const { before, after } = detail as { before?: Setting['value']; after?: Setting['value'] }
  const shown = (value: Setting['value'] | undefined) =>
    value === undefined || value === null ? isDefault : settingText(value)
  const reset = action === 'reset' && after !== undefined && after !== null
  return `${shown(before)} → ${shown(after)}${reset ? ` (${isDefault})` : ''}`
}
