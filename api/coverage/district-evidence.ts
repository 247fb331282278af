import type { Database } from '../database/connect.ts'
import type { DistrictSettings } from '../settings/district.ts'
import { nearEdgesOf } from '../streets/edge-grid.ts'
import { streetsOf } from '../streets/network.ts'
import type { CoverageLayer } from './contract.ts'
import { eventStoreOf, type TargetEvents } from './event-store.ts'
import { type Evidence, evidenceOfStays } from './evidence.ts'
import type { TargetRow } from './queries.ts'
import type { CoverageRules } from './rules.ts'
import { sectionOf } from './target-shapes.ts'
import { eventsAtTolerance } from './ways-at-tolerance.ts'

export type EvidenceByTarget = Record<CoverageLayer, Map<number, Evidence>>

const nothing: TargetEvents = { passes: [], touches: [], stays: [] }

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
): Promise<EvidenceByTarget> {
  const events = await eventStoreOf(database).events(district.code, window.from, window.to)
  const isOther = (row: TargetRow) =>
    toleranceMeters !== undefined && row.toleranceMeters !== null && row.toleranceMeters !== toleranceMeters
  const otherLines = targets['patrol-lines'].filter(isOther)
  const otherSections = targets['key-sections'].filter(isOther)
  if (otherLines.length + otherSections.length > 0) {
    const streets = await streetsOf(database, district.metricCrs)
    const near = nearEdgesOf(streets.graph)
    const sections = (rows: TargetRow[]) =>
      new Map(rows.map((row) => [row.id, sectionOf(row, toleranceMeters, rules, streets, near)]))
    const measured = await eventsAtTolerance(database, district.code, window, rules, {
      lines: sections(otherLines),
      sections: sections(otherSections),
    })
    for (const [id, found] of measured.lines) events['patrol-lines'].set(id, found)
    for (const [id, found] of measured.sections) events['key-sections'].set(id, found)
  }
  const evidenceOf = (layer: CoverageLayer, leastSeconds: (row: TargetRow) => number) =>
    new Map(
      targets[layer].map((row): [number, Evidence] => {
        const { passes, touches, stays } = events[layer].get(row.id) ?? nothing
        if (layer === 'patrol-lines') return [row.id, { passes, visits: [], rejected: touches }]
        return [row.id, evidenceOfStays(stays, leastSeconds(row))]
      }),
    )
  return {
    'patrol-lines': evidenceOf('patrol-lines', () => 0),
    'patrol-points': evidenceOf('patrol-points', ({ dwellSeconds }) => dwellSeconds ?? 0),
    'key-sections': evidenceOf('key-sections', () => rules.section.passingBySeconds),
    'control-areas': evidenceOf('control-areas', () => 0),
  }
}
