import type { z } from 'zod'
import type { Viewer } from '../auth/viewer.ts'
import { aoristicMatrix } from '../cases/aoristic.ts'
import { requestedWindow } from '../cases/requested-filter.ts'
import { areaInScope, type SummaryArea, timeWindows } from '../cases/summary-queries.ts'
import type { ApiContext } from '../http/context.ts'
import { invalidInput, notFound } from '../http/problem.ts'
import { askedWindow } from './asked-window.ts'
import type { PresenceMatrix, readPresenceMatrix } from './contract.ts'
import { secondsByHour } from './queries.ts'
import { leastPatrolled, shortHours } from './presence-against-cases.ts'

type Query = z.infer<typeof readPresenceMatrix.query>

/** Patrol time against cases reported by the public, by hour of the week. */
export async function presenceMatrix(
  context: ApiContext,
  viewer: Viewer,
  query: Query,
): Promise<PresenceMatrix> {
  const asked = await askedWindow(context, query)
  const area = await areaOf(context, viewer, query)
  const hourOfWeek = new Map(asked.hours.map((known) => [known.hour, known.hourOfWeek]))
  const seconds = new Array<number>(168).fill(0)
  for (const row of await secondsByHour(context.database, viewer, asked.window, area)) {
    const index = hourOfWeek.get(row.hour)
    if (index !== undefined) seconds[index]! += row.seconds
  }
  const occurrences = new Array<number>(168).fill(0)
  for (const known of asked.hours) occurrences[known.hourOfWeek]! += 1

  const request = { from: query.from, to: query.to, source: 'public_report' }
  const { filter } = await requestedWindow(context, viewer, request, 'analysis')
  const cases = aoristicMatrix(await timeWindows(context.database, filter, area)).flat()
  const caseTotal = cases.reduce((sum, count) => sum + count, 0)
  const minimumCases = await context.settings.get('hotspots.minimumCases')
  const enough = caseTotal >= minimumCases
  return {
    ...asked.lookedAt,
    ownPartOnly: area?.straddles ?? false,
    minutes: weekOf(seconds.map((value) => value / 60)),
    occurrences: weekOf(occurrences),
    cases: weekOf(cases),
    caseTotal: rounded(caseTotal),
    minimumCases,
    shortHours: (enough ? shortHours(seconds, cases) : []).map(({ hourOfWeek: index, ...shares }) => ({
      ...shares,
      weekday: Math.floor(index / 24) + 1,
      hour: index % 24,
      cases: rounded(cases[index]!),
      minutes: rounded(seconds[index]! / 60),
    })),
    leastPatrolled: enough ? leastPatrolled(seconds, cases, occurrences) : null,
  }
}

async function areaOf({ database }: ApiContext, viewer: Viewer, query: Query): Promise<SummaryArea> {
  const asked = (['grid', 'orgUnit', 'controlArea'] as const).flatMap((kind) => {
    const code = query[kind]
    return code === undefined ? [] : [{ kind, code }]
  })
  if (asked.length > 1) {
    throw invalidInput('grid', { zh: '一次只能统计一个区域', en: 'Only one area at a time' })
  }
  const area = asked[0] ? await areaInScope(database, viewer, asked[0].kind, asked[0].code) : null
  if (area === undefined) throw notFound()
  return area
}

function weekOf(values: readonly number[]): number[][] {
  return Array.from({ length: 7 }, (_, weekday) => values.slice(weekday * 24, weekday * 24 + 24).map(rounded))
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
