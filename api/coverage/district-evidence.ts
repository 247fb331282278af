import type { Database } from '../database/connect.ts'
import type { DistrictSettings } from '../settings/district.ts'
import { nearEdgesOf } from '../streets/edge-grid.ts'
import { streetsOf } from '../streets/network.ts'
import type { CoverageLayer } from './contract.ts'
import { eventStoreOf } from './event-store.ts'
import type { TargetEvents } from './evidence.ts'
import { type FoundAtTarget, foundOfEvents } from './found-by-day.ts'
import type { TargetRow } from './queries.ts'
import type { CoverageRules } from './rules.ts'
import { sectionOf } from './target-shapes.ts'
import { eventsAtTolerance } from './ways-at-tolerance.ts'

export type FoundByTarget = Record<CoverageLayer, Map<number, FoundAtTarget>>

/**
 * What the summaries show at every target in the window. Lines and sections with another tolerance than their own are held against the stored ways;
 * nothing is matched.
 *
 * @param toleranceMeters for every line and section; undefined takes each its own
 */
export async function districtEvidence(
  database: Database,
  district: DistrictSettings,
  targets: Record<CoverageLayer, TargetRow[]>,
  window: { from: Date; to: Date },
  toleranceMeters: number | undefined,
  rules: CoverageRules,
): Promise<FoundByTarget> {
  const store = eventStoreOf(database)
  const { firstDay, days } = await store.days(district.code, window.from, window.to)
  const isOther = (row: TargetRow) =>
    toleranceMeters !== undefined && row.toleranceMeters !== null && row.toleranceMeters !== toleranceMeters
  const measured = { lines: new Map<number, TargetEvents>(), sections: new Map<number, TargetEvents>() }
  const otherLines = targets['patrol-lines'].filter(isOther)
  const otherSections = targets['key-sections'].filter(isOther)
  if (otherLines.length + otherSections.length > 0) {
    const streets = await streetsOf(database, district.metricCrs)
    const near = nearEdgesOf(streets.graph)
    const sections = (rows: TargetRow[]) =>
      new Map(rows.map((row) => [row.id, sectionOf(row, toleranceMeters, rules, streets, near)]))
    const found = await eventsAtTolerance(database, district.code, window, rules, {
      lines: sections(otherLines),
      sections: sections(otherSections),
    })
    Object.assign(measured, found)
  }
  const foundAt = (
    layer: CoverageLayer,
    leastSeconds: (row: TargetRow) => number,
    atTolerance?: ReadonlyMap<number, TargetEvents>,
  ) =>
    new Map(
      targets[layer].map((row): [number, FoundAtTarget] => {
        const events = atTolerance?.get(row.id)
        if (events) return [row.id, foundOfEvents(events, leastSeconds(row))]
        const ofTarget = { firstDay, days: days.map((day) => day[layer].get(row.id)) }
        return [row.id, store.figures.found(`${layer} ${row.id}`, ofTarget, leastSeconds(row))]
      }),
    )
  return {
    'patrol-lines': foundAt('patrol-lines', () => 0, measured.lines),
    'patrol-points': foundAt('patrol-points', ({ dwellSeconds }) => dwellSeconds ?? 0),
    'key-sections': foundAt('key-sections', () => rules.section.passingBySeconds, measured.sections),
    'control-areas': foundAt('control-areas', () => 0),
  }
}
