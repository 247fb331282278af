import { sql, type Transaction } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'
import { emptyBoxes, growBox } from '../geometry/box-index.ts'
import { nearEdgesOf } from '../streets/edge-grid.ts'
import type { ChangedTargets, Derivation } from '../summaries/derivation.ts'
import { type PatrolLine, passesAlongLine } from './passes.ts'
import { coverageTargets } from './queries.ts'
import { shapeOf } from './target-shapes.ts'
import { TargetsAlong } from './targets-along.ts'

/** Of passes, and of touches that are none. */
export const verdicts = ['complete', 'partial', 'tooShort', 'across', 'tooFar'] as const
export type Verdict = (typeof verdicts)[number]

interface PassRow {
  patrolLineId: number
  patrolId: number
  unitId: number
  plainClothes: boolean
  fromSeconds: number
  toSeconds: number
  verdict: Verdict
  /** Of a pass only. */
  direction: 'forward' | 'backward' | null
  coveredShare: number | null
  /** Metres along the line: start, end, start, end, … */
  coveredMeters: readonly number[] | null
}

interface Lines {
  lines: { id: number; line: PatrolLine }[]
  along: TargetsAlong
}

/** Passes of every must-patrol line, and touches that are none with the reason. */
export const derivedPasses: Derivation<Lines, PassRow> = {
  name: 'passes',
  layers: ['patrol-lines'],
  uses: { 'patrol-lines': 'path' },

  async targets({ db, district, rules, streets }) {
    const near = nearEdgesOf(streets.graph)
    const lines: Lines['lines'] = []
    for (const row of await coverageTargets(db, 'patrol-lines', district.metricCrs)) {
      const shape = shapeOf(row, undefined, rules, streets, near)
      if ('line' in shape) lines.push({ id: row.id, line: shape.line })
    }
    const boxes = emptyBoxes(lines.length)
    lines.forEach(({ line: { index } }, i) => {
      growBox(boxes, i, index.minX, index.minY)
      growBox(boxes, i, index.maxX, index.maxY)
    })
    return { lines, along: new TargetsAlong(boxes) }
  },

  derive({ patrolId, unitId, plainClothes, path }, { lines, along }, changed) {
    const rows: PassRow[] = []
    for (const index of along.along(path)) {
      const { id: patrolLineId, line } = lines[index]!
      if (changed && !changed.ids.has(patrolLineId)) continue
      const of = { patrolLineId, patrolId, unitId, plainClothes }
      const { passes, rejected } = passesAlongLine(path, line)
      for (const { fromSeconds, toSeconds, complete, direction, coveredShare, coveredIntervals } of passes) {
        const verdict = complete ? 'complete' : 'partial'
        const coveredMeters = coveredIntervals.flat()
        rows.push({ ...of, fromSeconds, toSeconds, verdict, direction, coveredShare, coveredMeters })
      }
      for (const { fromSeconds, toSeconds, reason: verdict } of rejected) {
        const none = { direction: null, coveredShare: null, coveredMeters: null }
        rows.push({ ...of, fromSeconds, toSeconds, verdict, ...none })
      }
    }
    return rows
  },

  replace: replacePasses,
}

const rowsPerStatement = 5000

async function replacePasses(
  trx: Transaction<Tables>,
  districtCode: string,
  patrolIds: readonly number[],
  rows: readonly PassRow[],
  changed?: ChangedTargets,
): Promise<void> {
  const ofTargets = changed ? sql`AND patrol_line_id = ANY(${[...changed.ids]}::bigint[])` : sql``
  await sql`
    DELETE FROM passes
    WHERE district_code = ${districtCode} AND patrol_id = ANY(${patrolIds}::bigint[]) ${ofTargets}`.execute(
    trx,
  )
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const slice = rows.slice(start, start + rowsPerStatement)
    await sql`
      INSERT INTO passes (district_code, mid_at, patrol_line_id, patrol_id, unit_id, plain_clothes, from_seconds, to_seconds, verdict,
        direction, covered_share, covered_meters)
      SELECT ${districtCode}, to_timestamp((from_seconds + to_seconds) / 2), patrol_line_id, patrol_id, unit_id, plain_clothes,
        from_seconds, to_seconds, verdict, direction, covered_share, covered_meters::double precision[]
      FROM unnest(
        ${slice.map((row) => row.patrolLineId)}::bigint[],
        ${slice.map((row) => row.patrolId)}::bigint[],
        ${slice.map((row) => row.unitId)}::bigint[],
        ${slice.map((row) => row.plainClothes)}::boolean[],
        ${slice.map((row) => row.fromSeconds)}::double precision[],
        ${slice.map((row) => row.toSeconds)}::double precision[],
        ${slice.map((row) => row.verdict)}::text[],
        ${slice.map((row) => row.direction)}::text[],
        ${slice.map((row) => row.coveredShare)}::double precision[],
        ${slice.map((row) => row.coveredMeters && `{${row.coveredMeters.join(',')}}`)}::text[]
      ) AS fresh (patrol_line_id, patrol_id, unit_id, plain_clothes, from_seconds, to_seconds, verdict, direction, covered_share,
        covered_meters)`.execute(trx)
  }
}
