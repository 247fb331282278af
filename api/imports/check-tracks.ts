import { sql } from 'kysely'
import { groupIntoPatrols, type GroupedFix } from '../tracks/outings.ts'
import { type Checker, type CheckInput, RowReader } from './checker.ts'
import { rejectsRow } from './row-problems.ts'
import type { CheckedRow } from './row-queries.ts'
import { placedPosition } from './stored-position.ts'
import { isAmbiguousDate, readWrittenTime } from './written-time.ts'

const unitCodePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/
const earliestMilliseconds = Date.UTC(1990, 0, 1)
const metersPerSecondPerKmh = 1 / 3.6

const modeOfWord: Record<string, string> = {
  foot: 'foot',
  walk: 'foot',
  walking: 'foot',
  步巡: 'foot',
  步行: 'foot',
  bike: 'bike',
  bicycle: 'bike',
  骑巡: 'bike',
  骑行: 'bike',
  vehicle: 'vehicle',
  car: 'vehicle',
  driving: 'vehicle',
  车巡: 'vehicle',
  fixed_point: 'fixed_point',
  蹲点守候: 'fixed_point',
  蹲点: 'fixed_point',
  inspection: 'inspection',
  检查: 'inspection',
}

type CheckedFix = CheckedRow & { fix?: GroupedFix & { fixedAt: string } }

/** Checks fixes: time, position, unit, and that no unit is at two places at one time. */
export async function trackChecker(input: CheckInput): Promise<Checker> {
  const { database, mapping, options, timeReading, crs, area, nowMilliseconds, district } = input
  const unitIds = new Map(
    (
      await database.write
        .selectFrom('patrolUnits')
        .select(['code', 'id'])
        .where('retiredAt', 'is', null)
        .execute()
    ).map((unit) => [unit.code, unit.id]),
  )
  const newUnits = new Set<string>()
  const rowOfFix = new Map<string, number>()
  const fixes: GroupedFix[] = []

  const unitOf = (row: RowReader): string | undefined => {
    const code = row.text('unitCode') ?? options.unitCode
    if (code === undefined) row.problem('unit-missing', 'unitCode')
    else if (!unitCodePattern.test(code)) row.problem('code-invalid', 'unitCode', code)
    else if (unitIds.has(code) || options.createMissingUnits) return code
    else row.problem('unit-unknown', 'unitCode', code)
    return undefined
  }

  const checkRow = (row: RowReader): CheckedFix => {
    const written = row.text('fixedAt')
    const time = written === undefined ? undefined : readWrittenTime(written, timeReading)
    if (written === undefined) row.problem('value-missing', 'fixedAt')
    else if (time?.precision !== 'minute') row.problem('time-unreadable', 'fixedAt', written)
    else if (options.dateOrder === undefined && isAmbiguousDate(written)) {
      row.problem('date-ambiguous', 'fixedAt', written)
    } else if (time.from > nowMilliseconds) row.problem('time-in-future', 'fixedAt', written)
    else if (time.from < earliestMilliseconds) row.problem('time-too-early', 'fixedAt', written)
    const placed =
      row.text('longitude') === undefined && row.text('x') !== undefined
        ? placedPosition(row.text('x'), row.text('y'), crs, area)
        : placedPosition(row.text('longitude'), row.text('latitude'), crs, area)
    if (placed.problem) row.problems.push(placed.problem)
    const unitCode = unitOf(row)
    const writtenMode = row.text('mode')
    const mode =
      writtenMode === undefined ? (options.mode ?? 'vehicle') : modeOfWord[writtenMode.toLowerCase()]
    if (mode === undefined) row.problem('value-unreadable', 'mode', writtenMode)
    const accuracyMeters = row.number('accuracyMeters', 0, 100_000)
    const speed = row.number('speed', 0, 1000)

    const geometry = placed.value ? { type: 'Point' as const, coordinates: placed.value } : null
    if (!time || !placed.value || !unitCode || row.problems.some(rejectsRow)) return row.rejected(geometry)
    const key = `${unitCode}|${time.from}`
    const earlier = rowOfFix.get(key)
    if (earlier !== undefined) {
      row.problem('duplicate-in-file', 'fixedAt', earlier)
      return row.rejected(geometry)
    }
    rowOfFix.set(key, row.source.origin)
    const fixedAt = new Date(time.from).toISOString()
    const patrolKey = row.text('patrolKey') ?? null
    const record = {
      unitCode,
      patrolKey,
      fixedAt,
      mode: mode!,
      accuracyMeters: accuracyMeters ?? null,
      speedMetersPerSecond:
        speed === undefined ? null : speed * (options.speedUnit === 'km/h' ? metersPerSecondPerKmh : 1),
    }
    const fix = { unitCode, patrolKey, timeSeconds: time.from / 1000, fixedAt }
    return { ...row.accepted(record, geometry), fix }
  }

  /** Positions in the list of those whose unit has a fix of that time already. */
  const existingFixes = async (candidates: { unitId: number; fixedAt: string }[]): Promise<Set<string>> => {
    if (candidates.length === 0) return new Set()
    const { rows } = await sql<{ unitId: number; fixedAt: Date }>`
      SELECT track_fixes.unit_id, track_fixes.fixed_at
      FROM unnest(
          ${candidates.map((fix) => fix.unitId)}::bigint[],
          ${candidates.map((fix) => fix.fixedAt)}::timestamptz[]
        ) AS candidate (unit_id, fixed_at)
        JOIN track_fixes ON track_fixes.district_code = ${district.code}
          AND track_fixes.unit_id = candidate.unit_id AND track_fixes.fixed_at = candidate.fixed_at
      WHERE track_fixes.fixed_at BETWEEN
        (SELECT min(at) FROM unnest(${candidates.map((fix) => fix.fixedAt)}::timestamptz[]) AS at)
        AND (SELECT max(at) FROM unnest(${candidates.map((fix) => fix.fixedAt)}::timestamptz[]) AS at)`.execute(
      database.write,
    )
    return new Set(rows.map((row) => `${row.unitId}|${row.fixedAt.toISOString()}`))
  }

  return {
    async check(rows) {
      const checked = rows.map((row) => checkRow(new RowReader(row, mapping)))
      const known = checked.flatMap(({ fix }) => {
        const unitId = fix && unitIds.get(fix.unitCode)
        return unitId === undefined ? [] : [{ unitId, fixedAt: fix!.fixedAt }]
      })
      const existing = await existingFixes(known)
      return checked.map(({ fix, ...row }) => {
        if (fix === undefined) return row
        const { fixedAt, ...grouped } = fix
        if (existing.has(`${unitIds.get(fix.unitCode)}|${fixedAt}`)) {
          const problem = { code: 'duplicate-of-existing' as const, field: 'fixedAt', value: fixedAt }
          return { ...row, record: null, problems: [...row.problems, problem] }
        }
        fixes.push(grouped)
        if (!unitIds.has(fix.unitCode)) newUnits.add(fix.unitCode)
        return row
      })
    },
    findings: () => ({
      categories: [],
      units: [...newUnits].sort(),
      patrolCount: groupIntoPatrols(fixes, district.timeZone).length,
    }),
  }
}
