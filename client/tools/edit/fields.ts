import type { EditableLayer } from './contracts.ts'

export type ShapeType = 'Point' | 'LineString' | 'Polygon'
export type FormValue = string | boolean
export type FormValues = Readonly<Record<string, FormValue>>

interface Common {
  /** The property of the contract; its label is in the catalogue of the layers. */
  key: string
  /** Left out of the form unless this holds. */
  shownFor?: (values: FormValues) => boolean
}

export type FormField = Common &
  (
    | { input: 'text' | 'note' | 'day'; required?: boolean; initial?: string }
    | { input: 'number'; unit?: 'meters' | 'seconds' | 'days'; required?: boolean; initial?: string }
    | { input: 'select'; options: readonly string[]; required?: boolean; initial?: string }
    | { input: 'switch'; initial?: boolean }
    /** The unit that is responsible; for a new record the one that looks after the grid there, unless chosen. */
    | { input: 'unit' }
  )

interface Form {
  /** What may be drawn; the first is drawn first. */
  shapes: readonly ShapeType[]
  fields: readonly FormField[]
}

const name: FormField = { key: 'name', input: 'text', required: true }
const address: FormField = { key: 'address', input: 'text' }
const kind = (options: readonly string[], initial?: string): FormField => ({
  key: 'kind',
  input: 'select',
  options,
  required: true,
  initial,
})
const tolerance: FormField = {
  key: 'toleranceMeters',
  input: 'number',
  unit: 'meters',
  required: true,
  initial: '25',
}
const unit: FormField = { key: 'orgUnitId', input: 'unit' }
const isCampaign = (values: FormValues) => values['kind'] === 'campaign'

/** What a person fills in for each kind of place, in this order. The limits of the values are those of the contracts. */
export const FORMS: Readonly<Record<EditableLayer, Form>> = {
  courtyards: {
    shapes: ['Polygon', 'Point'],
    fields: [
      name,
      kind(['attended', 'unattended_good', 'unattended_fair', 'unattended_poor']),
      { key: 'scattered', input: 'switch' },
      { key: 'onDuty', input: 'switch' },
      { key: 'volunteerWatch', input: 'switch' },
      { key: 'dutyNote', input: 'note' },
      { key: 'householdCount', input: 'number', required: true, initial: '0' },
      { key: 'residentCount', input: 'number', required: true, initial: '0' },
      { key: 'buildingCount', input: 'number' },
      { key: 'doorCount', input: 'number' },
      { key: 'gateCount', input: 'number' },
      { key: 'cameraCount', input: 'number' },
      address,
      unit,
    ],
  },
  'key-sections': {
    shapes: ['LineString'],
    fields: [name, kind(['foot_patrol', 'fixed_point'], 'foot_patrol'), tolerance, unit],
  },
  'patrol-lines': {
    shapes: ['LineString'],
    fields: [name, kind(['standard', 'campaign'], 'standard'), tolerance, unit],
  },
  'patrol-points': {
    shapes: ['Point'],
    fields: [
      name,
      kind(['standard', 'campaign'], 'standard'),
      { key: 'radiusMeters', input: 'number', unit: 'meters', required: true, initial: '40' },
      { key: 'dwellSeconds', input: 'number', unit: 'seconds', required: true, initial: '300' },
      address,
      unit,
    ],
  },
  'patrol-routes': {
    shapes: ['LineString'],
    fields: [
      name,
      kind(['foot', 'bike', 'vehicle'], 'foot'),
      { key: 'plannedStart', input: 'text' },
      { key: 'plannedMinutes', input: 'number' },
      unit,
    ],
  },
  'control-areas': {
    shapes: ['Polygon'],
    fields: [
      name,
      kind(['core', 'key', 'campus', 'campaign']),
      { key: 'startsOn', input: 'day', shownFor: isCampaign },
      { key: 'endsOn', input: 'day', shownFor: isCampaign },
      unit,
    ],
  },
  facilities: {
    shapes: ['Point'],
    fields: [
      name,
      kind(['police_station', 'police_room', 'workstation', 'camera', 'alarm']),
      { key: 'alwaysOpen', input: 'switch' },
      address,
      unit,
    ],
  },
  premises: {
    shapes: ['Point'],
    fields: [
      name,
      kind([
        'shop',
        'entertainment',
        'rental',
        'recycling',
        'lodging',
        'school',
        'hospital',
        'bank',
        'warehouse',
        'other',
      ]),
      address,
      { key: 'letterSignedOn', input: 'day' },
      { key: 'letterExpiresOn', input: 'day' },
      { key: 'inspectionIntervalDays', input: 'number', unit: 'days', required: true, initial: '90' },
      unit,
    ],
  },
}

/** The field of a new record alone. */
export const codeField: FormField = { key: 'code', input: 'text' }
