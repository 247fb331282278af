import { z } from 'zod'
import {
  collectionQuery,
  feature,
  featureCollection,
  geometry,
  idParams,
  instant,
  operation,
  recordVersion,
} from '../http/contract.ts'

export const orgUnitReference = z.object({ id: z.number().int(), code: z.string(), name: z.string() })

/** What every stored record says about its last change. */
export const changeProperties = z.object({
  version: recordVersion,
  updatedAt: instant,
  updatedBy: z.string().nullable(),
})

/** The attributes every place carries, whatever its concept. */
export const placeProperties = changeProperties.extend({
  code: z.string(),
  name: z.string().nullable(),
  kind: z.string(),
  /** The grid a point on the place stands in. */
  gridCode: z.string().nullable(),
  gridName: z.string().nullable(),
  orgUnit: orgUnitReference.nullable(),
  confirmedAt: instant.nullable(),
  confirmedBy: z.string().nullable(),
})
export type PlaceProperties = z.infer<typeof placeProperties>

/** A comma-separated list of words, as `kind=attended,unattended_good`. */
export const wordListQuery = z
  .string()
  .transform((text) => text.split(',').map((word) => word.trim()))
  .pipe(z.array(z.string().min(1).max(60)).min(1).max(50))

export const placeQuery = collectionQuery.extend({
  kind: wordListQuery.optional(),
  updatedSince: instant.optional(),
})
export type PlaceQuery = z.infer<typeof placeQuery>

/** Paging alone, for collections without a place on the map. */
export const pageQuery = collectionQuery.pick({ limit: true, cursor: true })

export const versionQuery = z.object({ version: z.coerce.number().int().positive() })

/** One change of a record: the fields that differ, before and after it. */
export const historyEntry = z.object({
  happenedAt: instant,
  actor: z.string(),
  /** What the account is for; null for what no account of today did, such as an import by command. */
  post: z.string().nullable(),
  action: z.string(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
})
export type HistoryEntry = z.infer<typeof historyEntry>

export const recordCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/)
export const recordName = z.string().trim().min(1).max(100)
export const address = z.string().trim().max(200).nullable()
export const count = z.number().int().min(0).max(10_000_000)

/** List and read of a collection on the map. */
export function collectionOperations<Properties extends z.ZodType, Query extends z.ZodType>(
  collection: string,
  properties: Properties,
  query: Query,
) {
  return {
    list: operation({
      method: 'get',
      path: `/${collection}`,
      summary: `A page of ${collection} in the viewer's area, as a FeatureCollection`,
      tag: collection,
      query,
      response: featureCollection(properties),
    }),
    read: operation({
      method: 'get',
      path: `/${collection}/{id}`,
      summary: `One record of ${collection} with all its attributes`,
      tag: collection,
      params: idParams,
      response: feature(properties),
    }),
  }
}

type Form = z.ZodType<Record<string, unknown>>

/**
 * Create, change and retire of a record that two people may edit at once.
 * @param form fields of a new record; a change may leave any of them out
 */
export function writeOperations<Properties extends z.ZodType>(
  collection: string,
  properties: Properties,
  form: z.ZodRawShape,
  changed: z.ZodRawShape = form,
) {
  return {
    create: operation({
      method: 'post',
      path: `/${collection}`,
      summary: `Create a record of ${collection}`,
      tag: collection,
      body: z.strictObject({ properties: z.strictObject(form) as unknown as Form }),
      response: feature(properties),
      status: 201,
    }),
    change: operation({
      method: 'patch',
      path: `/${collection}/{id}`,
      summary: `Change a record of ${collection}; refused with 409 when somebody else saved meanwhile`,
      tag: collection,
      params: idParams,
      body: z.strictObject({
        version: recordVersion,
        properties: z.strictObject(changed).partial() as unknown as Form,
      }),
      response: feature(properties),
    }),
    retire: operation({
      method: 'delete',
      path: `/${collection}/{id}`,
      summary: `Retire a record of ${collection}: it is hidden, its history stays`,
      tag: collection,
      params: idParams,
      query: versionQuery,
      status: 204,
    }),
    history: historyOperation(collection),
  }
}

function historyOperation(collection: string) {
  return operation({
    method: 'get',
    path: `/${collection}/{id}/history`,
    summary: `Who changed a record of ${collection}, when, and what`,
    tag: collection,
    params: idParams,
    response: z.object({ entries: z.array(historyEntry) }),
  })
}

/**
 * Every operation on one concept of editable places.
 * @param attributes what the concept adds to the backbone, `kind` among it
 * @param measured attributes the server computes from the geometry
 */
export function placeOperations<Attributes extends z.ZodRawShape, Measured extends z.ZodRawShape>(
  collection: string,
  attributes: Attributes,
  measured: Measured,
) {
  const properties = placeProperties.extend({ ...attributes, ...measured })
  const fields = { code: recordCode, name: recordName, orgUnitId: z.number().int().positive(), ...attributes }
  const form = z.strictObject(fields as z.ZodRawShape).partial()
  const { retire, history } = writeOperations(collection, properties, {})
  return {
    ...collectionOperations(collection, properties, placeQuery),
    create: operation({
      method: 'post',
      path: `/${collection}`,
      summary: `Draw a new record of ${collection}`,
      tag: collection,
      body: z.strictObject({
        properties: form.required({ name: true, kind: true }) as unknown as Form,
        geometry,
      }),
      response: feature(properties),
      status: 201,
    }),
    change: operation({
      method: 'patch',
      path: `/${collection}/{id}`,
      summary: `Change attributes or geometry; refused with 409 when somebody else saved meanwhile`,
      tag: collection,
      params: idParams,
      body: z.strictObject({
        version: recordVersion,
        properties: (form as unknown as Form).optional(),
        geometry: geometry.optional(),
      }),
      response: feature(properties),
    }),
    confirm: operation({
      method: 'post',
      path: `/${collection}/{id}/confirmation`,
      summary: 'Still true: makes the record fresh',
      tag: collection,
      params: idParams,
      response: feature(properties),
    }),
    retire,
    history,
  }
}
