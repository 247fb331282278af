import { z } from 'zod'
import { geometry, idParams, instant, operation, recordId } from '../http/contract.ts'
import { patrolProperties } from '../patrols/contract.ts'
import { placeOperations } from '../places/contract.ts'

/** How the route is travelled. */
const routeKinds = ['foot', 'bike', 'vehicle'] as const

export const { list, read, create, change, confirm, retire, history } = placeOperations(
  'patrol-routes',
  {
    kind: z.enum(routeKinds),
    /** By the clock of the district, `22:00`; together with the minutes. */
    plannedStart: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .nullable(),
    plannedMinutes: z.number().int().min(1).max(1440).nullable(),
  },
  { lengthMeters: z.number() },
)

export const exportRoutes = operation({
  method: 'get',
  path: '/patrol-routes.{format}',
  summary:
    'Planned routes in scope as a file: GPX 1.1 (a track without times each) or GeoJSON; leaves an audit row',
  tag: 'patrol-routes',
  params: z.object({ format: z.enum(['gpx', 'geojson']) }),
  query: z.object({
    /** Only the route of this code. */
    code: z.string().max(40).optional(),
  }),
})

const planState = z.enum(['done', 'late', 'missed'])
export type PlanState = z.infer<typeof planState>

/** Shares of the route's length; they sum up to 1. */
export const planShares = z.object({ done: z.number(), late: z.number(), missed: z.number() })

const routeOuting = z.object({
  patrolId: z.number().int(),
  unitCode: z.string(),
  mode: patrolProperties.shape.mode,
  startedAt: instant,
  endedAt: instant,
  /** The planned start of that day; null where the route has none. */
  plannedAt: instant.nullable(),
  /** Null without a track that knows when it was where. */
  shares: planShares.nullable(),
})
export type RouteOuting = z.infer<typeof routeOuting>

export const listOutings = operation({
  method: 'get',
  path: '/patrol-routes/{id}/outings',
  summary: 'The latest outings that name a planned route, with the shares done, late and missed',
  tag: 'patrol-routes',
  params: idParams,
  response: z.object({ outings: z.array(routeOuting), days: z.number().int() }),
})

export const readOuting = operation({
  method: 'get',
  path: '/patrol-routes/{id}/outings/{patrolId}',
  summary: 'The plan of a route against what one outing did: stretches done, late and missed, as GeoJSON',
  tag: 'patrol-routes',
  params: z.object({ id: recordId, patrolId: recordId }),
  response: z.object({
    outing: routeOuting.extend({ shares: planShares }),
    lengthMeters: z.number(),
    toleranceMeters: z.number(),
    lateMinutes: z.number(),
    stretches: z.object({
      type: z.literal('FeatureCollection'),
      features: z.array(
        z.object({
          type: z.literal('Feature'),
          geometry,
          properties: z.object({ state: planState, fromMeters: z.number(), toMeters: z.number() }),
        }),
      ),
    }),
    /** Each time the outing went along the route, in the order of time. */
    passes: z.array(
      z.object({
        from: instant,
        to: instant,
        fromMeters: z.number(),
        toMeters: z.number(),
        direction: z.enum(['forward', 'backward']),
      }),
    ),
    deviations: z.array(
      z.object({
        kind: z.enum(['against', 'outOfOrder']),
        at: instant,
        fromMeters: z.number(),
        toMeters: z.number(),
      }),
    ),
    /** As recorded. */
    track: geometry,
  }),
})
export type PlanAnswer = z.infer<typeof readOuting.response>
