import type { Database } from '../database/connect.ts'
import type { DistrictSettings } from '../settings/district.ts'
import { furthestFromStreets } from '../streets/distance-to-streets.ts'
import { type NearEdges, nearEdgesOf } from '../streets/edge-grid.ts'
import { type Streets, streetsOf } from '../streets/network.ts'
import { type Evidence, evidenceAt, type TargetShape } from './assessment.ts'
import { type CoverageLayer, coverageLayers } from './contract.ts'
import { defaults as passDefaults, preparePatrolLine } from './passes.ts'
import { coverageTargets, type TargetRow } from './queries.ts'
import type { CoverageRules } from './rules.ts'
import { readTracks } from './track-reader.ts'

/** Maps and lines that follow the same street differ by as much. */
const streetWidthMeters = 10

/** A line or point, and everything the tracks show at it. */
export interface MatchedTarget {
  row: TargetRow
  evidence: Evidence
  /** Of a line, in the metric CRS. */
  lengthMeters: number | null
}

export type MatchedLayers = Record<CoverageLayer, MatchedTarget[]>

/**
 * Holds every track with a fix in the window against every line and point of the district. What is required, and what time it is,
 * plays no part in it.
 *
 * @param toleranceMeters for every line; undefined takes each line's own
 */
export async function matchTracks(
  database: Database,
  district: DistrictSettings,
  window: { from: Date; to: Date },
  toleranceMeters: number | undefined,
  rules: CoverageRules,
): Promise<MatchedLayers> {
  const streets = await streetsOf(database, district.metricCrs)
  const tracks = await readTracks(database, district.code, window, district.metricCrs, rules.track, streets)
  const near = nearEdgesOf(streets.graph)
  const matched: MatchedLayers = { 'patrol-lines': [], 'patrol-points': [] }
  for (const layer of coverageLayers) {
    for (const row of await coverageTargets(database.read, layer, district.metricCrs)) {
      const shape = shapeOf(row, toleranceMeters, rules, streets, near)
      const lengthMeters = 'line' in shape ? shape.line.lengthMeters : null
      matched[layer].push({ row, evidence: evidenceAt(shape, tracks, rules.visit), lengthMeters })
      // Let other requests in: a large district takes a while.
      if (matched[layer].length % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return matched
}

function shapeOf(
  row: TargetRow,
  toleranceMeters: number | undefined,
  rules: CoverageRules,
  streets: Streets,
  near: NearEdges,
): TargetShape {
  if (row.radiusMeters !== null) {
    const point = {
      x: row.xs[0]!,
      y: row.ys[0]!,
      radiusMeters: row.radiusMeters,
      requiredDwellSeconds: row.dwellSeconds ?? 0,
    }
    return { point }
  }
  const line = { x: row.xs, y: row.ys }
  const tolerance = toleranceMeters ?? row.toleranceMeters ?? rules.line.toleranceMeters
  const besideStreet = furthestFromStreets(streets, near, line, tolerance)
  const options = {
    ...rules.line,
    toleranceMeters: tolerance,
    // A line may be drawn beside its street, or where there is none.
    streetToleranceMeters: Math.max(passDefaults.streetToleranceMeters, besideStreet + streetWidthMeters),
  }
  return { line: preparePatrolLine(line, options) }
}
