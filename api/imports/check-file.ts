import { IANAZone } from 'luxon'
import type { Database } from '../database/connect.ts'
import { isMetricCrs } from '../geometry/metric-projection.ts'
import type { BoundingBox } from '../http/contract.ts'
import { invalidInput } from '../http/problem.ts'
import { caseChecker } from './check-cases.ts'
import { placeChecker } from './check-places.ts'
import { roadChecker } from './check-roads.ts'
import { trackChecker } from './check-tracks.ts'
import type { Checker, CheckInput } from './checker.ts'
import type { CoordinateSystemName, ImportMapping, ImportOptions } from './contract.ts'
import { hasPositionColumns, importFields } from './fields.ts'
import { markUnchecked, rememberMapping, type StoredImport, storeCheck } from './queries.ts'
import { acceptedArea, type ImportServices } from './read-file.ts'
import { type CheckedRow, readRows, repairOrRejectGeometries, storeCheckedRows } from './row-queries.ts'
import { breathe } from './source-file.ts'
import { extendedBox, positionsOf, sourceCrs } from './stored-position.ts'

const rowsPerSlice = 2000

export interface CheckChoices {
  mapping: ImportMapping
  coordinateSystem: CoordinateSystemName
  options: ImportOptions
}

/**
 * Checks every row of a file by the user's choices, and remembers these for files with the same columns.
 * @throws Problem when the choices themselves do not hold
 */
export async function checkFile(
  services: ImportServices,
  record: StoredImport,
  choices: CheckChoices,
  onProgress: (doneCount: number) => void,
): Promise<void> {
  const { database, settings } = services
  const district = await settings.district()
  const { coordinateSystem, options } = choices
  const mapping = requireMapping(record, choices)
  await requireOptions(database, options)
  const checker = await checkerOf({
    database,
    importId: record.id,
    concept: record.concept,
    district,
    mapping,
    options,
    crs: sourceCrs(coordinateSystem, options.sourceEpsg),
    area: await acceptedArea(settings),
    timeReading: {
      timeZone: options.timeZone ?? district.timeZone,
      dateOrder: options.dateOrder ?? 'month-first',
    },
    nowMilliseconds: Date.now(),
  })

  await markUnchecked(database, record.id)
  let acceptedCount = 0
  let acceptedBox: BoundingBox | null = null
  for (let after = 0; ;) {
    const rows = await readRows(database, record.id, after, rowsPerSlice)
    if (rows.length === 0) break
    const checked = await checker.check(rows)
    await storeCheckedRows(database, record.id, checked)
    acceptedCount += checked.filter((row) => row.record !== null).length
    acceptedBox = boxAround(acceptedBox, checked)
    const [from, to] = [rows[0]!.rowNumber, rows.at(-1)!.rowNumber]
    if (!hasPositionColumns(record.concept)) {
      acceptedCount -= await repairOrRejectGeometries(database, record.id, from, to)
    }
    after = to
    onProgress(after)
    await breathe()
  }
  await rememberMapping(database, record.concept, record.columns, {
    fields: mapping,
    coordinateSystem,
    options,
  })
  await storeCheck(database, record.id, {
    mapping,
    coordinateSystem,
    options: {
      ...record.options,
      chosen: options,
      findings: checker.findings(),
      acceptedBox,
    },
    acceptedCount,
    rejectedCount: record.rowCount - acceptedCount,
  })
}

function boxAround(box: BoundingBox | null, rows: CheckedRow[]): BoundingBox | null {
  let extended = box
  for (const { record, geometry } of rows) {
    if (record === null || geometry === null) continue
    for (const position of positionsOf(geometry)) extended = extendedBox(extended, position[0]!, position[1]!)
  }
  return extended
}

async function checkerOf(input: CheckInput): Promise<Checker> {
  switch (input.concept) {
    case 'cases':
      return caseChecker(input)
    case 'tracks':
      return trackChecker(input)
    case 'roads':
      return roadChecker(input)
    default:
      return placeChecker(input, input.concept)
  }
}

/** The mapping without empty entries. @throws Problem when it names what is not there or leaves out what is needed */
function requireMapping(record: StoredImport, { mapping, options }: CheckChoices): ImportMapping {
  const fields = importFields[record.concept]
  const used = Object.fromEntries(Object.entries(mapping).filter(([, column]) => column !== ''))
  for (const [field, column] of Object.entries(used)) {
    if (!fields.some((known) => known.field === field)) {
      throw invalidInput(`mapping.${field}`, {
        zh: `没有“${field}”这个字段`,
        en: `There is no field "${field}"`,
      })
    }
    if (!record.columns.includes(column)) {
      throw invalidInput(`mapping.${field}`, {
        zh: `文件里没有“${column}”这一列`,
        en: `The file has no column "${column}"`,
      })
    }
  }
  const missing = fields.find((field) => field.required && used[field.field] === undefined)
  if (missing) {
    throw invalidInput(`mapping.${missing.field}`, {
      zh: `请选择“${missing.label.zh}”对应的列`,
      en: `Choose the column that holds "${missing.label.en}"`,
    })
  }
  if (hasPositionColumns(record.concept)) requirePosition(used, options)
  return used
}

function requirePosition(mapping: ImportMapping, options: ImportOptions): void {
  const degrees = mapping['longitude'] !== undefined && mapping['latitude'] !== undefined
  const meters = mapping['x'] !== undefined && mapping['y'] !== undefined
  if (!degrees && !meters) {
    throw invalidInput('mapping.longitude', {
      zh: '请选择经度和纬度（或 X 和 Y）对应的列',
      en: 'Choose the columns that hold longitude and latitude (or X and Y)',
    })
  }
  if (!degrees && options.sourceEpsg === undefined) {
    throw invalidInput('options.sourceEpsg', {
      zh: 'X、Y 为投影坐标，请给出 EPSG 代码',
      en: 'X and Y are projected: give their EPSG code',
    })
  }
}

/** @throws Problem for an option that names something unknown */
async function requireOptions(database: Database, options: ImportOptions): Promise<void> {
  if (options.sourceEpsg !== undefined && !isMetricCrs(options.sourceEpsg)) {
    throw invalidInput('options.sourceEpsg', {
      zh: `不认识 EPSG:${options.sourceEpsg};可用 CGCS2000 3 度带（4513-4554）或 UTM(32601-32660、32701-32760)`,
      en: `EPSG:${options.sourceEpsg} is not known; use a CGCS2000 3-degree zone (4513-4554) or UTM (32601-32660, 32701-32760)`,
    })
  }
  if (options.timeZone !== undefined && !IANAZone.isValidZone(options.timeZone)) {
    throw invalidInput('options.timeZone', {
      zh: `没有“${options.timeZone}”这个时区`,
      en: `There is no time zone "${options.timeZone}"`,
    })
  }
  const named = [
    ['orgUnit', 'orgUnits', options.orgUnit],
    ['defaultCategory', 'caseCategories', options.defaultCategory],
    ['newCategoryParent', 'caseCategories', options.newCategoryParent],
    ['requirement.timeSlot', 'timeSlots', options.requirement?.timeSlot],
  ] as const
  for (const [option, table, code] of named) {
    if (code === undefined) continue
    const found = await database.write
      .selectFrom(table)
      .select('id')
      .where('code', '=', code)
      .where('retiredAt', 'is', null)
      .executeTakeFirst()
    if (!found) {
      throw invalidInput(`options.${option}`, {
        zh: `没有编码为“${code}”的记录`,
        en: `There is no record with the code "${code}"`,
      })
    }
  }
}
