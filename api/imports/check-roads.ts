import { type Checker, type CheckInput, RowReader } from './checker.ts'
import { rejectExistingCodes } from './check-places.ts'
import { noFindings } from './queries.ts'
import { rejectsRow } from './row-problems.ts'
import type { CheckedRow } from './row-queries.ts'
import { placedGeometry } from './stored-position.ts'

/** Our class of a street by the words OpenStreetMap and Chinese road registers use. */
const kindOfWord: Record<string, string> = {
  motorway: 'motorway',
  trunk: 'trunk',
  primary: 'primary',
  secondary: 'secondary',
  tertiary: 'tertiary',
  unclassified: 'tertiary',
  residential: 'residential',
  living_street: 'residential',
  road: 'residential',
  service: 'service',
  track: 'service',
  busway: 'service',
  alley: 'alley',
  pedestrian: 'pedestrian',
  footway: 'footway',
  path: 'footway',
  cycleway: 'footway',
  bridleway: 'footway',
  steps: 'steps',
  高速公路: 'motorway',
  高速: 'motorway',
  快速路: 'trunk',
  国道: 'trunk',
  主干路: 'primary',
  主干道: 'primary',
  省道: 'primary',
  次干路: 'secondary',
  次干道: 'secondary',
  县道: 'secondary',
  支路: 'tertiary',
  街道: 'residential',
  小区路: 'residential',
  内部道路: 'service',
  背街小巷: 'alley',
  小巷: 'alley',
  胡同: 'alley',
  步行街: 'pedestrian',
  人行道: 'footway',
  台阶: 'steps',
}

const longestCode = 60
const kilometersPerHourPerMeterPerSecond = 3.6
const kilometersPerMile = 1.609_344

/** The class of a street as written; links count as the street they lead to. */
export function roadKindOf(written: string): string | undefined {
  return kindOfWord[
    written
      .trim()
      .toLowerCase()
      .replace(/_link$/, '')
  ]
}

/** A speed limit such as `50`, `50 km/h` or `30 mph`, in km/h. */
export function speedLimitKmh(written: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(km\/?h|kmh|kph|mph)?$/i.exec(written.trim())
  if (!match) return undefined
  const value = Number(match[1]) * (match[2]?.toLowerCase() === 'mph' ? kilometersPerMile : 1)
  return value > 0 && value <= 200 ? Math.round(value * 10) / 10 : undefined
}

/** Whether traffic goes one way: along the line, against it, or both ways. */
export function onewayOf(written: string | undefined): 'along' | 'against' | 'both' {
  const word = written?.trim().toLowerCase() ?? ''
  if (['-1', 'reverse', 't'].includes(word)) return 'against'
  return ['yes', 'true', '1', 'y', 'f', '是', '单行'].includes(word) ? 'along' : 'both'
}

/** Checks streets: one accepted row is one segment between two junctions. */
export function roadChecker(input: CheckInput): Checker {
  const { mapping, options, crs, area, importId } = input
  const rowOfCode = new Map<string, number>()

  const checkRow = (row: RowReader): CheckedRow & { code?: string } => {
    const placed = row.source.geometry ? placedGeometry(row.source.geometry, crs, area) : undefined
    if (placed?.problem) row.problems.push(placed.problem)
    else if (!placed && !row.problems.some(rejectsRow)) row.problem('geometry-missing')
    const oneway = onewayOf(row.text('oneway'))
    const geometry = placed?.value ?? null
    if (oneway === 'against' && geometry?.type === 'LineString') geometry.coordinates.reverse()

    const part = row.source.part === undefined ? '' : `.${row.source.part}`
    const writtenCode = row.text('code')
    const code = `${writtenCode ?? `R${importId}-${row.source.origin}`}${part}`
    if (writtenCode === undefined) row.problem('code-generated', 'code')
    if (code.length > longestCode) row.problem('value-too-long', 'code')
    const earlier = rowOfCode.get(code)
    if (earlier !== undefined) row.problem('duplicate-in-file', 'code', earlier)

    const writtenKind = row.text('kind') ?? options.defaultKind ?? 'residential'
    const kind = roadKindOf(writtenKind)
    if (kind === undefined) row.problem('kind-unknown', 'kind', writtenKind)
    const name = row.text('name') ?? null
    if (name !== null && name.length > 100) row.problem('value-too-long', 'name')
    if (row.problems.some(rejectsRow)) return row.rejected(geometry)

    rowOfCode.set(code, row.source.origin)
    const bridge = row.text('bridge')?.toLowerCase()
    const record = {
      code,
      name,
      kind: kind!,
      oneway: oneway !== 'both',
      lanes: lanesOf(row.text('lanes')),
      maxSpeedKmh: maxSpeedOf(row),
      bridge: bridge !== undefined && !['no', 'false', '0', 'f', '否'].includes(bridge),
    }
    return { ...row.accepted(record, geometry), code }
  }

  return {
    check: async (rows) =>
      rejectExistingCodes(
        input,
        'roads',
        rows.map((row) => checkRow(new RowReader(row, mapping))),
      ),
    findings: () => noFindings,
  }
}

/** Lane counts and limits are often odd text; a street is worth having without them. */
function lanesOf(written: string | undefined): number | null {
  const lanes = Number.parseInt(written ?? '', 10)
  return lanes >= 1 && lanes <= 20 ? lanes : null
}

function maxSpeedOf(row: RowReader): number | null {
  const kmh = row.text('maxSpeedKmh')
  if (kmh !== undefined) return speedLimitKmh(kmh) ?? null
  const metersPerSecond = Number(row.text('maxSpeedMetersPerSecond') ?? NaN)
  return metersPerSecond > 0 && metersPerSecond < 60
    ? Math.round(metersPerSecond * kilometersPerHourPerMeterPerSecond)
    : null
}
