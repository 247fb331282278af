import { sql } from 'kysely'
import { placeLayer } from './place-layer.ts'

export const patrolLines = placeLayer({
  name: 'patrol-lines',
  table: 'patrol_lines',
  minZoom: 10,
  more: { toleranceMeters: { type: 'Number', value: () => sql`places.tolerance_meters` } },
})
