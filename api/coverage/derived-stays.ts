import { sql, type Transaction } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'
import { buildPolygonSet, type PolygonSet } from '../geometry/polygon-set.ts'
import { nearEdgesOf } from '../streets/edge-grid.ts'
import type { ChangedTargets, Derivation, SummarisedTrack } from '../summaries/derivation.ts'
import { staysInAreas } from './area-stays.ts'
import type { StayLayer } from './contract.ts'
import { coverageTargets, type TargetRow } from './queries.ts'
import { type Section, staysAlongSection } from './section-stays.ts'
import type { Stay } from './stay-run.ts'
import { sectionOf } from './target-shapes.ts'
import { visitsAtPoint, type VisitOptions } from './visits.ts'

interface StayRow extends Stay {
  targetId: number
  patrolId: number
  unitId: number
  plainClothes: boolean
}

/** Stays inside the radius of every must-arrive point. How long one must last to count is asked when they are read. */
export const derivedVisits: Derivation<{ points: TargetRow[]; options: VisitOptions }, StayRow> = {
  name: 'visits',
  layers: ['patrol-points'],
  uses: 'track',
  targets: async ({ db, district, rules }) => ({
    points: await coverageTargets(db, 'patrol-points', district.metricCrs),
    options: rules.visit,
  }),
  derive: (track, { points, options }, changed) =>
    points.flatMap((row) => {
      if (changed && !changed.ids.has(row.id)) return []
      const point = { x: row.xs[0]!, y: row.ys[0]!, radiusMeters: row.radiusMeters!, requiredDwellSeconds: 0 }
      return rowsOf(track, row.id, visitsAtPoint(track.track, point, options))
    }),
  replace: replacing('patrol-points'),
}

/** Stays along every key section. */
export const derivedSectionStays: Derivation<
  { sections: ReadonlyMap<number, Section>; options: VisitOptions },
  StayRow
> = {
  name: 'section-stays',
  layers: ['key-sections'],
  uses: 'path',
  async targets({ db, district, rules, streets }) {
    const near = nearEdgesOf(streets.graph)
    const rows = await coverageTargets(db, 'key-sections', district.metricCrs)
    const sections = new Map(rows.map((row) => [row.id, sectionOf(row, undefined, rules, streets, near)]))
    return { sections, options: rules.visit }
  },
  derive: (track, { sections, options }, changed) =>
    [...sections].flatMap(([id, section]) => {
      if (changed && !changed.ids.has(id)) return []
      return rowsOf(track, id, staysAlongSection(track.path, section, options))
    }),
  replace: replacing('key-sections'),
}

/** Stays in every control area. */
export const derivedAreaStays: Derivation<
  { ids: number[]; areas: PolygonSet; stillMetersPerSecond: number },
  StayRow
> = {
  name: 'area-stays',
  layers: ['control-areas'],
  uses: 'track',
  async targets({ db, district, rules }) {
    const rows = await coverageTargets(db, 'control-areas', district.metricCrs)
    return {
      ids: rows.map(({ id }) => id),
      areas: buildPolygonSet(rows.map(({ rings }) => rings)),
      stillMetersPerSecond: rules.visit.stillMetersPerSecond,
    }
  },
  derive: (track, { ids, areas, stillMetersPerSecond }, changed) =>
    [...staysInAreas(track.track, areas, stillMetersPerSecond)].flatMap(([index, stays]) =>
      changed && !changed.ids.has(ids[index]!) ? [] : rowsOf(track, ids[index]!, stays),
    ),
  replace: replacing('control-areas'),
}

function rowsOf(
  { patrolId, unitId, plainClothes }: SummarisedTrack,
  targetId: number,
  stays: Stay[],
): StayRow[] {
  return stays.map((stay) => ({ ...stay, targetId, patrolId, unitId, plainClothes }))
}

const rowsPerStatement = 5000

function replacing(layer: StayLayer) {
  return async (
    trx: Transaction<Tables>,
    districtCode: string,
    patrolIds: readonly number[],
    rows: readonly StayRow[],
    changed?: ChangedTargets,
  ): Promise<void> => {
    const ofTargets = changed ? sql`AND target_id = ANY(${[...changed.ids]}::bigint[])` : sql``
    await sql`
      DELETE FROM stays
      WHERE district_code = ${districtCode} AND layer = ${layer} AND patrol_id = ANY(${patrolIds}::bigint[])
        ${ofTargets}`.execute(trx)
    for (let start = 0; start < rows.length; start += rowsPerStatement) {
      const slice = rows.slice(start, start + rowsPerStatement)
      await sql`
        INSERT INTO stays (district_code, mid_at, layer, target_id, patrol_id, unit_id, plain_clothes, from_seconds, to_seconds,
          dwell_seconds, inside_seconds, still_seconds, length_meters)
        SELECT ${districtCode}, to_timestamp((from_seconds + to_seconds) / 2), ${layer}, fresh.*
        FROM unnest(
          ${slice.map((row) => row.targetId)}::bigint[],
          ${slice.map((row) => row.patrolId)}::bigint[],
          ${slice.map((row) => row.unitId)}::bigint[],
          ${slice.map((row) => row.plainClothes)}::boolean[],
          ${slice.map((row) => row.fromSeconds)}::double precision[],
          ${slice.map((row) => row.toSeconds)}::double precision[],
          ${slice.map((row) => row.dwellSeconds)}::double precision[],
          ${slice.map((row) => row.insideSeconds)}::double precision[],
          ${slice.map((row) => row.stillSeconds)}::double precision[],
          ${slice.map((row) => row.lengthMeters)}::double precision[]
        ) AS fresh (target_id, patrol_id, unit_id, plain_clothes, from_seconds, to_seconds, dwell_seconds, inside_seconds,
          still_seconds, length_meters)`.execute(trx)
    }
  }
}
