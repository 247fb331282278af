import { sql } from 'kysely'
import { placeLayer } from './place-layer.ts'

export const courtyards = placeLayer({
  name: 'courtyards',
  table: 'courtyards',
  minZoom: 12,
  daily: true,
  areas: true,
  more: {
    scattered: { type: 'Boolean', value: () => sql`places.scattered` },
    confirmedDaysAgo: {
      type: 'Number',
      value: ({ today, district }) =>
        sql`${today}::date - (places.confirmed_at AT TIME ZONE ${district.timeZone}::text)::date`,
    },
  },
})
