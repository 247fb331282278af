import { DateTime } from 'luxon'
import { sql } from 'kysely'
import { type Checker, type CheckInput, RowReader } from './checker.ts'
import type { ImportConcept } from './contract.ts'
import { noFindings } from './queries.ts'
import { rejectsRow } from './row-problems.ts'
import type { CheckedRow } from './row-queries.ts'
import { placedGeometry } from './stored-position.ts'

export type PlaceConcept = Exclude<ImportConcept, 'cases' | 'tracks' | 'roads'>

/** Kinds by the words files use for them; the first word is ours. */
const kinds: Record<PlaceConcept, Record<string, string[]>> = {
  'patrol-lines': { standard: ['standard', '常规', '日常'], campaign: ['campaign', '专项', '专项整治'] },
  'patrol-points': { standard: ['standard', '常规', '日常'], campaign: ['campaign', '专项', '专项整治'] },
  'control-areas': {
    core: ['core', '核心区', '核心'],
    key: ['key', '重点区域', '重点'],
    campus: ['campus', '校园周边', '校园'],
    campaign: ['campaign', '专项整治', '专项'],
  },
}

const firstKind: Record<PlaceConcept, string> = {
  'patrol-lines': 'standard',
  'patrol-points': 'standard',
  'control-areas': 'key',
}

const codePrefix: Record<PlaceConcept, string> = {
  'patrol-lines': 'L',
  'patrol-points': 'P',
  'control-areas': 'A',
}

const tableOf = {
  'patrol-lines': 'patrolLines',
  'patrol-points': 'patrolPoints',
  'control-areas': 'controlAreas',
} as const

const codePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/

/** Checks must-patrol lines, must-arrive points and control areas. */
export async function placeChecker(input: CheckInput, concept: PlaceConcept): Promise<Checker> {
  const { database, mapping, options, crs, area, importId } = input
  const orgUnits = new Set(
    (await database.write.selectFrom('orgUnits').select('code').where('retiredAt', 'is', null).execute()).map(
      (unit) => unit.code,
    ),
  )
  const rowOfCode = new Map<string, number>()

  const kind = (row: RowReader): string | undefined => {
    const written = row.text('kind') ?? options.defaultKind ?? firstKind[concept]
    const found = Object.entries(kinds[concept]).find(([, words]) => words.includes(written.toLowerCase()))
    if (found) return found[0]
    row.problem('kind-unknown', 'kind', written)
    return undefined
  }

  const date = (row: RowReader, field: 'startsOn' | 'endsOn'): string | null => {
    const written = row.text(field) ?? options[field]
    if (written === undefined) return null
    const read = DateTime.fromISO(written.replaceAll('/', '-').slice(0, 10))
    if (read.isValid) return read.toISODate()
    row.problem('time-unreadable', field, written)
    return null
  }

  const checkRow = (row: RowReader): CheckedRow & { code?: string } => {
    const placed = row.source.geometry ? placedGeometry(row.source.geometry, crs, area) : undefined
    if (placed?.problem) row.problems.push(placed.problem)
    else if (!placed && !row.problems.some(rejectsRow)) row.problem('geometry-missing')
    const geometry = placed?.value ?? null

    const part = row.source.part === undefined ? '' : `-${row.source.part}`
    const writtenCode = row.text('code')
    if (writtenCode === undefined) row.problem('code-generated', 'code')
    const code = `${writtenCode ?? `${codePrefix[concept]}${importId}-${row.source.origin}`}${part}`
    if (!codePattern.test(code)) row.problem('code-invalid', 'code', code)
    const earlier = rowOfCode.get(code)
    if (earlier !== undefined) row.problem('duplicate-in-file', 'code', earlier)
    const name = row.text('name') ?? code
    if (name.length > 100) row.problem('value-too-long', 'name')
    const orgUnit = row.text('orgUnit') ?? null
    if (orgUnit !== null && !orgUnits.has(orgUnit)) row.problem('org-unit-unknown', 'orgUnit', orgUnit)

    const kindCode = kind(row)
    const record: Record<string, string | number | null> = { code, name, kind: kindCode ?? '', orgUnit }
    if (concept === 'patrol-lines') record['toleranceMeters'] = row.number('toleranceMeters', 5, 200) ?? null
    if (concept === 'patrol-points') {
      record['radiusMeters'] = row.number('radiusMeters', 5, 500) ?? null
      record['dwellSeconds'] = row.number('dwellSeconds', 0, 86_400) ?? null
      record['address'] = row.address() ?? null
    }
    if (concept === 'control-areas') {
      const startsOn = date(row, 'startsOn')
      const endsOn = date(row, 'endsOn')
      Object.assign(record, { startsOn, endsOn })
      if (kindCode === 'campaign' && (!startsOn || !endsOn)) row.problem('campaign-undated', 'startsOn')
      if (startsOn && endsOn && startsOn > endsOn) row.problem('times-reversed', 'endsOn')
    }
    if (row.problems.some(rejectsRow)) return row.rejected(geometry)
    rowOfCode.set(code, row.source.origin)
    return { ...row.accepted(record, geometry), code }
  }

  return {
    async check(rows) {
      const checked = rows.map((row) => checkRow(new RowReader(row, mapping)))
      return rejectExistingCodes(input, tableOf[concept], checked)
    },
    findings: () => noFindings,
  }
}

/** Rejects the rows whose code some record of the table has already. */
export async function rejectExistingCodes(
  { database }: CheckInput,
  table: 'patrolLines' | 'patrolPoints' | 'controlAreas' | 'roads',
  checked: (CheckedRow & { code?: string })[],
): Promise<CheckedRow[]> {
  const codes = checked.flatMap((row) => row.code ?? [])
  const known = await database.write
    .selectFrom(table)
    .select('code')
    .where('code', '=', sql<string>`ANY(${codes}::text[])`)
    .execute()
  const existing = new Set(known.map((row) => row.code))
  return checked.map(({ code, ...row }) => {
    if (code === undefined || !existing.has(code)) return row
    const problem = { code: 'code-exists' as const, field: 'code', value: code }
    return { ...row, record: null, problems: [...row.problems, problem] }
  })
}
