import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engines } from '../database/scene.ts'
import { Importer } from './import-visits.ts'
import { startTestServer, type TestServer } from './server.ts'

const folder = fileURLToPath(new URL('../../../shared/data', import.meta.url))

function upload(concept: string, path: string) {
  return { concept, fileName: path.split('/').at(-1)!, content: readFileSync(`${folder}/${path}`, 'utf8') }
}

/** Public data of three cities, each in an empty district of its own. */
describe.skipIf(!existsSync(folder)).each(engines)('real files on %s', (engine) => {
  let server: TestServer
  let admin: Importer

  beforeAll(async () => {
    server = await startTestServer(engine)
    admin = await Importer.signIn(server)
  })
  afterAll(() => server.close())

  async function district(
    code: string,
    extent: number[],
    timeZone: string,
    metricCrs: number,
  ): Promise<void> {
    const value = JSON.stringify({ name: code, code, extent, timeZone, metricCrs, approvalNumber: null })
    await server.database.write.updateTable('settings').set({ value }).where('key', '=', 'district').execute()
    server.context.settings.forget()
  }

  it('Memphis: nine precincts as areas and 2,245 robberies', async () => {
    await district('990001', [-90.3, 34.9, -89.6, 35.3], 'America/Chicago', 32616)
    const areas = await admin.check(upload('control-areas', 'cases/memphis_precincts.geojson'), {
      defaultKind: 'core',
    })
    expect(areas.mapping).toEqual({ name: 'precinct' })
    expect(areas).toMatchObject({ acceptedCount: 9, rejectedCount: 0 })
    await admin.confirm(areas.id)
    const cases = await admin.check(upload('cases', 'cases/memphis_robberies_2019.csv'), {
      createMissingCategories: true,
      placePrecision: 'block',
      sourceSystem: 'memphis',
    })
    expect(cases).toMatchObject({ rowCount: 2245, acceptedCount: 2245, coordinateSystem: 'wgs84' })
    expect(cases.creates.categories).toMatchObject([{ code: 'personal_robbery', rowCount: 2245 }])
    await admin.confirm(cases.id)
    const { rows } = await sql<{ code: string; count: number; inside: number; first: Date }>`
      SELECT case_categories.code, count(*) AS count, min(occurred_from) AS first,
        count(*) FILTER (WHERE EXISTS (
          SELECT FROM control_areas WHERE ST_Intersects(control_areas.geom, cases.geom))) AS inside
      FROM cases JOIN case_categories ON case_categories.id = cases.category_id
      WHERE district_code = '990001'
      GROUP BY 1`.execute(server.database.write)
    expect(rows).toMatchObject([{ code: 'personal_robbery', count: 2245 }])
    expect(rows[0]!.inside).toBeGreaterThan(2200)
    expect(rows[0]!.first.toISOString()).toBe('2019-01-01T07:30:00.000Z')
  })

  it('Chicago: bare dates are days, and the 30 categories come with the sensitive ones restricted', async () => {
    await district('990002', [-88, 41.6, -87.5, 42.1], 'America/Chicago', 32616)
    const burglaries = upload('cases', 'cases/chicago_burglary_2014_2017.csv')
    const head = burglaries.content.split('\n').slice(0, 3001).join('\n')
    const days = await admin.check({ ...burglaries, content: head }, { createMissingCategories: true })
    expect(days).toMatchObject({ rowCount: 3000, acceptedCount: 3000 })
    const { rows } = await sql`
      SELECT DISTINCT record ->> 'timePrecision' AS precision FROM import_rows WHERE import_id = ${days.id}`.execute(
      server.database.write,
    )
    expect(rows).toEqual([{ precision: 'day' }])

    const many = await admin.check(upload('cases', 'cases/chicago_sample_2017_2019_multi.csv'), {
      createMissingCategories: true,
    })
    expect(many.acceptedCount + many.rejectedCount).toBe(25_000)
    expect(many.rejectedCount).toBe(0)
    const restricted = many.creates.categories.filter((category) => category.restricted)
    expect(restricted.map((category) => category.code).sort()).toEqual([
      'crim_sexual_assault',
      'obscenity',
      'offense_involving_children',
      'prostitution',
      'public_indecency',
      'sex_offense',
    ])
  })

  it('Futian: 331 km of streets with their Chinese names', async () => {
    await district('990003', [113.95, 22.48, 114.15, 22.6], 'Asia/Shanghai', 4547)
    const streets = await admin.check(upload('roads', 'roads/shenzhen_futian.geojson'))
    expect(streets.problems.filter((problem) => problem.rejects)).toEqual([])
    await admin.confirm(streets.id)
    const { rows } = await sql<{ kilometers: number; named: number; oneway: number }>`
      SELECT sum(length_meters) / 1000 AS kilometers, count(name) AS named, count(*) FILTER (WHERE oneway) AS oneway
      FROM roads WHERE import_id = ${streets.id}`.execute(server.database.write)
    expect(rows[0]!.kilometers).toBeCloseTo(331.5, 0)
    expect(rows[0]!.named).toBeGreaterThan(1000)
    // The streets as Amap would give them are recognised by their distance to our streets.
    const line = '114.0438,22.5380'
    const shifted = await admin.upload({
      concept: 'cases',
      fileName: 'amap.csv',
      content: `category,date,lng,lat\nburglary,2026-01-01,${line}\n`,
    })
    expect(shifted.body.coordinateGuess.basis).toBe('streets')
  })

  it('Liverpool: the cleaned tracks of 16 trips add up to the reference', async () => {
    await district('990004', [-3.1, 53.3, -2.7, 53.6], 'Europe/London', 32630)
    const read = await admin.upload(upload('tracks', 'tracks/track_liverpool_bus_2026.csv'))
    expect(read.body.mapping).toEqual({
      fixedAt: 'recorded_at',
      longitude: 'lon',
      latitude: 'lat',
      unitCode: 'unit_id',
      patrolKey: 'trip_id',
    })
    const checked = await admin.check(upload('tracks', 'tracks/track_liverpool_bus_2026.csv'), {
      createMissingUnits: true,
      mode: 'vehicle',
    })
    expect(checked).toMatchObject({ acceptedCount: 1533, rejectedCount: 0, creates: { patrolCount: 16 } })
    expect(checked.creates.units).toHaveLength(8)
    await admin.confirm(checked.id)
    const { rows } = await sql<{ tracks: number; seconds: number; meters: number; segments: number }>`
      SELECT count(*) AS tracks, sum(observed_seconds) AS seconds, sum(length_meters) AS meters,
        sum(ST_NPoints(geom) - ST_NumGeometries(geom)) AS segments
      FROM tracks WHERE district_code = '990004'`.execute(server.database.write)
    expect(rows[0]).toMatchObject({ tracks: 16, seconds: 34_051, segments: 1516 })
    expect(rows[0]!.meters).toBeCloseTo(108_101.505, 1)
  })
})
