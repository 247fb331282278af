import type { CoverageLayer } from '../coverage/contract.ts'
import type { TargetRow } from '../coverage/queries.ts'
import type { CoverageRules } from '../coverage/rules.ts'
import type { Section } from '../coverage/section-stays.ts'
import { sectionOf, shapeOf, type TargetShape } from '../coverage/target-shapes.ts'
import type { Ring } from '../geometry/polygon-wkb.ts'
import type { NearEdges } from '../streets/edge-grid.ts'
import type { Streets } from '../streets/network.ts'

/** A target as one outing is held against it. `leastSeconds`: a shorter stay only passes by. */
export type TargetForm = TargetShape | { section: Section; leastSeconds: number } | { rings: Ring[] }

/** @param near of `nearEdgesOf`, overwritten */
export function formOf(
  layer: CoverageLayer,
  row: TargetRow,
  toleranceMeters: number | undefined,
  rules: CoverageRules,
  streets: Streets,
  near: NearEdges,
): TargetForm {
  switch (layer) {
    case 'control-areas':
      return { rings: row.rings }
    case 'key-sections':
      return {
        section: sectionOf(row, toleranceMeters, rules, streets, near),
        leastSeconds: rules.section.passingBySeconds,
      }
    default:
      return shapeOf(row, toleranceMeters, rules, streets, near)
  }
}

/** Lines and sections are held against the way along the streets, points and areas against the track as recorded. */
export function isHeldAlongStreets(form: TargetForm): boolean {
  return 'line' in form || 'section' in form
}

/** How far from it counts, in metres: of an area its border does. */
export function toleranceOf(form: TargetForm): number {
  if ('line' in form) return form.line.options.toleranceMeters
  if ('section' in form) return form.section.toleranceMeters
  return 'point' in form ? form.point.radiusMeters : 0
}

/** How long a stay must last to count; null for lines, where the covered share decides, and for areas, where every second counts. */
export function requiredSecondsOf(form: TargetForm): number | null {
  if ('point' in form) return form.point.requiredDwellSeconds
  return 'section' in form ? form.leastSeconds : null
}
