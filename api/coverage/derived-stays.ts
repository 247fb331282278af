import { sql, type Transaction } from 'kysely'
import type { DB as Tables } from '../database/tables.ts'
import { emptyBoxes, growBox } from '../geometry/box-index.ts'
import { buildPolygonSet, type PolygonSet } from '../geometry/polygon-set.ts'
import { nearEdgesOf } from '../streets/edge-grid.ts'
import type { ChangedTargets, Derivation, SummarisedTrack } from '../summaries/derivation.ts'
import { staysInAreas } from './area-stays.ts'
import type { StayLayer } from './contract.ts'
import { coverageTargets, type TargetRow } from './queries.ts'
import { type Section, staysAlongSection } from './section-stays.ts'
import type { Stay } from './stay-run.ts'
import { sectionOf } from './target-shapes.ts'
import { TargetsAlong } from './targets-along.ts'
import { visitsAtPoint, type VisitOptions } from './visits.ts'

interface StayRow extends Stay {
  layer: StayLayer
  targetId: number
  patrolId: number
  unitId: number
  plainClothes: boolean
}

interface Places {
  options: VisitOptions
  points: TargetRow[]
  alongPoints: TargetsAlong
  sections: { id: number; section: Section }[]
  alongSections: TargetsAlong
  areaIds: number[]
  areas: PolygonSet
}

/**
 * Stays inside the radius of every must-arrive point, along every key section, and in every control area. How long one must last to count is asked when
 * they are read.
 */
export const derivedStays: Derivation<Places, StayRow> = {
  name: 'stays',
  layers: ['patrol-points', 'key-sections', 'control-areas'],
  uses: { 'patrol-points': 'track', 'key-sections': 'path', 'control-areas': 'track' },

  async targets({ db, district, rules, streets }) {
    const near = nearEdgesOf(streets.graph)
    const points = await coverageTargets(db, 'patrol-points', district.metricCrs)
    const lines = await coverageTargets(db, 'key-sections', district.metricCrs)
    const areas = await coverageTargets(db, 'control-areas', district.metricCrs)
    const sections = lines.map((row) => ({
      id: row.id,
      section: sectionOf(row, undefined, rules, streets, near),
    }))
    return {
      options: rules.visit,
      points,
      alongPoints: along(points, ({ radiusMeters }) => radiusMeters!),
      sections,
      alongSections: along(lines, (row) => row.toleranceMeters!),
      areaIds: areas.map(({ id }) => id),
      areas: buildPolygonSet(areas.map(({ rings }) => rings)),
    }
  },

  derive(track, places, changed) {
    const isAsked = (layer: StayLayer, id: number) =>
      !changed || (changed.layer === layer && changed.ids.has(id))
    return [
      ...visits(track, places, isAsked),
      ...sectionStays(track, places, isAsked),
      ...areaStays(track, places, isAsked),
    ]
  },

  replace: replaceStays,
}

type IsAsked = (layer: StayLayer, id: number) => boolean

function visits(
  track: SummarisedTrack,
  { points, alongPoints, options }: Places,
  isAsked: IsAsked,
): StayRow[] {
  return alongPoints.along(track.track).flatMap((index) => {
    const { id, xs, ys, radiusMeters } = points[index]!
    if (!isAsked('patrol-points', id)) return []
    const point = { x: xs[0]!, y: ys[0]!, radiusMeters: radiusMeters!, requiredDwellSeconds: 0 }
    return rowsOf(track, 'patrol-points', id, visitsAtPoint(track.track, point, options))
  })
}

function sectionStays(
  track: SummarisedTrack,
  { sections, alongSections, options }: Places,
  isAsked: IsAsked,
): StayRow[] {
  return alongSections.along(track.path).flatMap((index) => {
    const { id, section } = sections[index]!
    if (!isAsked('key-sections', id)) return []
    return rowsOf(track, 'key-sections', id, staysAlongSection(track.path, section, options))
  })
}

function areaStays(track: SummarisedTrack, { areaIds, areas, options }: Places, isAsked: IsAsked): StayRow[] {
  return [...staysInAreas(track.track, areas, options.stillMetersPerSecond)].flatMap(([index, stays]) => {
    const id = areaIds[index]!
    return isAsked('control-areas', id) ? rowsOf(track, 'control-areas', id, stays) : []
  })
}

function along(rows: readonly TargetRow[], marginOf: (row: TargetRow) => number): TargetsAlong {
  const boxes = emptyBoxes(rows.length)
  rows.forEach((row, i) => {
    for (let v = 0; v < row.xs.length; v++) growBox(boxes, i, row.xs[v]!, row.ys[v]!, marginOf(row))
  })
  return new TargetsAlong(boxes)
}

function rowsOf(
  { patrolId, unitId, plainClothes }: SummarisedTrack,
  layer: StayLayer,
  targetId: number,
  stays: readonly Stay[],
): StayRow[] {
  return stays.map((stay) => ({ ...stay, layer, targetId, patrolId, unitId, plainClothes }))
}

const rowsPerStatement = 5000

async function replaceStays(
  trx: Transaction<Tables>,
  districtCode: string,
  patrolIds: readonly number[],
  rows: readonly StayRow[],
  changed?: ChangedTargets,
): Promise<void> {
  const ofTargets = changed
    ? sql`AND layer = ${changed.layer} AND target_id = ANY(${[...changed.ids]}::bigint[])`
    : sql``
  await sql`
    DELETE FROM stays
    WHERE district_code = ${districtCode} AND patrol_id = ANY(${patrolIds}::bigint[]) ${ofTargets}`.execute(
    trx,
  )
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const slice = rows.slice(start, start + rowsPerStatement)
    await sql`
      INSERT INTO stays (district_code, mid_at, layer, target_id, patrol_id, unit_id, plain_clothes, from_seconds, to_seconds,
        dwell_seconds, inside_seconds, still_seconds, length_meters)
      SELECT ${districtCode}, to_timestamp((from_seconds + to_seconds) / 2), fresh.*
      FROM unnest(
        ${slice.map((row) => row.layer)}::text[],
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
      ) AS fresh (layer, target_id, patrol_id, unit_id, plain_clothes, from_seconds, to_seconds, dwell_seconds, inside_seconds,
        still_seconds, length_meters)`.execute(trx)
  }
}
