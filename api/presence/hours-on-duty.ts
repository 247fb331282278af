import type { Viewer } from '../auth/viewer.ts'
import type { ApiContext } from '../http/context.ts'
import { askedWindow } from './asked-window.ts'
import type { PresenceHours, PresenceQuery } from './contract.ts'
import { runsOfHours, type WindowHour } from './hours-of-window.ts'
import { secondsByStation, stationsInScope } from './queries.ts'

const hourMilliseconds = 3_600_000
const instantOf = (hour: number): string => new Date(hour * hourMilliseconds).toISOString()

interface OnDuty {
  seconds: number
  units: Set<number>
}

/** The window hour by hour, and the hours in which nobody was on, in the scope and per station. */
export async function presenceHours(
  context: ApiContext,
  viewer: Viewer,
  query: PresenceQuery,
): Promise<PresenceHours> {
  const asked = await askedWindow(context, query)
  const whole = new Map<number, OnDuty>()
  const byStation = new Map<number, Map<number, OnDuty>>()
  for (const { hour, stationId, unitId, seconds } of await secondsByStation(
    context.database,
    viewer,
    asked.window,
  )) {
    const station = byStation.get(stationId) ?? new Map<number, OnDuty>()
    byStation.set(stationId, station)
    for (const hours of [whole, station]) {
      const onDuty = hours.get(hour) ?? { seconds: 0, units: new Set<number>() }
      onDuty.seconds += seconds
      onDuty.units.add(unitId)
      hours.set(hour, onDuty)
    }
  }
  return {
    ...asked.lookedAt,
    begins: asked.hours.map(({ hour }) => instantOf(hour)),
    unitMinutes: asked.hours.map(({ hour }) => Math.round((whole.get(hour)?.seconds ?? 0) / 0.6) / 100),
    units: asked.hours.map(({ hour }) => whole.get(hour)?.units.size ?? 0),
    empty: emptyRuns(asked.hours, whole),
    stations: (await stationsInScope(context.database.read, viewer)).map((station) => {
      const hours = byStation.get(station.id) ?? new Map<number, OnDuty>()
      const empty = emptyRuns(asked.hours, hours)
      return {
        ...station,
        unitMinutes: asked.hours.reduce((sum, { hour }) => sum + (hours.get(hour)?.seconds ?? 0) / 60, 0),
        emptyHours: empty.reduce((sum, run) => sum + run.hours, 0),
        empty,
      }
    }),
  }
}

function emptyRuns(hours: readonly WindowHour[], onDuty: Map<number, OnDuty>): PresenceHours['empty'] {
  const empty = hours.filter(({ hour }) => !onDuty.has(hour)).map(({ hour }) => hour)
  return runsOfHours(empty).map(({ from, to }) => ({
    from: instantOf(from),
    to: instantOf(to),
    hours: to - from,
  }))
}
