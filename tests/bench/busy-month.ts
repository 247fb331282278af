import type { City } from '../../seed/city.ts'
import { toLonLat } from '../../seed/plane.ts'
import { Random } from '../../seed/random.ts'
import { recordTrack } from '../../seed/tracks.ts'
import type { BenchPosition } from './position-sender.ts'

/** What one unit recorded on one day of the month. */
export interface UnitDay {
  unitCode: string
  mode: string
  positions: BenchPosition[]
}

const weekSeconds = 7 * 86_400
const weeksOfMonth = 4

/** Twelve weeks of work at the same weekday and hour, done within the last four of them by three times as many units. */
function unitOf(copy: number, unit: number, week: number): string {
  return `B-${copy}-${unit}-${Math.floor(week / weeksOfMonth)}`
}

/** Codes of the units of one copy with the demo unit each stands for. */
export function unitsOfCopy(city: City, copy: number): { code: string; unit: number }[] {
  return city.patrolUnits.flatMap((_, unit) =>
    [0, 1, 2].map((third) => ({ code: unitOf(copy, unit, third * weeksOfMonth), unit })),
  )
}

/**
 * The outings of the demo city again, along the same streets at the same hours with other errors of the receiver, as four weeks of three times
 * as many units: a month of a district that is as busy as there are copies. About half a million fixes each.
 */
export function busyMonth(city: City, copy: number): UnitDay[] {
  const firstStart = city.outings[0]!.startSeconds
  const days = new Map<string, UnitDay>()
  city.outings.forEach((outing, index) => {
    const week = Math.floor((outing.startSeconds - firstStart) / weekSeconds)
    const lastWeek = 11
    if (week > lastWeek) return
    const shiftSeconds = (lastWeek - weeksOfMonth + 1 + (week % weeksOfMonth) - week) * weekSeconds
    const random = new Random(`bench ${copy}/${index}`)
    const track = recordTrack(outing, city.network.roads, random)
    const unitCode = unitOf(copy, outing.unit, week)
    const day = Math.floor((outing.startSeconds + shiftSeconds) / 86_400)
    const key = `${unitCode} ${day} ${outing.mode}`
    const unitDay = days.get(key) ?? { unitCode, mode: outing.mode, positions: [] }
    days.set(key, unitDay)
    for (let i = 0; i < track.timeSeconds.length; i++) {
      const [lon, lat] = toLonLat({ x: track.x[i]!, y: track.y[i]! })
      unitDay.positions.push({
        time: new Date((track.timeSeconds[i]! + shiftSeconds) * 1000).toISOString(),
        lon,
        lat,
        accuracy: Math.round(track.accuracyMeters[i]! * 10) / 10,
        speed: Math.round(track.speedMetersPerSecond[i]! * 100) / 100,
      })
    }
  })
  return [...days.values()]
}
