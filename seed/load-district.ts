import { sql, type Transaction } from 'kysely'
import type { Tables } from '../api/database/connect.ts'
import type { Surface } from './base-map.ts'
import { bulkInsert } from './bulk-insert.ts'
import type { City } from './city.ts'
import type { OrgUnit } from './org-units.ts'
import { lineWkt, pointWkt, polygonWkt, ringsWkt } from './plane.ts'

type Trx = Transaction<Tables>

/** The district's settings. */
export async function loadDistrict(trx: Trx, city: City): Promise<void> {
  await sql`INSERT INTO settings (key, value) VALUES ('district', ${JSON.stringify(city.district)}::jsonb)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value`.execute(trx)
}

/** Water, green, railway, buildings, place names and streets. */
export async function loadBaseMap(trx: Trx, city: City): Promise<void> {
  for (const table of ['water', 'green', 'rail'] as const)
    await bulkInsert<Surface>(trx, table, city.baseMap[table], [
      { name: 'id', type: 'bigint', value: (_, i) => i + 1 },
      { name: 'kind', type: 'text', value: (row) => row.kind },
      { name: 'name', type: 'text', value: (row) => row.name },
      {
        name: 'geom',
        type: 'wkt',
        value: (row) => (row.shape === 'line' ? lineWkt(row.points) : polygonWkt(row.points)),
      },
    ])
  await bulkInsert(trx, 'labels', city.baseMap.labels, [
    { name: 'id', type: 'bigint', value: (_, i) => i + 1 },
    { name: 'kind', type: 'text', value: (row) => row.kind },
    { name: 'name', type: 'text', value: (row) => row.name },
    { name: 'rank', type: 'integer', value: (row) => row.rank },
    { name: 'geom', type: 'wkt', value: (row) => pointWkt(row.place) },
  ])
  await bulkInsert(trx, 'buildings', city.buildings, [
    { name: 'id', type: 'bigint', value: (_, i) => i + 1 },
    { name: 'kind', type: 'text', value: (row) => row.kind },
    { name: 'floors', type: 'integer', value: (row) => row.floors },
    { name: 'geom', type: 'wkt', value: (row) => polygonWkt(row.ring) },
  ])
  await bulkInsert(trx, 'roads', city.network.roads, [
    { name: 'id', type: 'bigint', value: (_, i) => i + 1 },
    { name: 'code', type: 'text', value: (row) => row.code },
    { name: 'name', type: 'text', value: (row) => row.name },
    { name: 'kind', type: 'text', value: (row) => row.kind },
    { name: 'oneway', type: 'boolean', value: (row) => row.oneway },
    { name: 'lanes', type: 'integer', value: (row) => row.lanes },
    { name: 'max_speed_kmh', type: 'real', value: (row) => row.maxSpeedKmh },
    { name: 'bridge', type: 'boolean', value: (row) => row.bridge },
    { name: 'geom', type: 'wkt', value: (row) => lineWkt(row.points) },
  ])
}

/** Org units level by level (each finds its parent's path), then the grids. */
export async function loadOrgTree(trx: Trx, { orgTree, division, courtyards }: City): Promise<void> {
  const numbered = orgTree.units.map((unit, index) => ({ unit, index }))
  for (const level of ['district', 'street', 'community', 'branch', 'building_group'] as const)
    await bulkInsert<{ unit: OrgUnit; index: number }>(
      trx,
      'org_units',
      numbered.filter(({ unit }) => unit.level === level),
      [
        { name: 'id', type: 'bigint', value: ({ index }) => index + 1 },
        { name: 'code', type: 'text', value: ({ unit }) => unit.code },
        { name: 'name', type: 'text', value: ({ unit }) => unit.name },
        { name: 'level', type: 'text', value: () => level },
        {
          name: 'parent_id',
          type: 'bigint',
          value: ({ unit }) => (unit.parent === null ? null : unit.parent + 1),
        },
        { name: 'officer_count', type: 'integer', value: ({ unit }) => unit.officerCount },
        { name: 'community_officer_count', type: 'integer', value: ({ unit }) => unit.communityOfficerCount },
        { name: 'security_member_count', type: 'integer', value: ({ unit }) => unit.securityMemberCount },
        {
          name: 'geom',
          type: 'wkt',
          value: ({ unit }) => (unit.rings ? `MULTIPOLYGON(${ringsWkt(unit.rings)})` : null),
        },
      ],
    )
  const households = division.grids.map(() => 0)
  const residents = division.grids.map(() => 0)
  for (const yard of courtyards) {
    households[yard.grid]! += yard.householdCount
    residents[yard.grid]! += yard.residentCount
  }
  await bulkInsert(trx, 'grids', division.grids, [
    { name: 'id', type: 'bigint', value: (_, i) => i + 1 },
    { name: 'code', type: 'text', value: (_, i) => orgTree.gridCodes[i]! },
    { name: 'name', type: 'text', value: (_, i) => orgTree.gridNames[i]! },
    { name: 'kind', type: 'text', value: (grid) => grid.kind },
    { name: 'community_id', type: 'bigint', value: (grid) => orgTree.ofCommunity[grid.community]! + 1 },
    { name: 'branch_id', type: 'bigint', value: (_, i) => orgTree.ofGrid[i]! + 1 },
    { name: 'org_path', type: 'text', value: () => '' },
    { name: 'household_count', type: 'integer', value: (_, i) => households[i]! },
    { name: 'resident_count', type: 'integer', value: (_, i) => residents[i]! },
    { name: 'geom', type: 'wkt', value: (grid) => polygonWkt(...grid.rings) },
  ])
}
