import { sql } from 'kysely'
import type { Database } from '../database/connect.ts'
import { readWay } from '../summaries/stored-way.ts'
import { earliestStart, patrolOfTrack, patrolsOfTracksStartedIn } from '../tracks/patrol-of-track.ts'
import type { StreetPath } from './cleaned-track.ts'
import { byTime, type OutingOf, type TargetEvents } from './evidence.ts'
import { passesAlongLine, preparePatrolLine } from './passes.ts'
import type { CoverageRules } from './rules.ts'
import { type Section, staysAlongSection } from './section-stays.ts'

const dayMilliseconds = 86_400_000
/** Short queries: the embedded engine serves one client at a time. */
const daysPerRead = 3

interface Measured {
  lines: Map<number, TargetEvents>
  sections: Map<number, TargetEvents>
}

/** Passes along lines and stays along sections with tolerances of the moment, from the stored ways of tracks with a time in `[from, to)`. */
export async function eventsAtTolerance(
  database: Database,
  districtCode: string,
  { from, to }: { from: Date; to: Date },
  rules: CoverageRules,
  targets: { lines: ReadonlyMap<number, Section>; sections: ReadonlyMap<number, Section> },
): Promise<Measured> {
  const lines = [...targets.lines].map(([id, { line, ...tolerances }]) => ({
    events: emptyEvents(),
    id,
    line: preparePatrolLine(line, { ...rules.line, ...tolerances }),
  }))
  const sections = [...targets.sections].map(([id, section]) => ({ events: emptyEvents(), id, section }))
  for await (const { by, path } of storedWays(database, districtCode, earliestStart(from), to)) {
    for (const { events, line } of lines) {
      const { passes, rejected } = passesAlongLine(path, line)
      events.passes.push(...passes.map((pass) => ({ ...pass, by })))
      events.touches.push(...rejected.map((touch) => ({ ...touch, by })))
    }
    for (const { events, section } of sections) {
      events.stays.push(...staysAlongSection(path, section, rules.visit).map((stay) => ({ ...stay, by })))
    }
  }
  for (const { events } of [...lines, ...sections]) {
    for (const found of [events.passes, events.touches, events.stays]) found.sort(byTime)
  }
  return {
    lines: new Map(lines.map(({ id, events }) => [id, events])),
    sections: new Map(sections.map(({ id, events }) => [id, events])),
  }
}

function emptyEvents(): TargetEvents {
  return { passes: [], touches: [], stays: [] }
}

/** The stored ways of tracks that started in `[from, to)`, read a few days at a time. */
async function* storedWays(
  database: Database,
  districtCode: string,
  from: Date,
  to: Date,
): AsyncGenerator<{ by: OutingOf; path: StreetPath }> {
  const step = daysPerRead * dayMilliseconds
  for (let start = from.getTime(); start < to.getTime(); start += step) {
    const [begin, end] = [new Date(start), new Date(Math.min(start + step, to.getTime()))]
    const { rows } = await sql<OutingOf & { way: Buffer }>`
      SELECT ways.patrol_id, patrols.unit_id, patrols.attire = 'plain' AS plain_clothes, ways.way
      FROM track_ways AS ways
      JOIN patrols ON ${patrolOfTrack('patrols', 'ways')} AND ${patrolsOfTracksStartedIn('patrols', begin, end)}
      WHERE ways.district_code = ${districtCode} AND ways.started_at >= ${begin} AND ways.started_at < ${end}`.execute(
      database.read,
    )
    for (const { way, ...by } of rows) yield { by, path: readWay(way) }
    // Let other requests in: this is work for this process alone.
    await new Promise((resolve) => setImmediate(resolve))
  }
}
