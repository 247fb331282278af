import type { Transaction } from 'kysely'
import type { Tables } from '../api/database/connect.ts'
import { bulkInsert, type Column } from './bulk-insert.ts'
import { sizes } from './city-sizes.ts'
import type { City } from './city.ts'
import { lineWkt, pointWkt, polygonWkt } from './plane.ts'
import { addDays, midnight, timeSlots } from './time-slots.ts'

type Trx = Transaction<Tables>

/** What every place has: its id, code, name and the unit that owns it. */
function placeColumns<Row extends { code: string; name: string }>(
  orgUnitOf: (row: Row) => number,
): Column<Row>[] {
  return [
    { name: 'id', type: 'bigint', value: (_, i) => i + 1 },
    { name: 'code', type: 'text', value: (row) => row.code },
    { name: 'name', type: 'text', value: (row) => row.name },
    { name: 'org_unit_id', type: 'bigint', value: (row) => orgUnitOf(row) + 1 },
  ]
}

/** Courtyards and every other place that is looked after, with what is required of lines and points. */
export async function loadPlaces(trx: Trx, city: City): Promise<void> {
  await loadCourtyards(trx, city)
  await loadPatrolTargets(trx, city)
  await loadFacilitiesAndPremises(trx, city)
  await loadRequirements(trx, city)
}

async function loadCourtyards(trx: Trx, city: City): Promise<void> {
  const today = midnight(city.request.anchorDay)
  const daysAgo = (days: number | null, index: number): Date | null =>
    days === null
      ? null
      : new Date(today - (days + 1) * 86_400_000 + (8 * 3600 + ((index * 977) % 32_400)) * 1000)
  await bulkInsert(trx, 'courtyards', city.courtyards, [
    ...placeColumns<City['courtyards'][number]>((row) => city.orgTree.ofGrid[row.grid]!),
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

async function loadPatrolTargets(trx: Trx, city: City): Promise<void> {
  const stationUnit = (row: { station: number }): number => city.orgTree.ofStation[row.station]!
  const confirmed = confirmedColumn(city, 60)
  await bulkInsert(trx, 'patrol_lines', city.patrolLines, [
    ...placeColumns<City['patrolLines'][number]>(stationUnit),
    { name: 'tolerance_meters', type: 'real', value: (row) => row.toleranceMeters },
    confirmed,
    { name: 'geom', type: 'wkt', value: (row) => lineWkt(row.points) },
  ])
  await bulkInsert(trx, 'patrol_routes', city.patrolRoutes, [
    ...placeColumns<City['patrolRoutes'][number]>(stationUnit),
    { name: 'kind', type: 'text', value: () => 'foot' },
    { name: 'planned_start', type: 'text', value: (row) => row.plannedStart },
    { name: 'planned_minutes', type: 'integer', value: (row) => row.plannedMinutes },
    confirmed,
    { name: 'geom', type: 'wkt', value: (row) => lineWkt(row.points) },
  ])
  await bulkInsert(trx, 'key_sections', city.keySections, [
    ...placeColumns<City['keySections'][number]>(stationUnit),
    { name: 'kind', type: 'text', value: (row) => row.kind },
    { name: 'tolerance_meters', type: 'real', value: (row) => row.toleranceMeters },
    confirmed,
    { name: 'geom', type: 'wkt', value: (row) => lineWkt(row.points) },
  ])
  await bulkInsert(trx, 'patrol_points', city.patrolPoints, [
    ...placeColumns<City['patrolPoints'][number]>(stationUnit),
    { name: 'address', type: 'text', value: (row) => row.address },
    { name: 'radius_meters', type: 'real', value: (row) => row.radiusMeters },
    { name: 'dwell_seconds', type: 'integer', value: (row) => row.dwellSeconds },
    confirmed,
    { name: 'geom', type: 'wkt', value: (row) => pointWkt(row.place) },
  ])
  await bulkInsert(trx, 'control_areas', city.controlAreas, [
    ...placeColumns<City['controlAreas'][number]>((row) => row.orgUnit),
    { name: 'kind', type: 'text', value: (row) => row.kind },
    { name: 'starts_on', type: 'date', value: (row) => row.startsOn },
    { name: 'ends_on', type: 'date', value: (row) => row.endsOn },
    confirmed,
    { name: 'geom', type: 'wkt', value: (row) => polygonWkt(row.ring) },
  ])
}

async function loadFacilitiesAndPremises(trx: Trx, city: City): Promise<void> {
  const { anchorDay } = city.request
  const branchUnit = (row: { grid: number }): number => city.orgTree.ofGrid[row.grid]!
  const confirmed = confirmedColumn(city, 150)
  await bulkInsert(trx, 'facilities', city.facilities, [
    ...placeColumns<City['facilities'][number]>(branchUnit),
    { name: 'kind', type: 'text', value: (row) => row.kind },
    { name: 'address', type: 'text', value: (row) => row.address },
    { name: 'always_open', type: 'boolean', value: (row) => row.alwaysOpen },
    confirmed,
    { name: 'geom', type: 'wkt', value: (row) => pointWkt(row.place) },
  ])
  const signedOn = (days: number | null, more: number): string | null =>
    days === null ? null : addDays(anchorDay, more - days)
  await bulkInsert(trx, 'premises', city.premises, [
    ...placeColumns<City['premises'][number]>(branchUnit),
    { name: 'kind', type: 'text', value: (row) => row.kind },
    { name: 'address', type: 'text', value: (row) => row.address },
    { name: 'letter_signed_on', type: 'date', value: (row) => signedOn(row.letterSignedDaysAgo, 0) },
    { name: 'letter_expires_on', type: 'date', value: (row) => signedOn(row.letterSignedDaysAgo, 365) },
    { name: 'inspection_interval_days', type: 'integer', value: (row) => row.inspectionIntervalDays },
    confirmed,
    { name: 'geom', type: 'wkt', value: (row) => pointWkt(row.place) },
  ])
  const visits = city.premises.flatMap((row, premises) => [
    {
      premises,
      dueOn: addDays(anchorDay, -row.inspectedDaysAgo),
      inspectedOn: addDays(anchorDay, -row.inspectedDaysAgo),
      outcome: row.hazardFound ? 'hazard' : 'passed',
    },
    {
      premises,
      dueOn: addDays(anchorDay, row.inspectionIntervalDays - row.inspectedDaysAgo),
      inspectedOn: null,
      outcome: null,
    },
  ])
  await bulkInsert(trx, 'inspections', visits, [
    { name: 'premises_id', type: 'bigint', value: (row) => row.premises + 1 },
    { name: 'due_on', type: 'date', value: (row) => row.dueOn },
    { name: 'inspected_on', type: 'date', value: (row) => row.inspectedOn },
    { name: 'outcome', type: 'text', value: (row) => row.outcome },
  ])
}

/** Confirmed some days ago, spread evenly over `days`. */
function confirmedColumn(city: City, days: number): Column<unknown> {
  const today = midnight(city.request.anchorDay)
  return {
    name: 'confirmed_at',
    type: 'timestamptz',
    value: (_, i) =>
      new Date(today - (((i * 37) % days) + 1) * 86_400_000 + (9 * 3600 + ((i * 977) % 28_800)) * 1000),
  }
}

async function loadRequirements(trx: Trx, city: City): Promise<void> {
  await bulkInsert(trx, 'time_slots', timeSlots, [
    { name: 'id', type: 'bigint', value: (_, i) => i + 1 },
    { name: 'code', type: 'text', value: (row) => row.code },
    { name: 'name', type: 'text', value: (row) => row.name },
    { name: 'start_time', type: 'time', value: (row) => row.startTime },
    { name: 'end_time', type: 'time', value: (row) => row.endTime },
    { name: 'weekdays', type: 'smallint[]', value: (row) => `{${row.weekdays.join(',')}}` },
  ])
  const validFrom = addDays(city.request.anchorDay, -7 * sizes[city.request.size].trackWeeks)
  const targetId =
    (kind: City['requirements'][number]['target']['kind']): Column<City['requirements'][number]>['value'] =>
    (row) =>
      row.target.kind === kind ? row.target.index + 1 : null
  await bulkInsert(trx, 'requirements', city.requirements, [
    { name: 'id', type: 'bigint', value: (_, i) => i + 1 },
    { name: 'patrol_line_id', type: 'bigint', value: targetId('line') },
    { name: 'patrol_point_id', type: 'bigint', value: targetId('point') },
    { name: 'key_section_id', type: 'bigint', value: targetId('section') },
    { name: 'control_area_id', type: 'bigint', value: targetId('area') },
    {
      name: 'time_slot_id',
      type: 'bigint',
      value: (row) => timeSlots.findIndex(({ code }) => code === row.slot) + 1,
    },
    { name: 'measure', type: 'text', value: (row) => row.measure },
    { name: 'amount', type: 'integer', value: (row) => row.amount },
    { name: 'valid_from', type: 'date', value: () => validFrom },
  ])
}
