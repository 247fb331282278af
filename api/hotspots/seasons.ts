export const defaults = {
  /** Half a month to either side: weeks and paydays are smoothed away, seasons are not. */
  smoothingDays: 15,
}

const dayMilliseconds = 86_400_000
const yearDays = 365

export interface MonthRate {
  /** 1 = January. */
  month: number
  /** Whole months of that name in the record. */
  years: number
  /** Of those months together. */
  cases: number
  casesPerDay: number
  /** The latest of them. */
  latest: { year: number; cases: number; casesPerDay: number }
}

/**
 * Daily rates of the twelve months over the whole months of a record; a month that the record lacks is absent.
 *
 * @param counts expected cases by day, without gaps
 * @param firstDay days since 1970 of the first
 */
export function monthRates(counts: Float64Array, firstDay: number): MonthRate[] {
  const months = new Map<number, { year: number; month: number; days: number; cases: number }>()
  counts.forEach((count, index) => {
    const date = new Date((firstDay + index) * dayMilliseconds)
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1]
    const known = months.get(year * 12 + month) ?? { year, month, days: 0, cases: 0 }
    months.set(year * 12 + month, { ...known, days: known.days + 1, cases: known.cases + count })
  })
  const whole = [...months.values()].filter(
    ({ year, month, days }) => days === new Date(Date.UTC(year, month, 0)).getUTCDate(),
  )
  return Array.from({ length: 12 }, (_, index) => index + 1).flatMap((month) => {
    const same = whole.filter((one) => one.month === month)
    const last = same.at(-1)
    if (!last) return []
    const cases = same.reduce((sum, one) => sum + one.cases, 0)
    const days = same.reduce((sum, one) => sum + one.days, 0)
    return [
      {
        month,
        years: same.length,
        cases,
        casesPerDay: cases / days,
        latest: { year: last.year, cases: last.cases, casesPerDay: last.cases / last.days },
      },
    ]
  })
}

/**
 * Cases per day along the year, 365 values from 1 January: the mean over the years of the record, smoothed around the year by a triangle of
 * `smoothingDays` to either side; 29 February is taken with the 28th. Null for less than a year.
 */
export function courseOfYear(counts: Float64Array, firstDay: number): Float64Array | null {
  if (counts.length < yearDays) return null
  const cases = new Float64Array(yearDays)
  const days = new Float64Array(yearDays)
  counts.forEach((count, index) => {
    const date = new Date((firstDay + index) * dayMilliseconds)
    const year = date.getUTCFullYear()
    const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1
    const number = Math.round((date.getTime() - Date.UTC(year, 0, 1)) / dayMilliseconds)
    const day = isLeap && number >= 59 ? number - 1 : number
    cases[day]! += count
    days[day]! += 1
  })
  return Float64Array.from(cases, (_, day) => {
    let [sum, weights] = [0, 0]
    for (let apart = -defaults.smoothingDays; apart <= defaults.smoothingDays; apart += 1) {
      const other = (day + apart + yearDays) % yearDays
      const weight = defaults.smoothingDays + 1 - Math.abs(apart)
      sum += weight * cases[other]!
      weights += weight * days[other]!
    }
    return sum / weights
  })
}
