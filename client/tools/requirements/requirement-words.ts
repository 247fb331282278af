import type { RequirementProperties } from '../../../api/requirements/contract.ts'
import * as area from '../../i18n/editing.ts'
import { t, text } from '../../i18n/index.ts'
import { dayOf } from '../../state/days.ts'
import { session } from '../../state/session.svelte.ts'

type Slot = Pick<RequirementProperties['slot'], 'name' | 'startTime' | 'endTime' | 'weekdays' | 'dayKind'>
type Layer = RequirementProperties['target']['layer']
export type Measure = RequirementProperties['measure']

/** Passes are counted on lines, visits at points; minutes anywhere. */
export const MEASURES: Readonly<Record<Layer, readonly Measure[]>> = {
  'patrol-lines': ['passes', 'presenceMinutes'],
  'patrol-points': ['visits', 'dwellMinutes', 'presenceMinutes'],
  'key-sections': ['presenceMinutes', 'dwellMinutes'],
  'control-areas': ['presenceMinutes', 'dwellMinutes'],
}

/** `夜间 22:00–02:00 · 每天`. */
export function slotWords({ name, startTime, endTime, weekdays, dayKind }: Slot): string {
  const own = text(area).requirements
  const days =
    weekdays.length === 7 ? own.everyDay : weekdays.map((day) => t.time.weekdayShort[day - 1]).join(' ')
  const kinds: Record<string, string> = own.dayKinds
  return [`${name} ${startTime}–${endTime}`, days, kinds[dayKind]].filter(Boolean).join(' · ')
}

export function today(): string {
  return dayOf(session.now(), session.viewer.district.timeZone)
}

/** Whether a requirement holds today, will hold, or has held. */
export function validity({ validFrom, validTo }: RequirementProperties): 'now' | 'later' | 'over' {
  const day = today()
  if (validFrom > day) return 'later'
  return validTo !== null && validTo < day ? 'over' : 'now'
}
