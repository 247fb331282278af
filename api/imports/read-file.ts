import type { LineString } from 'geojson'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../database/connect.ts'
import { Problem } from '../http/problem.ts'
import type { SettingsReader } from '../settings/reader.ts'
import type { ImportConcept, ImportFormat, ImportMapping, ImportOptions } from './contract.ts'
import { guessMapping, hasPositionColumns } from './fields.ts'
import { formatOfFile, unreadableFile } from './file-kind.ts'
import { rowsOfParts } from './geometry-parts.ts'
import { guessCoordinates } from './guess-coordinates.ts'
import { type ImportKind, personalDataIn, refusedColumns } from './personal-data.ts'
import {
  completeReading,
  deleteImport,
  forgetOldFiles,
  insertImport,
  isEmpty,
  noFindings,
  rememberedMapping,
} from './queries.ts'
import { openCsv } from './read-csv.ts'
import { openGeoJson } from './read-geojson.ts'
import { openGpx } from './read-gpx.ts'
import { rowProblem } from './row-problems.ts'
import { insertRows, sampleRows, type StoredRow } from './row-queries.ts'
import type { SourceFile, SourceRow } from './source-file.ts'
import { storedText } from './stored-text.ts'
import { splitAtJunctions } from './split-at-junctions.ts'
import { type AcceptedArea, positionsOf } from './stored-position.ts'

/** Largest file taken. */
export const maximumFileBytes = 100 * 1024 * 1024

const rowsPerStatement = 2000
const guessSampleRows = 120

export interface ImportServices {
  database: Database
  settings: SettingsReader
}

export interface UploadedFile {
  concept: ImportConcept
  fileName: string
  content: Buffer
  /** Go on without the columns that name persons. */
  dropPersonalColumns: boolean
  actor: string
  accountId: number | null
  requestId?: string
}

const openers: Record<ImportFormat, (content: Buffer) => Promise<SourceFile>> = {
  csv: openCsv,
  geojson: openGeoJson,
  gpx: openGpx,
}

const kindOfConcept: Record<ImportConcept, ImportKind> = {
  cases: 'cases',
  roads: 'places',
  'patrol-lines': 'places',
  'patrol-points': 'places',
  'control-areas': 'places',
  tracks: 'tracks',
}

/**
 * Reads a file into rows of an import. Columns that name persons stop it unless they are to be dropped; their values are never stored.
 * @returns the import's id
 * @throws Problem when the file cannot be read, holds personal columns, too many rows or none
 */
export async function readFile(services: ImportServices, upload: UploadedFile): Promise<number> {
  const { database } = services
  await forgetOldFiles(database)
  const fileFormat = formatOfFile(upload.concept, upload.fileName, upload.content)
  const file = await openers[fileFormat](upload.content)
  const refused = refusedColumns(kindOfConcept[upload.concept], file.columns).map(({ column }) => column)
  if (refused.length > 0 && !upload.dropPersonalColumns) throw personalColumns(refused)
  const columns = file.columns.filter((column) => !refused.includes(column))

  const id = await insertImport(database, {
    concept: upload.concept,
    fileName: upload.fileName,
    fileFormat,
    columns,
    droppedColumns: refused,
    createdBy: upload.actor,
    accountId: upload.accountId,
  })
  try {
    const rowCount = await storeRows(services, id, upload.concept, file, new Set(refused))
    await completeReading(database, id, {
      rowCount,
      ...(await guesses(services, id, rowCount, upload.concept, columns, file.declaredEpsg)),
    })
    await recordAudit(database.write, {
      actor: upload.actor,
      action: 'file-read',
      concept: 'imports',
      recordId: id,
      requestId: upload.requestId,
      detail: { importedConcept: upload.concept, rowCount, droppedColumnCount: refused.length },
    })
    return id
  } catch (error) {
    await deleteImport(database, id)
    throw error
  }
}

function personalColumns(columns: string[]): Problem {
  return new Problem({
    status: 422,
    name: 'personal-columns',
    title: { zh: '文件中有涉及个人信息的列', en: 'The file has columns about persons' },
    detail: {
      zh: `本系统不保存居民和当事人的信息。可去掉这些列后继续：${columns.join('、')}`,
      en: `Nothing about residents or parties is kept here. Go on without these columns: ${columns.join(', ')}`,
    },
    field: 'file',
    extra: { columns },
  })
}

async function storeRows(
  { database, settings }: ImportServices,
  id: number,
  concept: ImportConcept,
  file: SourceFile,
  refused: Set<string>,
): Promise<number> {
  const maximumRows = await settings.get('imports.maximumRows')
  let rowCount = 0
  let slice: StoredRow[] = []
  for await (const row of rowsOf(concept, file, refused)) {
    rowCount++
    if (rowCount > maximumRows) {
      throw unreadableFile(
        'too-many-rows',
        { zh: `文件超过 ${maximumRows} 行`, en: `The file has more than ${maximumRows} rows` },
        { zh: '请分成几个文件导入。', en: 'Import it as several files.' },
      )
    }
    slice.push({ rowNumber: rowCount, source: row })
    if (slice.length === rowsPerStatement) {
      await insertRows(database, id, slice)
      slice = []
    }
  }
  if (slice.length > 0) await insertRows(database, id, slice)
  if (rowCount === 0) {
    throw unreadableFile('no-rows', { zh: '文件里没有数据', en: 'The file holds no data' })
  }
  return rowCount
}

/** The rows to store: without personal values and dwellings, taken apart into parts, streets cut at junctions. */
async function* rowsOf(
  concept: ImportConcept,
  file: SourceFile,
  refused: Set<string>,
): AsyncGenerator<SourceRow> {
  const streets: SourceRow[] = []
  for await (const raw of file.rows) {
    const row = withoutPersonalValues(raw, concept, refused)
    for (const part of rowsOfParts(concept, row)) {
      if (concept === 'roads' && part.geometry) streets.push(part)
      else yield part
    }
  }
  yield* segmentsOf(streets)
}

function withoutPersonalValues(row: SourceRow, concept: ImportConcept, refused: Set<string>): SourceRow {
  const values: SourceRow['values'] = {}
  const problems = [...row.problems]
  for (const [column, text] of Object.entries(row.values)) {
    if (refused.has(column)) continue
    // Node and junction numbers of street data look like mobile and identity numbers.
    const found = concept === 'roads' && /^[\w#.:-]+$/.test(text) ? null : personalDataIn(text)
    if (found === null) {
      const stored = storedText(concept, column, text)
      values[column] = stored.text
      if (stored.cut) problems.push(rowProblem('address-cut', column))
    } else problems.push(rowProblem(found === 'identityNumber' ? 'identity-number' : 'mobile-number', column))
  }
  return { ...row, values, problems }
}

function segmentsOf(streets: SourceRow[]): SourceRow[] {
  const lines = streets.map((street) => (street.geometry as LineString).coordinates)
  return splitAtJunctions(lines).flatMap((pieces, index) => {
    const street = streets[index]!
    if (pieces.length === 1) return [street]
    return pieces.map((coordinates, piece) => ({
      ...street,
      part: (street.part ?? 0) * 1000 + piece + 1,
      geometry: { type: 'LineString' as const, coordinates },
      problems: piece === 0 ? [...street.problems, rowProblem('line-split')] : street.problems,
    }))
  })
}

/** Mapping, coordinate system and options to begin with. */
async function guesses(
  services: ImportServices,
  id: number,
  rowCount: number,
  concept: ImportConcept,
  columns: string[],
  declaredEpsg: number | undefined,
) {
  const { database, settings } = services
  const remembered = await rememberedMapping(database, concept, columns)
  const mapping = remembered?.fields ?? guessMapping(concept, columns)
  const district = await settings.district()
  const sample = await sampleRows(database, id, rowCount, guessSampleRows)
  const guess = await guessCoordinates(
    database,
    sample.flatMap(({ source }) => firstPosition(source, concept, mapping)),
    { area: await acceptedArea(settings), metricCrs: district.metricCrs, declaredEpsg },
  )
  return {
    mapping,
    coordinateSystem: remembered?.coordinateSystem ?? guess.coordinateSystem,
    options: {
      chosen: remembered?.options ?? {
        ...(guess.sourceEpsg !== null && { sourceEpsg: guess.sourceEpsg }),
        ...(await firstOptions(database, concept)),
      },
      guess,
      mappingRemembered: remembered !== undefined,
      findings: noFindings,
      acceptedBox: null,
    },
  }
}

/** Where there are no categories or units yet, the file brings its own. */
async function firstOptions(database: Database, concept: ImportConcept): Promise<ImportOptions> {
  if (concept === 'cases' && (await isEmpty(database, 'caseCategories')))
    return { createMissingCategories: true }
  if (concept === 'tracks' && (await isEmpty(database, 'patrolUnits'))) return { createMissingUnits: true }
  return {}
}

function firstPosition(
  source: SourceRow,
  concept: ImportConcept,
  mapping: ImportMapping,
): [number, number][] {
  if (!hasPositionColumns(concept)) {
    for (const position of source.geometry ? positionsOf(source.geometry) : []) {
      return [[position[0]!, position[1]!]]
    }
    return []
  }
  const written = (field: string) => Number(source.values[mapping[field] ?? ''] || NaN)
  const [first, second] = mapping['longitude']
    ? [written('longitude'), written('latitude')]
    : [written('x'), written('y')]
  return Number.isFinite(first) && Number.isFinite(second) ? [[first, second]] : []
}

export async function acceptedArea(settings: SettingsReader): Promise<AcceptedArea> {
  const { extent } = await settings.district()
  return { extent, marginMeters: (await settings.get('imports.extentMarginKilometers')) * 1000 }
}
