import type { Viewer } from '../../auth/viewer.ts'
import { caseStoreOf } from '../../cases/columns.ts'
import { firstCaseAt } from '../../cases/count-queries.ts'
import type { WindowFilter } from '../../cases/filter.ts'
import type { SummaryArea } from '../../cases/summary-queries.ts'
import type { Database } from '../../database/connect.ts'
import { busiestHours } from '../../hotspot-gaps/hottest-streets.ts'
import { holidayRates } from '../../hotspots/holiday-rates.ts'
import { courseOfYear, monthRates } from '../../hotspots/seasons.ts'
import { hoursOfWindow } from '../../presence/hours-of-window.ts'
import { casesByDay, caseTimes } from './case-times.ts'
import { casesOfArea } from './cases-of-area.ts'
import type { Rhythm } from './contract.ts'

const minimumCases = 30
const recordYears = 5
const yearMilliseconds = 365.25 * 86_400_000
/** Half of the cases: what a shift can be planned for. */
const busiestShare = 0.5

/** When cases of the filter happen, in the viewer's scope or in one area of it. */
export async function rhythmOf(
  database: Database,
  viewer: Viewer,
  filter: WindowFilter,
  area: SummaryArea,
): Promise<Rhythm> {
  const holds = await casesOfArea(database, viewer, area, filter.metricCrs)
  const record = await recordBefore(database, filter)
  const earliest = new Date(Math.min(record.from.getTime(), filter.from.getTime()))
  const months = await caseStoreOf(database).columns({ ...filter, from: earliest })
  const { total, hours, uncertainCount, vagueCount } = caseTimes(months, filter, holds)
  const occurrences = new Array<number>(168).fill(0)
  for (const { hourOfWeek } of hoursOfWindow(filter.from, filter.to, filter.timeZone)) {
    occurrences[hourOfWeek]! += 1
  }
  const { counts, firstDay } = casesByDay(months, record, holds)
  const cases = weekOf(hours)
  const tooFewCases = total < minimumCases
  const recordCases = counts.reduce((sum, count) => sum + count, 0)
  const isLongEnough = recordCases >= minimumCases
  const year = isLongEnough ? courseOfYear(counts, firstDay) : null
  return {
    window: { from: filter.from.toISOString(), to: filter.to.toISOString() },
    ownPartOnly: area?.straddles ?? false,
    total,
    minimumCases,
    tooFewCases,
    cases,
    occurrences: weekOf(occurrences),
    uncertainCount,
    vagueCount,
    busiest: tooFewCases ? null : busiestHours(cases, busiestShare),
    record: {
      from: record.from.toISOString(),
      to: record.to.toISOString(),
      days: counts.length,
      cases: Math.round(recordCases * 100) / 100,
    },
    months: isLongEnough ? monthRates(counts, firstDay) : [],
    year: year && [...year],
    holidays: isLongEnough ? holidayRates(counts, firstDay) : [],
  }
}

/** The five years before the window's end, as far as there are cases. */
async function recordBefore(database: Database, filter: WindowFilter): Promise<WindowFilter> {
  const first = await firstCaseAt(database, filter.districtCode)
  const longest = filter.to.getTime() - recordYears * yearMilliseconds
  const from = Math.min(filter.to.getTime(), Math.max(longest, first?.getTime() ?? longest))
  return { ...filter, from: new Date(from) }
}

function weekOf(hours: ArrayLike<number>): number[][] {
  return Array.from({ length: 7 }, (_, weekday) =>
    Array.from({ length: 24 }, (_, hour) => hours[weekday * 24 + hour]!),
  )
}
