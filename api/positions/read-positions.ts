import { positionToStored } from '../imports/coordinates.ts'
import { type AcceptedArea, isAccepted } from '../imports/stored-position.ts'
import type { Bilingual } from '../http/contract.ts'
import type { PositionBatch, RefusalReason } from './contract.ts'

/** A position that can be stored. */
export interface ReadFix {
  timeMilliseconds: number
  lon: number
  lat: number
  accuracyMeters: number | null
  speedMetersPerSecond: number | null
  bearingDegrees: number | null
  /** The first after a pause. */
  resumed: boolean
}

export interface RefusedPosition {
  /** Place in the batch, from 0. */
  index: number
  reason: RefusalReason
}

export interface ReadingRules {
  coordinateSystem: PositionBatch['coordinateSystem']
  area: AcceptedArea
  earliestMilliseconds: number
  latestMilliseconds: number
}

const systems = { wgs84: 'WGS84', cgcs2000: 'CGCS2000', gcj02: 'GCJ02' } as const

/** `2026-11-21T08:00:00+08:00`, with or without a fraction of the second. */
const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/

/** What each reason means to the one who sent the position. */
export const refusalMessages: Record<RefusalReason, Bilingual> = {
  'not-an-object': { zh: '不是一个定位对象', en: 'It is not an object with a position' },
  'time-unreadable': {
    zh: '时间无法识别,应形如 2026-11-21T08:00:00+08:00',
    en: 'The time cannot be read; it should look like 2026-11-21T08:00:00+08:00',
  },
  'time-in-future': {
    zh: '时间在将来,请校准设备时钟和时区',
    en: 'The time is in the future; set the clock and time zone of the device',
  },
  'time-too-old': {
    zh: '时间早于原始定位的保存期限,请检查设备时钟',
    en: 'The time is before the days for which fixes are kept; check the clock of the device',
  },
  'not-a-number': { zh: '有一个数值不是数字', en: 'A value that should be a number is none' },
  'position-missing': { zh: '没有位置(0, 0)', en: 'There is no position (0, 0)' },
  'position-swapped': {
    zh: '经度和纬度似乎写反了',
    en: 'Longitude and latitude seem to have changed places',
  },
  'position-outside': {
    zh: '位置在辖区及周边 50 公里以外',
    en: 'The position is outside the district and the kilometres around it',
  },
}

/** Sorts the positions of a batch into those that can be stored, by time with no two at the same, and those that cannot, with the reason. */
export function readPositions(
  items: readonly unknown[],
  rules: ReadingRules,
): { fixes: ReadFix[]; repeatedCount: number; refused: RefusedPosition[] } {
  const byTime = new Map<number, ReadFix>()
  const refused: RefusedPosition[] = []
  let repeatedCount = 0
  items.forEach((item, index) => {
    const read = readPosition(item, rules)
    if (typeof read === 'string') {
      refused.push({ index, reason: read })
      return
    }
    const other = byTime.get(read.timeMilliseconds)
    if (other) repeatedCount++
    if (!other || isBetter(read, other)) byTime.set(read.timeMilliseconds, read)
  })
  const fixes = [...byTime.values()].sort((a, b) => a.timeMilliseconds - b.timeMilliseconds)
  return { fixes, repeatedCount, refused }
}

/**
 * Which of two different fixes of one unit at one time counts: the more accurate, else the one further west, else further south, else the one that
 * ends a pause. So it does not matter which came first.
 */
export function isBetter(
  fix: Pick<ReadFix, 'lon' | 'lat' | 'accuracyMeters' | 'resumed'>,
  other: Pick<ReadFix, 'lon' | 'lat' | 'accuracyMeters' | 'resumed'>,
): boolean {
  const difference =
    Math.fround(fix.accuracyMeters ?? Infinity) - Math.fround(other.accuracyMeters ?? Infinity)
  if (difference < 0 || difference > 0) return difference < 0
  if (fix.lon !== other.lon) return fix.lon < other.lon
  if (fix.lat !== other.lat) return fix.lat < other.lat
  return fix.resumed && !other.resumed
}

function readPosition(item: unknown, rules: ReadingRules): ReadFix | RefusalReason {
  if (typeof item !== 'object' || item === null) return 'not-an-object'
  const { time, lon, lat, accuracy, speed, bearing, resumed } = item as Record<string, unknown>
  if (typeof time !== 'string' || !timePattern.test(time)) return 'time-unreadable'
  const timeMilliseconds = Date.parse(time)
  if (Number.isNaN(timeMilliseconds)) return 'time-unreadable'
  if (timeMilliseconds > rules.latestMilliseconds) return 'time-in-future'
  if (timeMilliseconds < rules.earliestMilliseconds) return 'time-too-old'
  if (typeof lon !== 'number' || typeof lat !== 'number') return 'not-a-number'
  const [accuracyMeters, speedMetersPerSecond, degrees] = [accuracy, speed, bearing].map(measured)
  if (accuracyMeters === undefined || speedMetersPerSecond === undefined || degrees === undefined)
    return 'not-a-number'
  const placed = place(lon, lat, rules)
  if (typeof placed === 'string') return placed
  const bearingDegrees = degrees === null ? null : degrees % 360
  return {
    timeMilliseconds,
    ...placed,
    accuracyMeters,
    speedMetersPerSecond,
    bearingDegrees,
    resumed: resumed === true,
  }
}

function place(
  first: number,
  second: number,
  { coordinateSystem, area }: ReadingRules,
): { lon: number; lat: number } | RefusalReason {
  // Null Island is where a device without reception is.
  if (first === 0 && second === 0) return 'position-missing'
  const placed = positionToStored(first, second, systems[coordinateSystem])
  if (!placed.valid) {
    if (placed.reason === 'swapped') return 'position-swapped'
    return placed.reason === 'notNumber' ? 'not-a-number' : 'position-outside'
  }
  const [lon, lat] = placed.value.map((degrees) => Math.round(degrees * 1e7) / 1e7) as [number, number]
  if (isAccepted(area, lon, lat)) return { lon, lat }
  return isAccepted(area, lat, lon) ? 'position-swapped' : 'position-outside'
}

/** Largest value the column holds that a device could mean. */
const mostMeasured = 1e6

/** A value that need not be there: null when missing or below zero, as many devices say "unknown"; undefined when it is no number. */
function measured(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return null
  if (typeof value !== 'number' || !Number.isFinite(value) || value > mostMeasured) return undefined
  return value < 0 ? null : value
}
