import { furthestFromStreets } from '../streets/distance-to-streets.ts'
import type { NearEdges } from '../streets/edge-grid.ts'
import type { Streets } from '../streets/network.ts'
import { defaults as passDefaults, type PatrolLine, preparePatrolLine } from './passes.ts'
import type { TargetRow } from './queries.ts'
import type { CoverageRules } from './rules.ts'
import type { Section } from './section-stays.ts'
import type { VisitTarget } from './visits.ts'

/** Maps and lines that follow the same street differ by as much. */
const streetWidthMeters = 10

export type TargetShape = { line: PatrolLine } | { point: VisitTarget }

/** A line or point as tracks are held against it. @param near of `nearEdgesOf`, overwritten */
export function shapeOf(
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
  const { line, ...tolerances } = sectionOf(row, toleranceMeters, rules, streets, near)
  return { line: preparePatrolLine(line, { ...rules.line, ...tolerances }) }
}

/** A line with how far from it counts. @param near of `nearEdgesOf`, overwritten */
export function sectionOf(
  row: TargetRow,
  toleranceMeters: number | undefined,
  rules: CoverageRules,
  streets: Streets,
  near: NearEdges,
): Section {
  const line = { x: row.xs, y: row.ys }
  const tolerance = toleranceMeters ?? row.toleranceMeters ?? rules.line.toleranceMeters
  const besideStreet = furthestFromStreets(streets, near, line, tolerance)
  return {
    line,
    toleranceMeters: tolerance,
    // A line may be drawn beside its street, or where there is none.
    streetToleranceMeters: Math.max(passDefaults.streetToleranceMeters, besideStreet + streetWidthMeters),
  }
}
