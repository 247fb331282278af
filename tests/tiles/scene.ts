import { sql } from 'kysely'
import type { Database } from '../../api/database/connect.ts'
import { ensurePartitions } from '../../api/database/partitions.ts'
import { testCity } from '../api/server.ts'

/** The middle of the western grid. */
export const here = { longitude: 126.505, latitude: 43.805 } as const

const { districtCode, community, otherCommunity } = testCity

/** A small rectangle as WKT, its south-west corner given. */
function square(west: number, south: number, side: number): string {
  const [east, north] = [west + side, south + side]
  return `SRID=4490;POLYGON((${west} ${south}, ${east} ${south}, ${east} ${north}, ${west} ${north}, ${west} ${south}))`
}

/**
 * Puts something of every layer on the city of `testCity`. What belongs to a unit is there twice: once in the western grid, with a code
 * that ends in W, and once in the grid of the other station, with a code that ends in E.
 */
export async function drawScene(database: Database): Promise<void> {
  const db = database.write
  const lake = `SRID=4490;POLYGON((126.3 43.7, 126.8 43.7, 126.8 43.9, 126.3 43.9, 126.3 43.7),
    (126.49 43.79, 126.49 43.82, 126.54 43.82, 126.54 43.79, 126.49 43.79))`
  await sql`INSERT INTO water (kind, name, geom) VALUES ('lake', '松湖', ${lake}::geometry),
    ('canal', NULL, 'SRID=4490;LINESTRING(126.4 43.804, 126.505 43.8041, 126.6 43.804)')`.execute(db)
  await sql`INSERT INTO green (kind, name, geom) VALUES ('park', '北山公园', ${square(126.501, 43.801, 0.003)}::geometry),
    ('grass', NULL, ${square(126.5001, 43.8001, 0.00001)}::geometry)`.execute(db)
  await sql`INSERT INTO rail (kind, name, geom) VALUES
    ('rail', '吉舒线', 'SRID=4490;LINESTRING(126.3 43.802, 126.8 43.808)')`.execute(db)
  await sql`INSERT INTO buildings (kind, name, floors, geom) VALUES
    ('building', '百货大楼', 6, ${square(126.506, 43.806, 0.0005)}::geometry)`.execute(db)
  await sql`INSERT INTO labels (kind, name, rank, geom) VALUES
    ('district', '测试区', 1, 'SRID=4490;POINT(126.505 43.805)'),
    ('hospital', '北山医院', 6, 'SRID=4490;POINT(126.506 43.8062)')`.execute(db)
  await sql`INSERT INTO roads (code, name, kind, oneway, bridge, geom) VALUES
    ('R-1', '解放路', 'primary', false, true, 'SRID=4490;LINESTRING(126.49 43.805, 126.506 43.8051, 126.52 43.805)'),
    ('R-2', '后巷', 'alley', true, false, 'SRID=4490;LINESTRING(126.503 43.803, 126.503 43.804)'),
    ('R-3', NULL, 'footway', false, false, 'SRID=4490;LINESTRING(126.504 43.803, 126.504 43.804)')`.execute(
    db,
  )
  await sql`UPDATE org_units SET geom = ${`SRID=4490;MULTIPOLYGON(((126.4 43.7, 126.7 43.7, 126.7 43.9, 126.4 43.9, 126.4 43.7)))`}::geometry
    WHERE level = 'district'`.execute(db)
  for (const [end, unit, shift] of [
    ['W', community, 0],
    ['E', otherCommunity, 0.02],
  ] as const) {
    await drawPlaces(database, end, unit, shift)
  }
  await drawCases(database)
  await drawTracks(database)
}

async function drawPlaces(
  { write: db }: Database,
  end: string,
  unitCode: string,
  shift: number,
): Promise<void> {
  const unit = sql`(SELECT id FROM org_units WHERE code = ${unitCode})`
  const west = 126.502 + shift
  const line = `SRID=4490;LINESTRING(${west} 43.802, ${west + 0.002} 43.8021, ${west + 0.004} 43.804)`
  const point = `SRID=4490;POINT(${west + 0.001} 43.8071)`
  await sql`INSERT INTO courtyards (code, name, org_unit_id, kind, scattered, confirmed_at, geom) VALUES
    (${`C-${end}`}, '一号院', ${unit}, 'attended', false, now() - interval '3 days', ${square(west, 43.803, 0.001)}::geometry),
    (${`S-${end}`}, '散户', ${unit}, 'unattended_poor', true, NULL, ${point}::geometry)`.execute(db)
  await sql`INSERT INTO key_sections (code, name, org_unit_id, geom) VALUES
    (${`K-${end}`}, '重点路段', ${unit}, ${line}::geometry)`.execute(db)
  await sql`INSERT INTO patrol_lines (code, name, org_unit_id, tolerance_meters, geom) VALUES
    (${`L-${end}`}, '必巡线', ${unit}, 30.5, ${line}::geometry)`.execute(db)
  await sql`INSERT INTO patrol_routes (code, name, org_unit_id, kind, geom) VALUES
    (${`R-${end}`}, '夜巡一线', ${unit}, 'vehicle', ${line}::geometry)`.execute(db)
  await sql`INSERT INTO patrol_points (code, name, org_unit_id, radius_meters, geom) VALUES
    (${`P-${end}`}, '必到点', ${unit}, 40.3, ${point}::geometry)`.execute(db)
  await sql`INSERT INTO control_areas (code, name, org_unit_id, kind, geom) VALUES
    (${`A-${end}`}, '核心区', ${unit}, 'core', ${square(west, 43.801, 0.004)}::geometry)`.execute(db)
  await sql`INSERT INTO facilities (code, name, org_unit_id, kind, geom) VALUES
    (${`F-${end}`}, '警务室', ${unit}, 'police_room', ${point}::geometry)`.execute(db)
  await sql`INSERT INTO premises (code, name, org_unit_id, kind, geom, retired_at) VALUES
    (${`M-${end}`}, '便民商店', ${unit}, 'shop', ${point}::geometry, NULL),
    (${`X-${end}`}, '已关闭', ${unit}, 'shop', ${point}::geometry, now())`.execute(db)
}

/** Cases of the scene; the source's number is the external id. Times are local: UTC+8. */
export const sceneCases = [
  {
    number: 'west-night',
    category: 'burglary',
    at: '2026-10-20T23:30:00+08:00',
    place: [126.5031, 43.8032],
    road: 'R-2',
  },
  {
    number: 'west-noon',
    category: 'fraud',
    at: '2026-10-21T12:00:00+08:00',
    place: [126.507, 43.8062],
    road: null,
  },
  {
    number: 'west-restricted',
    category: 'restricted_case',
    at: '2026-10-21T12:00:00+08:00',
    place: [126.505, 43.8052],
    road: 'R-1',
  },
  {
    number: 'east',
    category: 'burglary',
    at: '2026-10-22T08:00:00+08:00',
    place: [126.5252, 43.8052],
    road: 'R-1',
  },
  {
    number: 'old',
    category: 'burglary',
    at: '2026-03-01T08:00:00+08:00',
    place: [126.5051, 43.8055],
    road: 'R-1',
  },
] as const

async function drawCases(database: Database): Promise<void> {
  await database.write.transaction().execute(async (trx) => {
    await sql`INSERT INTO case_categories (code, name, name_en, restricted) VALUES
      ('criminal', '刑事', 'Criminal', false), ('restricted_case', '限制类', 'Restricted', true)`.execute(trx)
    await sql`INSERT INTO case_categories (code, name, name_en, parent_id) VALUES
      ('burglary', '入室盗窃', 'Burglary', (SELECT id FROM case_categories WHERE code = 'criminal')),
      ('fraud', '诈骗', 'Fraud', NULL)`.execute(trx)
    await ensurePartitions(trx, 'cases', new Date('2026-01-01'), new Date('2027-01-01'))
    for (const { number, category, at, place, road } of sceneCases) {
      const geometry = sql`ST_SetSRID(ST_MakePoint(${place[0]}::float8, ${place[1]}::float8), 4490)`
      await sql`INSERT INTO cases (district_code, source_system, external_id, category_id, occurred_from, occurred_to,
          time_precision, place_precision, source, grid_id, road_id, geom)
        VALUES (${districtCode}, 'test', ${number}, (SELECT id FROM case_categories WHERE code = ${category}), ${at}, ${at},
          'minute', 'point', ${number === 'east' ? 'patrol_found' : 'public_report'}, grid_at(${geometry}),
          (SELECT id FROM roads WHERE code = ${road}::text), ${geometry})`.execute(trx)
    }
    await sql`SELECT bump_layer_version('cases')`.execute(trx)
  })
}

async function drawTracks(database: Database): Promise<void> {
  await database.write.transaction().execute(async (trx) => {
    const [from, to] = [new Date('2026-10-01'), new Date('2026-11-01')]
    await ensurePartitions(trx, 'patrols', from, to)
    await ensurePartitions(trx, 'tracks', from, to)
    await sql`INSERT INTO patrol_units (code, force_type, org_unit_id) VALUES
      ('U-W', 'police', (SELECT id FROM org_units WHERE code = ${testCity.station})),
      ('U-E', 'auxiliary', (SELECT id FROM org_units WHERE code = ${testCity.otherStation}))`.execute(trx)
    for (const [unit, attire, at] of [
      ['U-W', 'uniform', '2026-10-22T09:00:00+08:00'],
      ['U-W', 'plain', '2026-10-22T10:00:00+08:00'],
      ['U-E', 'uniform', '2026-10-22T11:00:00+08:00'],
      ['U-W', 'uniform', '2026-10-10T09:00:00+08:00'],
    ] as const) {
      const unitId = sql`(SELECT id FROM patrol_units WHERE code = ${unit})`
      await sql`WITH patrol AS (
          INSERT INTO patrols (district_code, unit_id, mode, attire, started_at, ended_at)
          VALUES (${districtCode}, ${unitId}, 'foot', ${attire}, ${at}, ${at}::timestamptz + interval '1 hour') RETURNING *
        )
        INSERT INTO tracks (district_code, patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds,
          unobserved_seconds, length_meters, geom)
        SELECT district_code, id, unit_id, started_at, ended_at, 4, 3600, 0, 900,
          'SRID=4490;MULTILINESTRINGM((126.501 43.801 0, 126.503 43.802 60), (126.504 43.803 300, 126.508 43.803 400))'
        FROM patrol`.execute(trx)
    }
    await sql`SELECT bump_layer_version('tracks')`.execute(trx)
  })
}
