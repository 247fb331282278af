import { invalidInput } from '../http/problem.ts'

const daySeconds = 86_400

/** What is required, and of what: metres of a line and seconds each visit of a point must last, null for other targets. */
export interface Demand {
  measure: string
  amount: number
  startTime: string
  endTime: string
  lengthMeters: number | null
  dwellSeconds: number | null
}

/** How long a slot lasts; one that ends no later than it starts ends the next day. */
export function slotSeconds(startTime: string, endTime: string): number {
  const secondsOf = (time: string) => {
    const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
    return hours * 3600 + minutes * 60 + seconds
  }
  const seconds = secondsOf(endTime) - secondsOf(startTime)
  return seconds > 0 ? seconds : seconds + daySeconds
}

/** The most that one unit without a rest can do in the slot; null where nothing limits it. */
export function mostPossible(
  { measure, startTime, endTime, lengthMeters, dwellSeconds }: Demand,
  walkingMetersPerSecond: number,
): number | null {
  const seconds = slotSeconds(startTime, endTime)
  if (measure === 'passes') {
    return lengthMeters ? Math.floor((seconds * walkingMetersPerSecond) / lengthMeters) : null
  }
  if (measure === 'visits') return dwellSeconds ? Math.floor(seconds / dwellSeconds) : null
  return Math.floor(seconds / 60)
}

/** @throws invalid-input for more than one unit, walking without a stop, can do in the slot */
export function requirePossible(demand: Demand, walkingMetersPerSecond: number): void {
  const most = mostPossible(demand, walkingMetersPerSecond)
  if (most === null || demand.amount <= most) return
  const { measure, lengthMeters, dwellSeconds } = demand
  const reason =
    measure === 'passes'
      ? {
          zh: `全长 ${Math.round(lengthMeters!)} 米,一个单位按每秒 ${walkingMetersPerSecond} 米不停走,这个时段最多巡过 ${most} 次`,
          en: `One unit walking its ${Math.round(lengthMeters!)} m without a stop at ${walkingMetersPerSecond} m/s passes it at most ${most} times in this slot`,
        }
      : measure === 'visits'
        ? {
            zh: `每次停留 ${Math.round(dwellSeconds! / 60)} 分钟,这个时段最多到点 ${most} 次`,
            en: `With stays of ${Math.round(dwellSeconds! / 60)} min, at most ${most} visits fit into this slot`,
          }
        : {
            zh: `这个时段只有 ${most} 分钟`,
            en: `This slot lasts ${most} minutes`,
          }
  throw invalidInput(
    'amount',
    { zh: '这个要求无法完成', en: 'This requirement cannot be met' },
    {
      zh: `${reason.zh}。请减少数量或换更长的时段。`,
      en: `${reason.en}. Ask for less, or choose a longer slot.`,
    },
  )
}
