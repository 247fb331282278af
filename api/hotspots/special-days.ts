import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** The package's table and not its functions: those read dates in the server's time zone and are a day off west of Greenwich. */
const { holidays } = require('chinese-days/dist/chinese-days.json') as {
  /** Keyed by `YYYY-MM-DD`: `English,中文,days`. */
  holidays: Record<string, string>
}

/** Public holidays of mainland China, and days of the lunar calendar on which much is different although they are worked. */
export const specialDays = [
  'newYear',
  'beforeSpringFestival',
  'springFestival',
  'lanternFestival',
  'qingming',
  'labourDay',
  'dragonBoat',
  'ghostFestival',
  'midAutumn',
  'nationalDay',
] as const
export type SpecialDay = (typeof specialDays)[number]

/** As the State Council's notices call them (package chinese-days). */
const namesInNotices: Record<string, SpecialDay> = {
  元旦: 'newYear',
  春节: 'springFestival',
  清明: 'qingming',
  劳动节: 'labourDay',
  端午: 'dragonBoat',
  中秋: 'midAutumn',
  国庆节: 'nationalDay',
}

/** So many days before the first of the lunar year, where they are no public holiday: people travel home, and shops are full. */
const weeksBeforeFestivalDays = 14
const dayMilliseconds = 86_400_000

const lunarFormat = new Intl.DateTimeFormat('en-u-ca-chinese', {
  timeZone: 'UTC',
  month: 'numeric',
  day: 'numeric',
})

/** Month and day of the lunar calendar, `1/15` for 正月十五; a leap month carries `bis`. @param day days since 1970 */
export function lunarDay(day: number): string {
  // Noon: whatever the calendar's own time zone, the day is the same.
  return lunarFormat.format((day + 0.5) * dayMilliseconds)
}

/** `YYYY-MM-DD` of days since 1970. */
export function isoDay(day: number): string {
  return new Date(day * dayMilliseconds).toISOString().slice(0, 10)
}

/**
 * Which special day a day is; null for an ordinary one. Public holidays are all the days off of a notice, weekends between them included; in years without
 * a notice yet only the days of the lunar calendar are known.
 *
 * @param day days since 1970
 */
export function specialDayOf(day: number): SpecialDay | 'other' | null {
  let known = knownDays.get(day)
  if (known === undefined) knownDays.set(day, (known = readSpecialDay(day)))
  return known
}

const knownDays = new Map<number, SpecialDay | 'other' | null>()

function readSpecialDay(day: number): SpecialDay | 'other' | null {
  const notice = holidays[isoDay(day)]
  if (notice !== undefined) return namesInNotices[notice.split(',')[1] ?? ''] ?? 'other'
  const lunar = lunarDay(day)
  if (lunar === '1/15') return 'lanternFestival'
  if (lunar === '7/15') return 'ghostFestival'
  const [month] = lunar.split('/')
  if (month === '11' || month === '12') {
    for (let ahead = 1; ahead <= weeksBeforeFestivalDays; ahead += 1) {
      if (lunarDay(day + ahead) === '1/1') return 'beforeSpringFestival'
    }
  }
  return null
}
