import { z } from 'zod'

/** Two languages, Chinese first. */
export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]
export const bilingual = z.object({ zh: z.string(), en: z.string() })
export type Bilingual = z.infer<typeof bilingual>

/**
 * One HTTP operation below `/api/v1`: the server serves it, the client calls it and the OpenAPI page describes it from this one object.
 * `path` carries its parameters in braces: `/grids/{id}`.
 */
export interface Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  summary: string
  tag: string
  params: Params
  query: Query
  body: Body
  response: Response
  status: 200 | 201 | 202 | 204
  /** True when no sign-in is needed. */
  public: boolean
  /** True when a unit's token opens it too; the handler finds out who sends. */
  unitToken: boolean
}

export const nothing = z.void()

/** Describes an operation; what is left out is empty, status 200, sign-in needed. */
export function operation<
  Params extends z.ZodType = typeof nothing,
  Query extends z.ZodType = typeof nothing,
  Body extends z.ZodType = typeof nothing,
  Response extends z.ZodType = typeof nothing,
>(
  description: Pick<Operation, 'method' | 'path' | 'summary' | 'tag'> & {
    params?: Params
    query?: Query
    body?: Body
    response?: Response
    status?: Operation['status']
    public?: boolean
    unitToken?: boolean
  },
): Operation<Params, Query, Body, Response> {
  return {
    params: nothing as unknown as Params,
    query: nothing as unknown as Query,
    body: nothing as unknown as Body,
    response: nothing as unknown as Response,
    status: 200,
    public: false,
    unitToken: false,
    ...description,
  }
}

export const longitude = z.number().min(-180).max(180)
export const latitude = z.number().min(-90).max(90)
export const position = z.tuple([longitude, latitude])
export const boundingBox = z.tuple([longitude, latitude, longitude, latitude])
export type BoundingBox = z.infer<typeof boundingBox>

/** ISO 8601 with offset, for example `2026-11-21T08:00:00+08:00`. */
export const instant = z.iso.datetime({ offset: true })
/** A calendar day of the district's time zone, `2026-11-21`. */
export const day = z.iso.date()

export const recordId = z.coerce.number().int().positive()
export const idParams = z.object({ id: recordId })
export const recordVersion = z.number().int().positive()

/** The numbers of a comma-separated list; what is empty is no number, not 0. */
function listedNumbers(text: string): number[] {
  return text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
}

/** `west,south,east,north` in a query string. */
export const boundingBoxQuery = z.string().transform(listedNumbers).pipe(boundingBox)

/** A comma-separated list of whole numbers in a range, as `hours=22,23,0,1`. */
export function integerListQuery(minimum: number, maximum: number) {
  return z
    .string()
    .transform((text) => [...new Set(listedNumbers(text))])
    .pipe(z.array(z.number().int().min(minimum).max(maximum)).min(1))
}

/** Keyset paging and the filters every collection understands. */
export const collectionQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().optional(),
  bbox: boundingBoxQuery.optional(),
  grid: z.string().optional(),
})

export const geometry = z.looseObject({ type: z.string(), coordinates: z.unknown() })

export function feature<Properties extends z.ZodType>(properties: Properties) {
  return z.object({
    type: z.literal('Feature'),
    id: z.number().int(),
    geometry: geometry.nullable(),
    properties,
  })
}

export function featureCollection<Properties extends z.ZodType>(properties: Properties) {
  return z.object({
    type: z.literal('FeatureCollection'),
    features: z.array(feature(properties)),
    nextCursor: z.string().nullable(),
  })
}

/** Problem details (RFC 9457) in the user's language. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  field: z.string().optional(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
})
export type ProblemDetails = z.infer<typeof problemDetails>
