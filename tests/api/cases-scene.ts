import { sql } from 'kysely'
import type { Database } from '../../api/database/connect.ts'
import { ensurePartitions } from '../../api/database/partitions.ts'
import { testCity } from './server.ts'

export interface SceneCase {
  at: string
  /** Equal to `at` unless given. */
  until?: string
  category?: string
  lon: number
  lat: number
  source?: 'public_report' | 'patrol_found' | 'other'
  grid?: string | null
  road?: string
}

const categories = [
  { code: 'criminal', name: '刑事', nameEn: 'Criminal', parent: null, restricted: false },
  { code: 'burglary', name: '入室盗窃', nameEn: 'Burglary', parent: 'criminal', restricted: false },
  { code: 'robbery', name: '抢劫', nameEn: 'Robbery', parent: 'criminal', restricted: false },
  { code: 'sexual_offence', name: '性侵害', nameEn: 'Sexual offence', parent: 'criminal', restricted: true },
  { code: 'dispute', name: '纠纷', nameEn: 'Dispute', parent: null, restricted: false },
]

/** Categories and one street, 第一街, along the south of the first grid from 126.502 to 126.506 (middle 126.504, 43.802). */
export async function makeCategoriesAndStreet(database: Database): Promise<void> {
  const db = database.write
  const ids = new Map<string, number>()
  for (const { code, name, nameEn, parent, restricted } of categories) {
    const { id } = await db
      .insertInto('caseCategories')
      .values({
        code,
        name,
        nameEn,
        restricted,
        path: code,
        parentId: parent === null ? null : ids.get(parent),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    ids.set(code, id)
  }
  await db
    .insertInto('roads')
    .values({
      code: 'R1',
      name: '第一街',
      kind: 'residential',
      geom: 'SRID=4490;LINESTRING(126.502 43.802, 126.506 43.802)',
    })
    .execute()
}

let serial = 0

/** Writes cases as an import does: partitions, grid, layer version. Gives their ids in order. */
export async function addCases(database: Database, cases: readonly SceneCase[]): Promise<number[]> {
  return database.write.transaction().execute(async (trx) => {
    const ids: number[] = []
    for (const scene of cases) {
      const from = new Date(scene.at)
      await ensurePartitions(trx, 'cases', from, new Date(from.getTime() + 1))
      const { rows } = await sql<{ id: number }>`
        INSERT INTO cases (district_code, source_system, external_id, category_id, occurred_from, occurred_to, time_precision,
          place_precision, source, address, grid_id, road_id, geom)
        SELECT ${testCity.districtCode}, 'test', ${String((serial += 1))},
          (SELECT id FROM case_categories WHERE code = ${scene.category ?? 'burglary'}), ${from},
          ${new Date(scene.until ?? scene.at)}, 'minute', 'point', ${scene.source ?? 'public_report'}, '第一街 8 号',
          (SELECT id FROM grids WHERE code = ${scene.grid === undefined ? testCity.grid : scene.grid}),
          (SELECT id FROM roads WHERE code = ${scene.road ?? null}), ST_SetSRID(ST_MakePoint(${scene.lon}, ${scene.lat}), 4490)
        RETURNING id`.execute(trx)
      ids.push(rows[0]!.id)
    }
    await sql`SELECT bump_layer_version('cases')`.execute(trx)
    return ids
  })
}
