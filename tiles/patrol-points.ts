import { sql } from 'kysely'
import { placeLayer } from './place-layer.ts'

export const patrolPoints = placeLayer({
  name: 'patrol-points',
  table: 'patrol_points',
  minZoom: 10,
  more: { radiusMeters: { type: 'Number', value: () => sql`places.radius_meters` } },
})
