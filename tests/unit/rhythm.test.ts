import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { casesByDay, caseTimes } from '../../api/analyses/rhythm/case-times.ts'
import { holidayNames } from '../../api/analyses/rhythm/contract.ts'
import type { CaseColumns } from '../../api/cases/columns.ts'
import type { WindowFilter } from '../../api/cases/filter.ts'
import { holidayRates } from '../../api/hotspots/holiday-rates.ts'
import { courseOfYear, monthRates } from '../../api/hotspots/seasons.ts'
import { isoDay, lunarDay, specialDayOf, specialDays } from '../../api/hotspots/special-days.ts'

/** Days since 1970 of `YYYY-MM-DD`. */
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000
const specialOn = (day: string) => specialDayOf(dayNumber(day))

function columnsOf(windows: readonly { from: number; to: number }[]): CaseColumns {
  const zeros = new Float64Array(windows.length)
  return {
    length: windows.length,
    exact: new Uint8Array(windows.length).fill(1),
    x: zeros,
    y: zeros,
    from: Float64Array.from(windows, ({ from }) => from),
    to: Float64Array.from(windows, ({ to }) => to),
    categoryId: zeros,
    gridId: zeros,
    source: new Uint8Array(windows.length),
  }
}
const filterOf = (from: string, to: string): WindowFilter => ({
  districtCode: '229901',
  timeZone: 'Asia/Shanghai',
  metricCrs: 4551,
  from: new Date(from),
  to: new Date(to),
  categoryIds: null,
  hours: null,
  weekdays: null,
  source: null,
  scope: null,
})
const all = () => true

describe('special days', () => {
  it('knows public holidays by their notices and lunar days by the calendar', () => {
    expect(specialOn('2026-02-17')).toBe('springFestival')
    expect(specialOn('2026-02-23')).toBe('springFestival')
    expect(specialOn('2026-02-24')).toBeNull()
    expect(specialOn('2025-10-06')).toBe('midAutumn')
    expect(specialOn('2025-10-05')).toBe('nationalDay')
    // A Sunday worked in place of the holiday is an ordinary day.
    expect(specialOn('2025-09-28')).toBeNull()
    expect(lunarDay(dayNumber('2026-03-03'))).toBe('1/15')
    expect(specialOn('2026-03-03')).toBe('lanternFestival')
    expect(specialOn('2025-09-06')).toBe('ghostFestival')
    // 2025 has a leap sixth month: its fifteenth is not that of the seventh.
    expect(specialOn('2025-08-08')).toBeNull()
  })
  it('counts the fortnight before the lunar new year that is no holiday', () => {
    // New year on 2026-02-17, holidays from the 15th on.
    expect(specialOn('2026-02-02')).toBeNull()
    expect(specialOn('2026-02-03')).toBe('beforeSpringFestival')
    expect(specialOn('2026-02-14')).toBe('beforeSpringFestival')
    expect(specialOn('2026-02-15')).toBe('springFestival')
  })
  it('has the names of the contract, and days of ISO', () => {
    expect(specialDays).toEqual(holidayNames)
    expect(isoDay(dayNumber('2024-02-29'))).toBe('2024-02-29')
  })
})

describe('cases on holidays against ordinary days around', () => {
  const first = dayNumber('2025-01-01')
  const days = 730
  const flat = (onHoliday: (day: number) => number) =>
    Float64Array.from({ length: days }, (_, index) => onHoliday(first + index))

  it('is one where every day is alike', () => {
    for (const { ratio, cases, expected } of holidayRates(
      flat(() => 10),
      first,
    )) {
      expect(cases).toBeCloseTo(expected, 9)
      expect(ratio!.ratio).toBeCloseTo(1, 12)
      expect(ratio!.low).toBeLessThan(1)
      expect(ratio!.high).toBeGreaterThan(1)
    }
  })
  it('finds half as many at Spring Festival, whatever trend the year has', () => {
    const counts = flat((day) => (day % 2 ? 8 : 12) * (specialDayOf(day) === 'springFestival' ? 0.5 : 1))
    const spring = holidayRates(counts, first).find(({ name }) => name === 'springFestival')!
    // 2025: 8 days, 2026: 9 days
    expect(spring.days).toBe(17)
    expect(spring.ratio!.ratio).toBeCloseTo(0.5, 1)
    expect(spring.ratio!.high).toBeLessThan(1)
  })
  it('says nothing of a handful of cases', () => {
    const rare = flat((day) => (day % 30 === 0 ? 1 : 0))
    expect(holidayRates(rare, first).find(({ name }) => name === 'newYear')!.ratio).toBeNull()
  })
  it('keeps its confidence: of holidays without effect about one in a hundred is named', () => {
    let seed = 1
    const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647
    const poisson = (mean: number) => {
      let count = -1
      for (let product = 1; product > Math.exp(-mean); count += 1) product *= uniform()
      return count
    }
    let [named, judged] = [0, 0]
    for (let city = 0; city < 150; city += 1) {
      for (const { ratio } of holidayRates(
        flat(() => poisson(4)),
        first,
      )) {
        if (!ratio) continue
        judged += 1
        if (ratio.low > 1 || ratio.high < 1) named += 1
      }
    }
    expect(judged).toBeGreaterThan(1000)
    expect(named / judged).toBeLessThan(0.02)
    expect(named).toBeGreaterThan(0)
  })
})

describe('seasons', () => {
  const first = dayNumber('2024-01-01')
  it('takes whole months alone, and the latest of each', () => {
    // From mid-January 2024 to mid-March 2025: two a day, in 2025 three.
    const start = dayNumber('2024-01-15')
    const counts = Float64Array.from({ length: dayNumber('2025-03-15') - start }, (_, index) =>
      start + index < dayNumber('2025-01-01') ? 2 : 3,
    )
    const months = monthRates(counts, start)
    expect(months.map(({ month, years }) => [month, years])).toEqual([
      [1, 1],
      [2, 2],
      ...Array.from({ length: 10 }, (_, index) => [index + 3, 1]),
    ])
    expect(months[1]).toMatchObject({ cases: 29 * 2 + 28 * 3, latest: { year: 2025, casesPerDay: 3 } })
    expect(months[1]!.casesPerDay).toBeCloseTo((58 + 84) / 57, 12)
  })
  it('smooths the year around its end and keeps the sum', () => {
    const counts = new Float64Array(366 + 365)
    counts[0] = 16
    const course = courseOfYear(counts, first)!
    expect(course).toHaveLength(365)
    expect(course.indexOf(Math.max(...course))).toBe(0)
    expect(course[364]).toBeCloseTo(course[1]!, 12)
    expect(course[350]).toBeGreaterThan(0)
    expect(course[349]).toBe(0)
    expect(courseOfYear(counts.subarray(0, 364), first)).toBeNull()
  })
})

describe('when cases happened', () => {
  it('spreads a night over its hours and days', () => {
    // Monday 22:00 to Tuesday 02:00 in Shanghai
    const columns = columnsOf([
      { from: Date.parse('2026-11-02T22:00:00+08:00'), to: Date.parse('2026-11-03T02:00:00+08:00') },
    ])
    const filter = filterOf('2026-11-01T00:00:00+08:00', '2026-11-08T00:00:00+08:00')
    const { hours, total, uncertainCount, vagueCount } = caseTimes([columns], filter, all)
    expect([hours[22], hours[23], hours[24], hours[25]]).toEqual([0.25, 0.25, 0.25, 0.25])
    expect([total, uncertainCount, vagueCount]).toEqual([1, 1, 0])
    const { counts, firstDay } = casesByDay([columns], filter, all)
    expect(isoDay(firstDay)).toBe('2026-11-01')
    expect([...counts]).toEqual([0, 0.5, 0.5, 0, 0, 0, 0])
  })

  it('adds up to the number of cases to 1e-9, by hour and by day', () => {
    const start = Date.parse('2026-01-01T00:00:00+08:00')
    const windows = fc.array(
      fc.record({
        after: fc.integer({ min: 0, max: 364 * 86_400_000 }),
        span: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 * 86_400_000 })),
      }),
      { minLength: 1, maxLength: 400 },
    )
    const filter = filterOf('2026-01-01T00:00:00+08:00', '2027-01-01T00:00:00+08:00')
    fc.assert(
      fc.property(windows, (cases) => {
        const columns = columnsOf(
          cases.map(({ after, span }) => ({ from: start + after, to: start + after + span })),
        )
        const { hours, total } = caseTimes([columns], filter, all)
        const { counts } = casesByDay([columns], filter, all)
        expect(total).toBe(cases.length)
        expect(Math.abs(hours.reduce((sum, value) => sum + value, 0) - total)).toBeLessThan(1e-9)
        expect(Math.abs(counts.reduce((sum, value) => sum + value, 0) - total)).toBeLessThan(1e-9)
      }),
      { numRuns: 60 },
    )
  })
})
