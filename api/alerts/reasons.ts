import { type DayKind, slotOccurrences } from '../coverage/slots.ts'
import { type LastSeen, unitState, type UnitStateRules } from '../live/unit-state.ts'

/** Something is required in a slot of places that lie in a station's grids; days are local, `validTo` included. */
export interface StationSlot {
  stationId: number
  slotId: number
  startTime: string
  endTime: string
  weekdays: number[]
  dayKind: string
  validFrom: string
  validTo: string | null
}

export interface NotStarted {
  stationId: number
  slotId: number
  /** Start of the occurrence, seconds since 1970. */
  sinceSeconds: number
}

const daySeconds = 86_400

/**
 * Stations where a slot with requirements has run for a while and no outing of the station's units reached into it: nobody is out, and nobody was.
 *
 * @param lastOutSeconds end (or last position) of the latest outing of each station's units, seconds since 1970
 */
export function notStarted(
  slots: readonly StationSlot[],
  lastOutSeconds: ReadonlyMap<number, number>,
  afterSeconds: number,
  nowSeconds: number,
  timeZone: string,
): NotStarted[] {
  const reasons = new Map<string, NotStarted>()
  for (const slot of slots) {
    const { stationId, slotId, validFrom, validTo } = slot
    const begun = slotOccurrences(
      { ...slot, dayKind: slot.dayKind as DayKind },
      nowSeconds - daySeconds,
      nowSeconds,
      { timeZone },
    )
    for (const { day, fromSeconds, toSeconds } of begun) {
      const holds = validFrom <= day && (validTo === null || day <= validTo)
      const isDue = toSeconds > nowSeconds && nowSeconds - fromSeconds >= afterSeconds
      const someoneWasOut = (lastOutSeconds.get(stationId) ?? -Infinity) >= fromSeconds
      if (!holds || !isDue || someoneWasOut) continue
      reasons.set(`${stationId} ${slotId} ${fromSeconds}`, { stationId, slotId, sinceSeconds: fromSeconds })
    }
  }
  return [...reasons.values()]
}

export interface SeenUnit extends LastSeen {
  unitId: number
  orgUnitId: number
  attire: string
}

/** Units that have said nothing for too long during an outing. */
export function silentUnits<Unit extends SeenUnit>(
  units: readonly Unit[],
  rules: UnitStateRules,
  nowSeconds: number,
): Unit[] {
  return units.filter((unit) => unitState(unit, nowSeconds, rules)?.state === 'silent')
}
