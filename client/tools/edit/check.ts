import type { z } from 'zod'
import { formatNumber } from '../../i18n/format.ts'
import * as area from '../../i18n/editing.ts'
import { text } from '../../i18n/index.ts'
import { CONTRACTS } from './contracts.ts'
import type { Draft } from './draft.svelte.ts'
import { FORMS, codeField, type FormField, type FormValue } from './fields.ts'

export interface Body {
  version?: number
  properties?: Record<string, unknown>
  geometry?: unknown
}

/** A value of the form as the contract wants it; undefined where it is left to the server. */
export function contractValue(field: FormField, value: FormValue): unknown {
  if (typeof value === 'boolean') return value
  const typed = value.trim()
  if (typed === '')
    return field.key === 'code' || field.input === 'select' || field.input === 'unit' ? undefined : null
  if (field.input === 'unit') return Number(typed)
  return field.input === 'number' ? Number(typed.replaceAll(/[,，\s]/g, '')) : typed
}

function words(issue: z.core.$ZodIssue, field: FormField | undefined): string {
  const { problems } = text(area)
  const bound = (limit: unknown) => formatNumber(Number(limit), 1)
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string' ? problems.required : problems.atLeast(bound(issue.minimum))
    case 'too_big':
      return issue.origin === 'string'
        ? problems.longest(bound(issue.maximum))
        : problems.atMost(bound(issue.maximum))
    case 'invalid_type':
      return issue.expected === 'int'
        ? problems.integer
        : field?.input === 'number'
          ? problems.number
          : problems.required
    case 'invalid_value':
      return problems.required
    case 'invalid_format':
      return field?.key === 'code' ? problems.code : problems.other
    default:
      return problems.other
  }
}

/** What is wrong, by field, in words; empty when the contract accepts it. */
function faults(schema: z.ZodType, body: Body, fields: readonly FormField[]): Record<string, string> {
  const result = schema.safeParse(body)
  if (result.success) return {}
  return Object.fromEntries(
    result.error.issues
      .map((issue) => {
        const key = String(issue.path[0] === 'properties' ? (issue.path[1] ?? 'name') : 'geometry')
        return [
          key,
          words(
            issue,
            fields.find((field) => field.key === key),
          ),
        ] as const
      })
      .toReversed(),
  )
}

/** The request that stores the draft, or what is wrong with it by field. */
export function checked(draft: Draft): { body: Body } | { errors: Record<string, string> } {
  const { problems, shapeMissing } = text(area)
  const isNew = draft.base === null
  const all = [...FORMS[draft.layer].fields, codeField]
  const sent = isNew ? all.map(({ key }) => key) : draft.changedKeys
  const hidden = new Set(
    all.filter(({ shownFor }) => shownFor && !shownFor(draft.values)).map(({ key }) => key),
  )
  const errors: Record<string, string> = {}
  const properties: Record<string, unknown> = {}
  for (const field of all) {
    // What another kind does not have is emptied with the change of kind, not kept out of sight.
    const emptied = hidden.has(field.key) && sent.includes('kind')
    if (!emptied && (hidden.has(field.key) || !sent.includes(field.key))) continue
    const value = emptied ? null : contractValue(field, draft.values[field.key] ?? '')
    const isBlank = value === null || value === undefined
    if (isBlank && 'required' in field && field.required) errors[field.key] = problems.required
    else if (Number.isNaN(value)) errors[field.key] = problems.number
    else if (value !== undefined) properties[field.key] = value
  }
  if (!draft.shape && isNew) errors['geometry'] = shapeMissing
  const body: Body = {
    ...(isNew ? {} : { version: draft.version ?? 1 }),
    properties,
    ...(isNew || draft.shapeChanged ? { geometry: draft.shape } : {}),
  }
  const contract = CONTRACTS[draft.layer]
  // Everything at once: what cannot be read as a value at all, and what the contract refuses of the rest.
  const refused = { ...faults((isNew ? contract.create : contract.change).body, body, all), ...errors }
  return Object.keys(refused).length > 0 ? { errors: refused } : { body }
}
