import { z } from 'zod'
import { boundingBox, day, feature, idParams, operation } from '../http/contract.ts'

/** What can be brought in from files. */
export const importConcepts = [
  'cases',
  'roads',
  'patrol-lines',
  'patrol-points',
  'control-areas',
  'tracks',
] as const
export type ImportConcept = (typeof importConcepts)[number]

export const importFormats = ['csv', 'geojson', 'gpx'] as const
export type ImportFormat = (typeof importFormats)[number]

export const coordinateSystems = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const
export type CoordinateSystemName = (typeof coordinateSystems)[number]

export const importStatuses = ['read', 'checked', 'confirmed', 'undone', 'discarded'] as const

/** From our field to the file's column. */
export const importMapping = z.record(z.string().max(64), z.string().max(200))
export type ImportMapping = z.infer<typeof importMapping>

const code = z.string().trim().min(1).max(60)

/** Choices for the whole file; each concept reads its own. */
export const importOptions = z
  .object({
    /** EPSG of projected coordinates: UTM or CGCS2000 3-degree Gauss-Kruger. */
    sourceEpsg: z.number().int().optional(),
    /** IANA name for times without offset; the district's when left out. */
    timeZone: z.string().max(60).optional(),
    /** How dates such as 03/04/2024 are read. */
    dateOrder: z.enum(['month-first', 'day-first']).optional(),
    /** Name of the system the cases come from: one external id is known once in it. */
    sourceSystem: z.string().trim().min(1).max(60).optional(),
    source: z.enum(['public_report', 'patrol_found', 'other']).optional(),
    placePrecision: z.enum(['point', 'street_segment', 'block', 'grid']).optional(),
    /** Code of the category of rows that name none. */
    defaultCategory: code.optional(),
    createMissingCategories: z.boolean().optional(),
    /** Code of the category below which missing ones are created. */
    newCategoryParent: code.optional(),
    /** Code of the org unit that owns the places, or that new patrol units belong to; the district when left out. */
    orgUnit: code.optional(),
    defaultKind: code.optional(),
    /** Dates of campaign areas that name none. */
    startsOn: day.optional(),
    endsOn: day.optional(),
    /** What is required of every imported line or point. */
    requirement: z
      .object({ timeSlot: code, amount: z.number().int().min(1).max(1440), validFrom: day.optional() })
      .optional(),
    /** Unit of fixes that name none. */
    unitCode: code.optional(),
    createMissingUnits: z.boolean().optional(),
    forceType: z
      .enum(['police', 'traffic', 'auxiliary', 'joint_defence', 'security', 'red_armband', 'property_guard'])
      .optional(),
    mode: z.enum(['foot', 'bike', 'vehicle', 'fixed_point', 'inspection']).optional(),
    attire: z.enum(['uniform', 'plain']).optional(),
    speedUnit: z.enum(['m/s', 'km/h']).optional(),
  })
  .strict()
export type ImportOptions = z.infer<typeof importOptions>

const importSummary = z.object({
  id: z.number(),
  concept: z.enum(importConcepts),
  fileName: z.string(),
  fileFormat: z.enum(importFormats),
  coordinateSystem: z.enum(coordinateSystems),
  status: z.enum(importStatuses),
  rowCount: z.number(),
  acceptedCount: z.number(),
  rejectedCount: z.number(),
  droppedColumns: z.array(z.string()),
  createdBy: z.string(),
  createdAt: z.string(),
  confirmedAt: z.string().nullable(),
  /** Null also where the audit no longer says. */
  confirmedBy: z.string().nullable(),
  undoneAt: z.string().nullable(),
  undoneBy: z.string().nullable(),
})
export type ImportSummary = z.infer<typeof importSummary>

const importField = z.object({
  field: z.string(),
  label: z.string(),
  required: z.boolean(),
})

const problemCount = z.object({
  code: z.string(),
  field: z.string().nullable(),
  /** The value at fault, where rows are counted by it. */
  value: z.string().nullable(),
  message: z.string(),
  /** False for a note: the row comes in all the same. */
  rejects: z.boolean(),
  rowCount: z.number(),
  exampleRow: z.number(),
})

const importDetail = importSummary.extend({
  columns: z.array(z.string()),
  /** The first rows as the file has them. */
  sample: z.array(z.record(z.string(), z.string())),
  fields: z.array(importField),
  mapping: importMapping,
  /** Whether the mapping comes from an earlier file with the same columns. */
  mappingRemembered: z.boolean(),
  coordinateGuess: z.object({
    coordinateSystem: z.enum(coordinateSystems),
    sourceEpsg: z.number().nullable(),
    /** What the guess rests on: nearness to our streets, the district's extent, the file itself, or nothing. */
    basis: z.enum(['streets', 'extent', 'file', 'none']),
  }),
  options: importOptions,
  problems: z.array(problemCount),
  /** Made together with the rows when confirmed. */
  creates: z.object({
    categories: z.array(
      z.object({ code: z.string(), name: z.string(), restricted: z.boolean(), rowCount: z.number() }),
    ),
    units: z.array(z.string()),
    patrolCount: z.number(),
  }),
  bbox: boundingBox.nullable(),
  /** Work under way on this import. */
  progress: z
    .object({
      step: z.enum(['checking', 'writing', 'undoing']),
      doneCount: z.number(),
      totalCount: z.number(),
    })
    .nullable(),
})
export type ImportDetail = z.infer<typeof importDetail>

const importRow = z.object({
  /** Number of the feature in the file, from 1; of a CSV the row as a spreadsheet shows it, the header being row 1. */
  row: z.number(),
  accepted: z.boolean(),
  values: z.record(z.string(), z.string()),
  problems: z.array(
    z.object({
      row: z.number(),
      field: z.string().nullable(),
      code: z.string(),
      message: z.string(),
      rejects: z.boolean(),
    }),
  ),
})
export type ImportRow = z.infer<typeof importRow>

export const listImports = operation({
  method: 'get',
  path: '/imports',
  summary: 'Imports, newest first',
  tag: 'imports',
  query: z.object({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.coerce.number().int().positive().optional(),
  }),
  response: z.object({ imports: z.array(importSummary), nextCursor: z.string().nullable() }),
})

export const createImport = operation({
  method: 'post',
  path: '/imports',
  summary:
    'Read a file (multipart/form-data: concept, file; dropPersonalColumns=true to go on without columns that name persons)',
  tag: 'imports',
  response: importDetail,
  status: 201,
})

export const readImport = operation({
  method: 'get',
  path: '/imports/{id}',
  summary: 'One import: columns, mapping, counts, problems by kind, progress',
  tag: 'imports',
  params: idParams,
  response: importDetail,
})

export const checkImport = operation({
  method: 'put',
  path: '/imports/{id}',
  summary: 'Set mapping, coordinate system and options, and check every row',
  tag: 'imports',
  params: idParams,
  body: z.object({
    mapping: importMapping,
    coordinateSystem: z.enum(coordinateSystems),
    options: importOptions.default({}),
  }),
  response: importDetail,
})

export const listImportRows = operation({
  method: 'get',
  path: '/imports/{id}/rows',
  summary: 'Rows of an import with their problems',
  tag: 'imports',
  params: idParams,
  query: z.object({
    status: z.enum(['accepted', 'rejected']).optional(),
    /** Only rows with this problem. */
    code: z.string().max(60).optional(),
    /** Only rows with that problem about this value. */
    value: z.string().max(60).optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
    cursor: z.coerce.number().int().min(0).optional(),
  }),
  response: z.object({ rows: z.array(importRow), nextCursor: z.string().nullable() }),
})

export const previewImport = operation({
  method: 'get',
  path: '/imports/{id}/preview',
  summary:
    'A sample of up to 2,000 rows for the map; with coordinateSystem as they would lie in that system, before anything is checked',
  tag: 'imports',
  params: idParams,
  query: z.object({
    coordinateSystem: z.enum(coordinateSystems).optional(),
    sourceEpsg: z.coerce.number().int().optional(),
    longitude: z.string().max(200).optional(),
    latitude: z.string().max(200).optional(),
    x: z.string().max(200).optional(),
    y: z.string().max(200).optional(),
  }),
  response: z.object({
    type: z.literal('FeatureCollection'),
    features: z.array(
      feature(
        z.object({
          row: z.number(),
          accepted: z.boolean().nullable(),
          code: z.string().nullable(),
          /** The track of a fix in a GPX file, so that its fixes can be drawn as a line. */
          track: z.string().nullable(),
        }),
      ),
    ),
    bbox: boundingBox.nullable(),
    /** How many rows the sample has, and how many of them lie in the district and its margin; the others lie outside or have no position. */
    sampleCount: z.number().int(),
    insideCount: z.number().int(),
  }),
})

/** Answers text/csv: the rejected rows with their reasons. */
export const downloadRejectedRows = operation({
  method: 'get',
  path: '/imports/{id}/rejected.csv',
  summary: 'The rejected rows with their reasons as CSV (UTF-8 with BOM)',
  tag: 'imports',
  params: idParams,
})

export const confirmImport = operation({
  method: 'post',
  path: '/imports/{id}/confirmation',
  summary: 'Write all accepted rows in one transaction',
  tag: 'imports',
  params: idParams,
  response: importDetail,
})

export const undoImport = operation({
  method: 'post',
  path: '/imports/{id}/undo',
  summary: 'Take everything back that an import has written',
  tag: 'imports',
  params: idParams,
  response: importDetail,
})

export const discardImport = operation({
  method: 'delete',
  path: '/imports/{id}',
  summary: 'Forget a file that was read but not confirmed',
  tag: 'imports',
  params: idParams,
  status: 204,
})
