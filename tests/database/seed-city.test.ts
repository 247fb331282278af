import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../api/database/connect.ts'
import type { City } from '../../seed/city.ts'
import { growToLarge } from '../../seed/large.ts'
import { loadDemoCity } from '../../seed/load.ts'
import { engines, openScene } from './scene.ts'

const request = { seed: 1, anchorDay: '2026-03-02', size: 'small' } as const

describe.each(engines)('the small city on %s', (engine) => {
  let database: Database
  let city: City
  beforeAll(async () => {
    database = await openScene(engine)
    city = await loadDemoCity(database, request)
  })
  afterAll(() => database?.close())

  async function count(table: string): Promise<number> {
    const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM ${sql.table(table)}`.execute(
      database.read,
    )
    return rows[0]!.count
  }

  it('holds every generated row', async () => {
    expect(await count('roads')).toBe(city.network.roads.length)
    expect(await count('org_units')).toBe(city.orgTree.units.length)
    expect(await count('grids')).toBe(city.division.grids.length)
    expect(await count('courtyards')).toBe(city.courtyards.length)
    expect(await count('buildings')).toBe(city.buildings.length)
    expect(await count('patrol_lines')).toBe(city.patrolLines.length)
    expect(await count('patrol_points')).toBe(city.patrolPoints.length)
    expect(await count('key_sections')).toBe(city.keySections.length)
    expect(await count('control_areas')).toBe(city.controlAreas.length)
    expect(await count('facilities')).toBe(city.facilities.length)
    expect(await count('premises')).toBe(city.premises.length)
    expect(await count('requirements')).toBe(city.requirements.length)
    expect(await count('cases')).toBe(city.cases.length)
    expect(await count('case_keys')).toBe(city.cases.length)
    expect(await count('patrols')).toBe(city.outings.length)
    expect(await count('tracks')).toBe(city.outings.length)
    expect(await count('track_fixes')).toBeGreaterThan(2000)
  })

  it('finds each courtyard in the grid it was generated for', async () => {
    const rows = await database.read
      .selectFrom('courtyards')
      .select(['code', 'gridId'])
      .orderBy('id')
      .execute()
    expect(rows.map((row) => row.gridId)).toEqual(city.courtyards.map((yard) => yard.grid + 1))
  })

  it('places every case in its grid, or within a few metres of its border', async () => {
    const { rows } = await sql<{ count: number }>`
      SELECT count(*) AS count
      FROM cases c
        JOIN grids g ON g.id = c.grid_id
      WHERE c.district_code = ${city.district.code}
        AND NOT ST_DWithin(g.geom::geography, c.geom::geography, 60)`.execute(database.read)
    expect(rows[0]!.count).toBeLessThan(city.cases.length * 0.01)
  })

  it('covers the district with grids that do not overlap', async () => {
    const { rows } = await sql<{ share: number }>`
      SELECT (SELECT sum(area_square_meters) FROM grids)
        / (SELECT ST_Area(geom::geography) FROM org_units WHERE level = 'district') AS share`.execute(
      database.read,
    )
    expect(rows[0]!.share).toBeCloseTo(1, 6)
  })

  it('stands in the settings and lets new rows follow its ids', async () => {
    const setting = await database.read
      .selectFrom('settings')
      .select('value')
      .where('key', '=', 'district')
      .executeTakeFirstOrThrow()
    expect(setting.value).toMatchObject({ code: '229901', timeZone: 'Asia/Shanghai', metricCrs: 4551 })
    const { id } = await database.write
      .insertInto('labels')
      .values({
        kind: 'town',
        name: '新地名',
        rank: 5,
        geom: sql<string>`ST_SetSRID(ST_MakePoint(125.6, 43.6), 4490)`,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    expect(id).toBe(city.baseMap.labels.length + 1)
  })

  it('refuses to mix with what is already there', async () => {
    await expect(loadDemoCity(database, request)).rejects.toThrow(/already holds/)
  })
})

describe.each(engines)('the anchor day on %s', (engine) => {
  it('is loaded only as far as it has passed', async () => {
    const database = await openScene(engine)
    try {
      const now = new Date('2026-03-02T11:00:00+08:00')
      await loadDemoCity(database, { ...request, now })
      const { rows } = await sql<{ latest: Date; patrols: number }>`
        SELECT max(ended_at) AS latest, count(*) FILTER (WHERE started_at >= '2026-03-02T00:00:00+08:00') AS patrols
        FROM patrols
        WHERE district_code = '229901'`.execute(database.read)
      expect(rows[0]!.latest.getTime()).toBeLessThanOrEqual(now.getTime())
      expect(rows[0]!.patrols).toBeGreaterThan(0)
    } finally {
      await database.close()
    }
  })
})

describe.runIf(engines.includes('native'))('the large city', () => {
  it('is the demo city side by side, with codes and ids of its own', async () => {
    const database = await openScene('native')
    try {
      const city = await loadDemoCity(database, request)
      await growToLarge(database, 3)
      const grids = await database.read.selectFrom('grids').select(['code', 'orgPath']).execute()
      expect(grids).toHaveLength(3 * city.division.grids.length)
      expect(new Set(grids.map((grid) => grid.orgPath)).size).toBe(grids.length)
      const { rows } = await sql<{ cases: number; lost: number }>`
        SELECT count(*) AS cases, count(*) FILTER (WHERE g.id IS NULL) AS lost
        FROM cases c
          LEFT JOIN grids g ON g.id = c.grid_id AND ST_DWithin(g.geom, c.geom, 0.001)
        WHERE c.district_code = '229901'`.execute(database.read)
      expect(rows[0]!.cases).toBeGreaterThan(2 * city.cases.length)
      expect(rows[0]!.lost).toBe(0)
    } finally {
      await database.close()
    }
  })
})
