import type { ImportDetail, ImportOptions } from '../../../api/imports/contract.ts'
import * as words from '../../i18n/data.ts'
import { text } from '../../i18n/text.ts'
import { session } from '../../state/session.svelte.ts'
import { choices } from './choices.svelte.ts'
import { dateOrderFieldId } from './date-order-field.ts'
import { desk } from './desk.svelte.ts'
import { unitFieldId } from './unit-field.ts'

interface Choice {
  value: string
  label: string
}

interface Common {
  /** Also the id of the field on the page, for whoever leads to it. */
  id: string
  label: string
  hint?: string
}

/** One choice of an import as the form shows it. */
export type OptionField = Common &
  (
    | { input: 'checkbox'; checked: boolean; set: (checked: boolean) => void }
    | { input: 'select'; choices: readonly Choice[]; value: string; set: (value: string) => void }
    | {
        input: 'text' | 'date' | 'number'
        value: string
        set: (value: string) => void
        suggestions?: readonly Choice[]
        /** Why it cannot stay blank, told once the field was left. */
        needed?: string
      }
  )

/** Fields that stand beside each other where there is room. */
export type OptionRow = readonly OptionField[]

type Enumerated = 'source' | 'placePrecision' | 'forceType' | 'mode' | 'attire' | 'speedUnit' | 'dateOrder'
type Written = 'sourceSystem' | 'timeZone' | 'unitCode' | 'startsOn' | 'endsOn'
type Listed = 'defaultCategory' | 'orgUnit'
type Ticked = 'createMissingCategories' | 'createMissingUnits'

/** A choice among the words the contract knows; `usual` is what holds unless another is chosen. */
function oneOf<Key extends Enumerated>(
  key: Key,
  label: string,
  wordOf: Readonly<Record<NonNullable<ImportOptions[Key]>, string>>,
  usual: NonNullable<ImportOptions[Key]> | { label: string },
): OptionField {
  const known = Object.entries<string>(wordOf).map(([value, word]) => ({ value, label: word }))
  const isOpen = typeof usual === 'object'
  return {
    id: key,
    input: 'select',
    label,
    choices: isOpen ? [{ value: '', label: usual.label }, ...known] : known,
    value: desk.options[key] ?? (isOpen ? '' : usual),
    set: (value) => (desk.options[key] = value in wordOf ? (value as ImportOptions[Key]) : undefined),
  }
}

/** A choice among records of the district, or none of them. */
function listed(key: Listed, label: string, none: string, records: readonly Choice[]): OptionField {
  return {
    id: key,
    input: 'select',
    label,
    choices: [{ value: '', label: none }, ...records],
    value: desk.options[key] ?? '',
    set: (code) => (desk.options[key] = code || undefined),
  }
}

function written(key: Written, label: string, more: { hint?: string; input?: 'date' } = {}) {
  return {
    id: key as string,
    input: 'text' as const,
    label,
    value: desk.options[key] ?? '',
    set: (value: string) => void (desk.options[key] = value.trim() || undefined),
    ...more,
  }
}

function ticked(key: Ticked, label: string): OptionField {
  return {
    id: key,
    input: 'checkbox',
    label,
    checked: desk.options[key] ?? false,
    set: (checked) => (desk.options[key] = checked || undefined),
  }
}

/** Nothing is assumed about dates such as 03/04/2024: a file with them is asked about. */
function dateOrder(): OptionField {
  const t = text(words)
  const field = oneOf('dateOrder', t.dateOrder, t.dateOrders, { label: t.dateOrderOpen })
  return { ...field, id: dateOrderFieldId }
}

function caseRows(): OptionRow[] {
  const t = text(words)
  return [
    [ticked('createMissingCategories', t.createMissingCategories)],
    [listed('defaultCategory', t.defaultCategory, t.noDefault, choices.categories)],
    [
      oneOf('source', t.source, t.sources, 'public_report'),
      oneOf('placePrecision', t.placePrecision, t.placePrecisions, 'point'),
    ],
    [written('sourceSystem', t.sourceSystem, { hint: t.sourceSystemHint })],
    [dateOrder()],
    [written('timeZone', t.timeZone, { hint: t.timeZoneHint(session.viewer.district.timeZone) })],
  ]
}

function trackRows({ fileFormat }: ImportDetail): OptionRow[] {
  const t = text(words)
  const { mapping, options } = desk
  const isGpx = fileFormat === 'gpx'
  const unit: OptionField = {
    ...written('unitCode', isGpx ? `${t.unitOfTrack} · ${t.required}` : t.unitCode),
    id: unitFieldId,
    suggestions: choices.patrolUnits,
    ...(isGpx ? { hint: t.unitOfTrackHint } : {}),
    ...(isGpx && desk.needsUnit ? { needed: t.unitNeeded } : {}),
  }
  return [
    mapping['unitCode'] ? [] : [unit],
    [ticked('createMissingUnits', t.createMissingUnits)],
    options.createMissingUnits
      ? [
          listed('orgUnit', t.unitOwner, t.district, choices.orgUnits),
          oneOf('forceType', t.forceType, t.forceTypes, 'police'),
        ]
      : [],
    [
      oneOf('mode', t.mode, t.modes, 'vehicle'),
      oneOf('attire', t.attire, t.attires, 'uniform'),
      ...(mapping['speed'] ? [oneOf('speedUnit', t.speedUnit, { 'm/s': 'm/s', 'km/h': 'km/h' }, 'm/s')] : []),
    ],
    isGpx ? [] : [dateOrder()],
  ]
}

function placeRows(concept: 'patrol-lines' | 'patrol-points' | 'control-areas'): OptionRow[] {
  const t = text(words)
  const { options } = desk
  const kinds = Object.entries(t.kinds[concept]).map(([value, label]) => ({ value, label: String(label) }))
  const kind = options.defaultKind ?? kinds[0]?.value ?? ''
  const usualAmount = concept === 'control-areas' ? 60 : 1
  const { requirement } = options
  const slot: OptionField = {
    id: 'requirement',
    input: 'select',
    label: t.requirement,
    choices: [{ value: '', label: t.noRequirement }, ...choices.timeSlots],
    value: requirement?.timeSlot ?? '',
    set: (timeSlot) =>
      (options.requirement = timeSlot ? { timeSlot, amount: requirement?.amount ?? usualAmount } : undefined),
  }
  const amount: OptionField = {
    id: 'amount',
    input: 'number',
    label: t.amounts[concept],
    value: String(requirement?.amount ?? ''),
    set: (value) => {
      const number = Number(value)
      if (options.requirement && Number.isInteger(number) && number >= 1) options.requirement.amount = number
    },
  }
  return [
    [listed('orgUnit', t.orgUnit, t.district, choices.orgUnits)],
    [
      {
        id: 'defaultKind',
        input: 'select',
        label: t.defaultKind,
        choices: kinds,
        value: kind,
        set: (value) => (options.defaultKind = value),
      },
    ],
    kind === 'campaign' && concept === 'control-areas'
      ? [written('startsOn', t.startsOn, { input: 'date' }), written('endsOn', t.endsOn, { input: 'date' })]
      : [],
    requirement ? [slot, amount] : [slot],
  ]
}

/** What is asked before a file of this concept is checked, row by row; empty for streets. */
export function optionRows(detail: ImportDetail): OptionRow[] {
  const { concept } = detail
  if (concept === 'roads') return []
  const rows =
    concept === 'cases' ? caseRows() : concept === 'tracks' ? trackRows(detail) : placeRows(concept)
  return rows.filter((row) => row.length > 0)
}
