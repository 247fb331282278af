import type { Transaction } from 'kysely'
import type { Tables } from '../api/database/connect.ts'
import { bulkInsert } from './bulk-insert.ts'
import type { City } from './city.ts'
import { pointWkt, polygonWkt } from './plane.ts'

/** Courtyards and every other place that is looked after. */
export async function loadPlaces(trx: Transaction<Tables>, city: City): Promise<void> {
  const midnight = Date.parse(`${city.request.anchorDay}T00:00:00+08:00`)
  const daysAgo = (days: number | null, index: number): Date | null =>
    days === null
      ? null
      : new Date(midnight - days * 86_400_000 + (8 * 3600 + ((index * 977) % 32_400)) * 1000 - 86_400_000)
  await bulkInsert(trx, 'courtyards', city.courtyards, [
    { name: 'id', type: 'bigint', value: (_, i) => i + 1 },
    { name: 'code', type: 'text', value: (row) => row.code },
    { name: 'name', type: 'text', value: (row) => row.name },
    { name: 'org_unit_id', type: 'bigint', value: (row) => city.orgTree.ofGrid[row.grid]! + 1 },
    { name: 'kind', type: 'text', value: (row) => row.kind },
    { name: 'scattered', type: 'boolean', value: (row) => row.scattered },
    { name: 'address', type: 'text', value: (row) => row.address },
    { name: 'household_count', type: 'integer', value: (row) => row.householdCount },
    { name: 'resident_count', type: 'integer', value: (row) => row.residentCount },
    { name: 'building_count', type: 'integer', value: (row) => row.buildingCount },
    { name: 'door_count', type: 'integer', value: (row) => row.doorCount },
    { name: 'gate_count', type: 'integer', value: (row) => row.gateCount },
    { name: 'camera_count', type: 'integer', value: (row) => row.cameraCount },
    { name: 'on_duty', type: 'boolean', value: (row) => row.onDuty },
    { name: 'volunteer_watch', type: 'boolean', value: (row) => row.volunteerWatch },
    { name: 'confirmed_at', type: 'timestamptz', value: (row, i) => daysAgo(row.confirmedDaysAgo, i) },
    {
      name: 'geom',
      type: 'wkt',
      value: (row) => (row.shape.length > 1 ? polygonWkt(row.shape) : pointWkt(row.centre)),
    },
  ])
}
