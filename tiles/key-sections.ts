import { sql } from 'kysely'
import { placeLayer } from './place-layer.ts'

export const keySections = placeLayer({
  name: 'key-sections',
  table: 'key_sections',
  minZoom: 10,
  more: { toleranceMeters: { type: 'Number', value: () => sql`places.tolerance_meters` } },
})
