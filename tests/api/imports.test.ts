import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeCasesAnew } from '../../api/cases/where-cases-lie.ts'
import type { ImportDetail, ImportRow, ImportSummary } from '../../api/imports/contract.ts'
import { engines } from '../database/scene.ts'
import { Importer, type ProblemAnswer } from './import-visits.ts'
import { startTestServer, testCity, type TestServer } from './server.ts'

const header = '案件编号,案件类别,案发时间,经度,纬度,地址'
const place = '126.505,43.805'

function csv(...rows: string[]): string {
  return [header, ...rows].join('\n')
}

describe.each(engines)('imports on %s', (engine) => {
  let server: TestServer
  let admin: Importer

  beforeAll(async () => {
    server = await startTestServer(engine)
    admin = await Importer.signIn(server)
    await server.database.write
      .insertInto('caseCategories')
      .values({ code: 'burglary', name: '入室盗窃', nameEn: 'Burglary', path: 'burglary' })
      .execute()
    await server.database.write
      .insertInto('roads')
      .values({
        code: 'R1',
        name: '长江路',
        kind: 'primary',
        geom: 'SRID=4490;LINESTRING(126.50 43.8052, 126.51 43.8052)',
      })
      .execute()
    await server.database.write
      .insertInto('timeSlots')
      .values({ code: 'night', name: '夜间', startTime: '22:00', endTime: '02:00' })
      .execute()
  })
  afterAll(() => server.close())

  async function caseCount(): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      SELECT count(*) AS count FROM cases WHERE district_code = ${testCity.districtCode}`.execute(
      server.database.write,
    )
    return rows[0]!.count
  }

  it('only an administrator may import', async () => {
    const planner = await Importer.signIn(server, 'planner')
    const upload = { concept: 'cases', fileName: 'a.csv', content: csv(`1,burglary,2026-01-02,${place},`) }
    expect((await planner.upload(upload)).status).toBe(403)
    expect((await planner.call('GET', '/imports')).status).toBe(403)
    expect((await server.visit('/api/v1/imports')).status).toBe(401)
  })

  it('keeps no dwelling, identity or mobile number of a waiting file, in accepted rows or rejected ones', async () => {
    const checked = await admin.check({
      concept: 'cases',
      fileName: '待定.csv',
      content: [
        `${header},说明甲,说明乙`,
        `W1,burglary,2026-01-02,${place},长江路12号3号楼2单元501室,a,b`,
        `W2,nothing,2026-01-02,${place},长江路14号2单元601室,住3号楼4单元701室,b`,
        `W3,burglary,2026-01-02,${place},黄河路 13912345678,11010519491231002X,b`,
        `W4,burglary,2026-01-02,${place},长江路16号,a,5号楼-801`,
      ].join('\n'),
    })
    expect(checked).toMatchObject({ rowCount: 4, acceptedCount: 2 })
    expect(checked.problems).toContainEqual(expect.objectContaining({ code: 'address-cut', rowCount: 2 }))
    // What no name gave away is cut as soon as the mapping says that it is the address.
    await admin.call('PUT', `/imports/${checked.id}`, {
      mapping: { ...checked.mapping, address: '说明乙' },
      coordinateSystem: 'wgs84',
      options: {},
    })
    const { rows } = await sql<{ kept: string }>`
      SELECT string_agg(source::text || coalesce(record::text, '') || problems::text, ' ') AS kept
      FROM import_rows WHERE import_id = ${checked.id}`.execute(server.database.write)
    const rejected = await admin.call<string>('GET', `/imports/${checked.id}/rejected.csv`)
    for (const kept of [rows[0]!.kept, rejected.body]) {
      for (const secret of ['501', '601', '701', '801', '13912345678', '11010519491231002X', '单元']) {
        expect(kept).not.toContain(secret)
      }
    }
    expect(rows[0]!.kept).toContain('长江路12号3号楼')
    expect(rejected.status).toBe(200)
    await admin.call('DELETE', `/imports/${checked.id}`)
  })

  it('cases come in with grid, street, precision and key, and the undo takes all of it back', async () => {
    const checked = await admin.check({
      concept: 'cases',
      fileName: '案件.csv',
      content: csv(
        `A1,入室盗窃,2026-01-02 03:04,${place},长江路12号3号楼2单元501室`,
        `A2,burglary,2026-01-03,${place},`,
        `A3,Burglary,2026年1月3日 22时,126.99,43.805,长江路12号`,
      ),
    })
    expect(checked.problems.map(({ code, rowCount }) => [code, rowCount])).toEqual([['address-cut', 1]])
    expect(checked).toMatchObject({ rowCount: 3, acceptedCount: 3, rejectedCount: 0, status: 'checked' })
    expect(await caseCount()).toBe(0)

    const confirmed = await admin.confirm(checked.id)
    expect(confirmed.status).toBe('confirmed')
    const { rows } = await sql`
      SELECT external_id, occurred_from, occurred_to, time_precision, address, grids.code AS grid, roads.code AS road
      FROM cases
        LEFT JOIN grids ON grids.id = cases.grid_id
        LEFT JOIN roads ON roads.id = cases.road_id
      WHERE cases.district_code = ${testCity.districtCode}
      ORDER BY external_id`.execute(server.database.write)
    expect(rows).toEqual([
      {
        externalId: 'A1',
        occurredFrom: new Date('2026-01-01T19:04:00Z'),
        occurredTo: new Date('2026-01-01T19:04:00Z'),
        timePrecision: 'minute',
        address: '长江路12号3号楼',
        grid: testCity.grid,
        road: 'R1',
      },
      {
        externalId: 'A2',
        occurredFrom: new Date('2026-01-02T16:00:00Z'),
        occurredTo: new Date('2026-01-03T16:00:00Z'),
        timePrecision: 'day',
        address: null,
        grid: testCity.grid,
        road: 'R1',
      },
      {
        externalId: 'A3',
        occurredFrom: new Date('2026-01-03T14:00:00Z'),
        occurredTo: new Date('2026-01-03T15:00:00Z'),
        timePrecision: 'hour',
        address: '长江路12号',
        grid: null,
        road: null,
      },
    ])

    const again = await admin.check({
      concept: 'cases',
      fileName: '案件.csv',
      content: csv(`A1,burglary,2026-01-02 03:04,${place},`),
    })
    expect(again.problems[0]?.code).toBe('duplicate-of-existing')

    const undone = await admin.call<ImportDetail>('POST', `/imports/${checked.id}/undo`)
    expect(undone.body).toMatchObject({ confirmedBy: undone.body.createdBy, undoneBy: undone.body.createdBy })
    expect(undone.body.status).toBe('undone')
    expect(await caseCount()).toBe(0)
    const keys = await server.database.write.selectFrom('caseKeys').selectAll().execute()
    expect(keys).toEqual([])
    const audit = await server.database.write
      .selectFrom('auditEntries')
      .select('action')
      .where('concept', '=', 'imports')
      .where('recordId', '=', checked.id)
      .orderBy('id')
      .execute()
    expect(audit.map((entry) => entry.action)).toEqual(['file-read', 'import-confirmed', 'import-undone'])
  })

  it('every rejected row has its reason, and comes back as a file that no spreadsheet runs', async () => {
    const checked = await admin.check({
      concept: 'cases',
      fileName: 'cases.csv',
      content: csv(
        `B1,未知类别,2026-01-02 03:04,${place},`,
        `B2,burglary,昨天,${place},`,
        `B3,burglary,2099-01-01,${place},`,
        `B4,burglary,2026-01-02,10,50,`,
        `B5,burglary,2026-01-02,43.805,126.505,`,
        `B6,burglary,2026-01-02,${place},=HYPERLINK(1) 电话13812345678`,
        `B7,burglary,2026-01-02,${place},`,
        `B7,burglary,2026-01-02,${place},`,
        `B9,burglary,2026-01-02,,,`,
        `=1+1,burglary,1980-01-01,${place},`,
      ),
    })
    expect(checked).toMatchObject({ acceptedCount: 1, rejectedCount: 9 })
    const rejected = await admin.call<{ rows: ImportRow[] }>(
      'GET',
      `/imports/${checked.id}/rows?status=rejected`,
    )
    expect(rejected.body.rows.map((row) => [row.row, row.problems.map((problem) => problem.code)])).toEqual([
      [2, ['category-unknown']],
      [3, ['time-unreadable']],
      [4, ['time-in-future']],
      [5, ['position-outside']],
      [6, ['position-swapped']],
      [7, ['mobile-number']],
      [9, ['duplicate-in-file']],
      [10, ['position-missing']],
      [11, ['time-too-early']],
    ])
    expect(checked.problems).toContainEqual(
      expect.objectContaining({ code: 'category-unknown', value: '未知类别', rowCount: 1 }),
    )
    const ofValue = await admin.call<{ rows: ImportRow[] }>(
      'GET',
      `/imports/${checked.id}/rows?code=category-unknown&value=${encodeURIComponent('未知类别')}`,
    )
    expect(ofValue.body.rows.map((row) => row.row)).toEqual([2])
    const stored = await sql<{ text: string }>`
      SELECT string_agg(source::text || problems::text, '') AS text FROM import_rows WHERE import_id = ${checked.id}`.execute(
      server.database.write,
    )
    expect(stored.rows[0]!.text).not.toContain('13812345678')

    const file = await admin.call<string>('GET', `/imports/${checked.id}/rejected.csv`)
    expect(file.body.startsWith('\uFEFF行号,')).toBe(true)
    expect(file.body).toContain('没有“未知类别”这个案件类别')
    expect(file.body).toContain(`'=1+1`)
    expect(file.body).toContain('126.505')
    expect(file.body).not.toContain('13812345678')
    const english = await admin.call<string>('GET', `/imports/${checked.id}/rejected.csv`, undefined, 'en')
    expect(english.body).toContain('There is no category ""未知类别""')

    const preview = await admin.call<{ features: { properties: object }[] }>(
      'GET',
      `/imports/${checked.id}/preview`,
    )
    expect(preview.body.features.map((feature) => feature.properties)).toContainEqual({
      row: 8,
      accepted: true,
      code: null,
      track: null,
    })
    expect((await admin.call('DELETE', `/imports/${checked.id}`)).status).toBe(204)
    expect((await admin.call('GET', `/imports/${checked.id}`)).status).toBe(404)
    expect(await caseCount()).toBe(0)
  })

  it('names every fault of a row, by the row of a spreadsheet; asks which number of a date is the month', async () => {
    const checked = await admin.check({
      concept: 'cases',
      fileName: 'cases.csv',
      content: csv(
        `D1,burglary,2026-01-02,${place},`,
        '',
        'D2,未知类别,2026-01-02,999,43.8,',
        `D3,burglary,03/04/2025,${place},`,
        `D4,burglary,25/04/2025,${place},`,
      ),
    })
    const { body } = await admin.call<{ rows: ImportRow[] }>('GET', `/imports/${checked.id}/rows`)
    expect(body.rows.map((row) => [row.row, row.problems.map(({ code }) => code)])).toEqual([
      [2, []],
      [4, expect.arrayContaining(['category-unknown', 'position-unreadable'])],
      [5, ['date-ambiguous']],
      [6, []],
    ])
    const preview = await admin.call<{ sampleCount: number; insideCount: number }>(
      'GET',
      `/imports/${checked.id}/preview?coordinateSystem=wgs84`,
    )
    expect(preview.body).toMatchObject({ sampleCount: 4, insideCount: 3 })
    expect((await admin.call('DELETE', `/imports/${checked.id}`)).status).toBe(204)
  })

  it('columns about persons stop the file, by name; without them it goes on and nothing of them is kept', async () => {
    const content = `编号,类别,发案时间,经度,纬度,当事人姓名,手机号\nC1,burglary,2026-01-02,${place},王小明,13912345678\n`
    const upload = { concept: 'cases', fileName: 'cases.csv', content }
    const refused = await admin.upload<ProblemAnswer>(upload)
    expect(refused).toMatchObject({
      status: 422,
      body: { type: '/problems/personal-columns', columns: ['当事人姓名', '手机号'] },
    })
    const read = await admin.upload({ ...upload, dropPersonalColumns: true })
    expect(read.body).toMatchObject({
      columns: ['编号', '类别', '发案时间', '经度', '纬度'],
      droppedColumns: ['当事人姓名', '手机号'],
    })
    const stored = await sql<{ text: string }>`
      SELECT string_agg(source::text, '') AS text FROM import_rows WHERE import_id = ${read.body.id}`.execute(
      server.database.write,
    )
    expect(stored.rows[0]!.text).not.toMatch(/王小明|13912345678/)
  })

  it('reads GB18030, guesses the mapping, remembers what was chosen for the same columns', async () => {
    // 类别 and 时间 in GB18030.
    const bytes = Uint8Array.from([
      0xc0,
      0xe0,
      0xb1,
      0xf0,
      0x2c,
      0xca,
      0xb1,
      0xbc,
      0xe4,
      0x2c,
      0x6c,
      0x6f,
      0x6e,
      0x2c,
      0x6c,
      0x61,
      0x74,
      0x0a,
      ...new TextEncoder().encode(`burglary,2026-01-02,${place}\n`),
    ])
    const read = await admin.upload({ concept: 'cases', fileName: 'gbk.csv', content: bytes })
    expect(read.body.columns).toEqual(['类别', '时间', 'lon', 'lat'])
    expect(read.body.mapping).toEqual({
      category: '类别',
      occurredFrom: '时间',
      longitude: 'lon',
      latitude: 'lat',
    })
    expect(read.body.mappingRemembered).toBe(false)
    const choices = {
      mapping: read.body.mapping,
      coordinateSystem: 'gcj02',
      options: { sourceSystem: '110' },
    }
    expect((await admin.call('PUT', `/imports/${read.body.id}`, choices)).status).toBe(200)
    const second = await admin.upload({ concept: 'cases', fileName: 'gbk.csv', content: bytes })
    expect(second.body).toMatchObject({
      mappingRemembered: true,
      coordinateSystem: 'gcj02',
      options: { sourceSystem: '110' },
    })
  })

  it('refuses files that are not what they say, and wrong choices, with the field at fault', async () => {
    const wrong = [
      { concept: 'cases', fileName: 'a.csv', content: 'PK\u0003\u0004 zip,' },
      { concept: 'cases', fileName: 'a.xlsx', content: 'a,b\n1,2' },
      { concept: 'roads', fileName: 'a.geojson', content: 'a,b\n1,2' },
      { concept: 'roads', fileName: 'a.geojson', content: '{"type":"FeatureCollection","features":[{"a":1' },
      { concept: 'tracks', fileName: 'a.gpx', content: '<!DOCTYPE x [<!ENTITY a "b">]><gpx></gpx>' },
      { concept: 'cases', fileName: 'a.csv', content: '' },
      { concept: 'cases', fileName: 'a.csv', content: header },
      { concept: 'cases', fileName: '13800138000.csv', content: csv(`1,a,b,1,2,`) },
      { concept: 'cases', fileName: 'no-header.csv', content: '1,13800138000\n2,13900139000' },
    ]
    for (const upload of wrong) {
      expect(await admin.upload<ProblemAnswer>(upload)).toMatchObject({
        status: 400,
        body: { field: 'file' },
      })
    }
    const read = await admin.upload({ concept: 'cases', fileName: 'a.csv', content: csv(`1,a,b,1,2,`) })
    const attempt = (body: object) =>
      admin.call<ProblemAnswer>('PUT', `/imports/${read.body.id}`, {
        mapping: read.body.mapping,
        coordinateSystem: 'wgs84',
        ...body,
      })
    expect((await attempt({ mapping: {} })).body.field).toBe('mapping.occurredFrom')
    expect((await attempt({ mapping: { occurredFrom: 'nothing' } })).body.field).toBe('mapping.occurredFrom')
    expect((await attempt({ options: { sourceEpsg: 26971 } })).body.field).toBe('options.sourceEpsg')
    expect((await attempt({ options: { orgUnit: '999999999999' } })).body.field).toBe('options.orgUnit')
    expect((await admin.call('POST', `/imports/${read.body.id}/confirmation`)).status).toBe(409)
    const list = await admin.call<{ imports: ImportSummary[] }>('GET', '/imports')
    expect(list.body.imports[0]).toMatchObject({ id: read.body.id, status: 'read' })
  })

  it('categories that are missing are created on request, sensitive ones restricted, and go with the undo', async () => {
    const checked = await admin.check(
      {
        concept: 'cases',
        fileName: 'a.csv',
        content: csv(
          `D1,ROBBERY/INDIVIDUAL,2026-01-02 10:00,${place},`,
          `D2,sex offense,2026-01-02 11:00,${place},`,
        ),
      },
      { createMissingCategories: true },
    )
    expect(checked.creates.categories).toEqual([
      { code: 'robbery_individual', name: 'ROBBERY/INDIVIDUAL', restricted: false, rowCount: 1 },
      { code: 'sex_offense', name: 'sex offense', restricted: true, rowCount: 1 },
    ])
    await admin.confirm(checked.id)
    const created = () =>
      server.database.write
        .selectFrom('caseCategories')
        .select(['code', 'restricted'])
        .where('code', 'in', ['robbery_individual', 'sex_offense'])
        .orderBy('code')
        .execute()
    expect(await created()).toEqual([
      { code: 'robbery_individual', restricted: false },
      { code: 'sex_offense', restricted: true },
    ])
    expect((await admin.call('POST', `/imports/${checked.id}/undo`)).status).toBe(200)
    expect(await created()).toEqual([])
  })

  it('lines come in with a requirement, a line someone changed since keeps the import from being undone', async () => {
    const line = (properties: object, coordinates: number[][]) => ({
      type: 'Feature',
      properties,
      geometry: { type: 'LineString', coordinates },
    })
    const content = JSON.stringify({
      type: 'FeatureCollection',
      features: [
        line({ code: 'XL-1', name: '长江路线' }, [
          [126.5, 43.805],
          [126.51, 43.805],
        ]),
        {
          type: 'Feature',
          properties: { code: 'XL-2', name: '点' },
          geometry: { type: 'Point', coordinates: [126.5, 43.8] },
        },
        {
          type: 'Feature',
          properties: { code: 'XL-3', name: '两段' },
          geometry: {
            type: 'MultiLineString',
            coordinates: [
              [
                [126.5, 43.801],
                [126.51, 43.801],
              ],
              [
                [126.5, 43.802],
                [126.51, 43.802],
              ],
            ],
          },
        },
      ],
    })
    const checked = await admin.check(
      { concept: 'patrol-lines', fileName: 'lines.geojson', content },
      { orgUnit: testCity.station, requirement: { timeSlot: 'night', amount: 2 } },
    )
    expect(checked).toMatchObject({ rowCount: 4, acceptedCount: 3, rejectedCount: 1 })
    expect(checked.problems.map((problem) => problem.code)).toEqual(['geometry-wrong-type', 'geometry-parts'])
    await admin.confirm(checked.id)
    const { rows } = await sql`
      SELECT patrol_lines.code, org_units.code AS unit, cardinality(patrol_lines.grid_ids) AS grids, measure, amount
      FROM patrol_lines
        JOIN org_units ON org_units.id = patrol_lines.org_unit_id
        JOIN requirements ON requirements.patrol_line_id = patrol_lines.id
      ORDER BY patrol_lines.code`.execute(server.database.write)
    expect(rows).toEqual(
      ['XL-1', 'XL-3-1', 'XL-3-2'].map((code) => ({
        code,
        unit: testCity.station,
        grids: 2,
        measure: 'passes',
        amount: 2,
      })),
    )
    const [first] = await server.database.write.selectFrom('patrolLines').select('id').limit(1).execute()
    await server.database.write
      .insertInto('auditEntries')
      .values({ actor: 'planner', action: 'updated', concept: 'patrol-lines', recordId: first!.id })
      .execute()
    const refused = await admin.call<ProblemAnswer>('POST', `/imports/${checked.id}/undo`)
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/import-still-needed' } })
    await server.database.write.deleteFrom('auditEntries').where('concept', '=', 'patrol-lines').execute()
    expect((await admin.call('POST', `/imports/${checked.id}/undo`)).status).toBe(200)
    expect(await server.database.write.selectFrom('patrolLines').selectAll().execute()).toEqual([])
    expect(await server.database.write.selectFrom('requirements').selectAll().execute()).toEqual([])
  })

  it('areas that cross themselves are rejected, streets are cut where they meet', async () => {
    const area = (coordinates: number[][]) => ({
      type: 'Feature',
      properties: {},
      geometry: { type: 'Polygon', coordinates: [coordinates] },
    })
    const areas = await admin.check({
      concept: 'control-areas',
      fileName: 'areas.geojson',
      content: JSON.stringify({
        type: 'FeatureCollection',
        features: [
          area([
            [126.5, 43.8],
            [126.51, 43.81],
            [126.51, 43.8],
            [126.5, 43.81],
            [126.5, 43.8],
          ]),
          area([
            [126.5, 43.8],
            [126.51, 43.8],
            [126.51, 43.81],
          ]),
        ],
      }),
    })
    expect(areas).toMatchObject({ acceptedCount: 1, rejectedCount: 1 })
    expect(areas.problems[0]?.code).toBe('geometry-invalid')

    const street = (id: string, coordinates: number[][]) => ({
      type: 'Feature',
      properties: { id, highway: 'primary_link', oneway: 'yes', maxspeed: '60' },
      geometry: { type: 'LineString', coordinates },
    })
    const roads = await admin.check({
      concept: 'roads',
      fileName: 'roads.geojson',
      content: JSON.stringify({
        type: 'FeatureCollection',
        features: [
          street('a', [
            [126.6, 43.8],
            [126.605, 43.8],
            [126.61, 43.8],
          ]),
          street('b', [
            [126.605, 43.79],
            [126.605, 43.8],
          ]),
        ],
      }),
    })
    await admin.confirm(roads.id)
    const written = await server.database.write
      .selectFrom('roads')
      .select(['code', 'kind', 'oneway', 'maxSpeedKmh'])
      .where('importId', '=', roads.id)
      .orderBy('code')
      .execute()
    expect(written).toEqual(
      ['a.1', 'a.2', 'b'].map((code) => ({ code, kind: 'primary', oneway: true, maxSpeedKmh: 60 })),
    )
    expect((await admin.call('POST', `/imports/${roads.id}/undo`)).status).toBe(200)
  })

  it('cases find streets and grids that come later, and let go of those that leave', async () => {
    const cases = await admin.check({
      concept: 'cases',
      fileName: '案件.csv',
      content: csv(
        'L1,burglary,2026-01-02 03:04,126.5151,43.802,',
        'L2,burglary,2026-01-02 04:04,126.5153,43.8092,',
        'L3,burglary,2026-02-02 04:04,126.58,43.802,',
      ),
    })
    await admin.confirm(cases.id)
    const places = async () => {
      const { rows } = await sql<{ id: string; grid: string | null; street: string | null }>`
        SELECT cases.external_id AS id, grids.code AS grid, roads.name AS street
        FROM cases LEFT JOIN grids ON grids.id = cases.grid_id LEFT JOIN roads ON roads.id = cases.road_id
        WHERE cases.district_code = ${testCity.districtCode} AND cases.import_id = ${cases.id}
        ORDER BY cases.external_id`.execute(server.database.write)
      return rows.map(({ id, grid, street }) => [id, grid?.slice(-1), street])
    }
    const version = async () => {
      const { rows } = await sql<{ version: number }>`
        SELECT version FROM layer_versions WHERE layer = 'cases'`.execute(server.database.write)
      return rows[0]!.version
    }
    const alone = [
      ['L1', '2', null],
      ['L2', '2', null],
      ['L3', undefined, null],
    ]
    expect(await places()).toEqual(alone)
    const before = await version()
    const coordinates = [
      [126.515, 43.8],
      [126.515, 43.804],
    ]
    const later = {
      type: 'Feature',
      properties: { id: 'later', name: '后来街', highway: 'primary' },
      geometry: { type: 'LineString', coordinates },
    }
    const streets = await admin.check({
      concept: 'roads',
      fileName: 'roads.geojson',
      content: JSON.stringify({ type: 'FeatureCollection', features: [later] }),
    })
    await admin.confirm(streets.id)
    expect(await places()).toEqual([['L1', '2', '后来街'], ...alone.slice(1)])
    expect(await version()).toBeGreaterThan(before)
    expect((await admin.call('POST', `/imports/${streets.id}/undo`)).status).toBe(200)
    expect(await places()).toEqual(alone)

    const retire = (retiredAt: Date | null) =>
      server.database.write.transaction().execute(async (trx) => {
        await trx.updateTable('grids').set({ retiredAt }).where('code', '=', testCity.neighbourGrid).execute()
        return placeCasesAnew(trx, testCity.districtCode, [126.51, 43.8, 126.52, 43.81], 100)
      })
    expect(await retire(new Date())).toBe(2)
    expect((await places())[0]).toEqual(['L1', undefined, null])
    expect(await retire(null)).toBe(2)
    expect(await retire(null)).toBe(0)
    expect(await places()).toEqual(alone)
    await admin.call('POST', `/imports/${cases.id}/undo`)
  })

  it('a GPX track becomes a patrol with its cleaned track, and the undo takes fixes and unit back', async () => {
    const point = (second: number, lon: number) =>
      `<trkpt lat="43.805" lon="${lon}"><time>2026-03-01T12:00:${String(second).padStart(2, '0')}Z</time></trkpt>`
    const content = `<?xml version="1.0"?><gpx><trk><name>王小明</name><trkseg>${point(0, 126.5)}${point(10, 126.501)}${point(20, 126.502)}</trkseg></trk></gpx>`
    const checked = await admin.check(
      { concept: 'tracks', fileName: '巡逻.gpx', content },
      { unitCode: 'XJ-01', createMissingUnits: true, orgUnit: testCity.station, mode: 'foot' },
    )
    expect(checked).toMatchObject({ acceptedCount: 3, creates: { units: ['XJ-01'], patrolCount: 1 } })
    await admin.confirm(checked.id)
    const { rows } = await sql`
      SELECT patrols.mode, patrol_units.code, tracks.fix_count, tracks.observed_seconds, ST_AsText(tracks.geom, 3) AS line,
        (SELECT count(*) FROM track_fixes WHERE track_fixes.patrol_id = patrols.id) AS fixes
      FROM patrols
        JOIN tracks ON tracks.district_code = patrols.district_code AND tracks.patrol_id = patrols.id
        JOIN patrol_units ON patrol_units.id = patrols.unit_id
      WHERE patrols.district_code = ${testCity.districtCode}`.execute(server.database.write)
    const start = Date.UTC(2026, 2, 1, 12) / 1000
    expect(rows).toEqual([
      {
        mode: 'foot',
        code: 'XJ-01',
        fixCount: 3,
        observedSeconds: 20,
        line: `MULTILINESTRING M ((126.5 43.805 ${start},126.501 43.805 ${start + 10},126.502 43.805 ${start + 20}))`,
        fixes: 3,
      },
    ])
    expect((await admin.call('POST', `/imports/${checked.id}/undo`)).status).toBe(200)
    for (const table of ['patrols', 'tracks', 'trackFixes', 'patrolUnits'] as const) {
      expect(await server.database.write.selectFrom(table).selectAll().execute()).toEqual([])
    }
  })
})
