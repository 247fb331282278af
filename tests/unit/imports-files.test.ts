import { describe, expect, it } from 'vitest'
import { cutAddressToBuilding } from '../../api/imports/building-address.ts'
import { CategoryNames, newCategoryCode, soundsRestricted } from '../../api/imports/category-names.ts'
import { onewayOf, roadKindOf, speedLimitKmh } from '../../api/imports/check-roads.ts'
import { guessMapping } from '../../api/imports/fields.ts'
import { sniffFormat } from '../../api/imports/file-kind.ts'
import { rowsOfParts } from '../../api/imports/geometry-parts.ts'
import { groupIntoPatrols } from '../../api/tracks/outings.ts'
import { encodingOf, openCsv } from '../../api/imports/read-csv.ts'
import { featureSlices, openGeoJson } from '../../api/imports/read-geojson.ts'
import { openGpx } from '../../api/imports/read-gpx.ts'
import { withoutFormula } from '../../api/imports/rejected-csv.ts'
import type { SourceFile, SourceRow } from '../../api/imports/source-file.ts'
import { splitAtJunctions } from '../../api/imports/split-at-junctions.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

async function rowsOf(file: SourceFile): Promise<SourceRow[]> {
  const rows: SourceRow[] = []
  for await (const row of file.rows) rows.push(row)
  return rows
}

describe('reading files', () => {
  it('CSV with BOM, semicolons, quotes and doubled names', async () => {
    const file = await openCsv(bytes('\uFEFFa;a;;c\n1;"x;""y""\nz";;4\n\n5;6\n'))
    expect(file.columns).toEqual(['a', 'a 2', 'column 3', 'c'])
    expect((await rowsOf(file)).map((row) => row.values)).toEqual([
      { a: '1', 'a 2': 'x;"y"\nz', c: '4' },
      { a: '5', 'a 2': '6' },
    ])
  })

  it('a quote that is never closed names the place', async () => {
    const opening = openCsv(bytes('a,b\n1,"2\n3,4\n'))
    await expect(opening).rejects.toMatchObject({ options: { name: 'csv-unreadable', field: 'file' } })
  })

  it('text that is not valid UTF-8 is GB18030', () => {
    expect(encodingOf(bytes('类别'))).toBe('utf-8')
    expect(encodingOf(Uint8Array.from([0xc0, 0xe0, 0xb1, 0xf0]))).toBe('gb18030')
  })

  it('features are cut out of the bytes, whatever stands in texts and around them', () => {
    const text =
      '{"name":"\\"features\\":[","other":{"features":[1]},"features" : [ {"a":"}]\\\\"}, {"b":[{}]} ],"x":[]}'
    expect([...featureSlices(Buffer.from(text))].map(String)).toEqual(['{"a":"}]\\\\"}', '{"b":[{}]}'])
    expect(() => [...featureSlices(Buffer.from('{"features":[{"a":1}'))]).toThrow()
  })

  it('GeoJSON properties become text, nested ones and heights are left out, a bad geometry keeps its row', async () => {
    const file = await openGeoJson(
      Buffer.from(
        JSON.stringify({
          type: 'FeatureCollection',
          crs: { properties: { name: 'urn:ogc:def:crs:EPSG::4547' } },
          features: [
            {
              type: 'Feature',
              id: 7,
              properties: { name: '路', lanes: 2, tags: { phone: '1' }, empty: null },
              geometry: { type: 'Point', coordinates: [1, 2, 3] },
            },
            { type: 'Feature', properties: null, geometry: { type: 'LineString', coordinates: [[1, 'x']] } },
          ],
        }),
      ),
    )
    expect(file.columns).toEqual(['id', 'name', 'lanes', 'empty'])
    expect(file.declaredEpsg).toBe(4547)
    const [first, second] = await rowsOf(file)
    expect(first).toMatchObject({
      values: { id: '7', name: '路', lanes: '2' },
      geometry: { type: 'Point', coordinates: [1, 2] },
    })
    expect(second!.problems.map((problem) => problem.code)).toEqual(['geometry-unreadable'])
  })

  it('GPX gives time, place and track of every point and never a name', async () => {
    const gpx = `<?xml version="1.0"?><gpx xmlns:x="u"><trk><name>王小明</name><trkseg><trkpt lat="1" lon="2"><time>2026-01-01T00:00:00Z</time><extensions><x:TrackPointExtension><x:speed>3</x:speed></x:TrackPointExtension></extensions></trkpt></trkseg></trk><trk><trkseg></trkseg><trkseg><trkpt lat="3" lon="4"/></trkseg></trk></gpx>`
    const rows = await rowsOf(await openGpx(Buffer.from(gpx)))
    expect(rows.map((row) => row.values)).toEqual([
      { lon: '2', lat: '1', track: '1', time: '2026-01-01T00:00:00Z', speed: '3' },
      { lon: '4', lat: '3', track: '2' },
    ])
    await expect(openGpx(Buffer.from(`<!DOCTYPE gpx [<!ENTITY a "b">]>${gpx}`))).rejects.toThrow()
  })

  it('the first bytes tell what a file is', () => {
    expect(sniffFormat(bytes('a,b\n'))).toBe('csv')
    expect(sniffFormat(bytes('\uFEFF {"type":'))).toBe('geojson')
    expect(sniffFormat(bytes('<?xml version'))).toBe('gpx')
    for (const other of ['%PDF-1.7,', 'PK\u0003\u0004,', '\u001f\u008b,', '<html>,', '']) {
      expect(sniffFormat(bytes(other))).toBeUndefined()
    }
  })
})

describe('mapping', () => {
  it('columns are known by Chinese and English names, each serves once', () => {
    expect(
      guessMapping('cases', ['警情编号', '案由', '发案时间', '经度', '纬度', 'X', 'Y', '发案地址']),
    ).toEqual({
      externalId: '警情编号',
      category: '案由',
      occurredFrom: '发案时间',
      longitude: '经度',
      latitude: '纬度',
      address: '发案地址',
    })
    expect(
      guessMapping('cases', ['Case Number', 'Primary Type', 'Date', 'X Coordinate', 'Y Coordinate']),
    ).toEqual({
      externalId: 'Case Number',
      category: 'Primary Type',
      occurredFrom: 'Date',
      x: 'X Coordinate',
      y: 'Y Coordinate',
    })
  })
})

describe('addresses', () => {
  it('stop at street number, compound or building', () => {
    const cuts: [written: string, kept: string][] = [
      ['长江路12号3号楼2单元501室', '长江路12号3号楼'],
      ['幸福小区5栋1203', '幸福小区5栋'],
      ['幸福小区B座-1203', '幸福小区B座'],
      ['锦绣花园12-3-401', '锦绣花园12'],
      ['长江路8号5楼', '长江路8号'],
      ['12 Main St Apt 4B', '12 Main St'],
      ['12 Main St, Unit #7', '12 Main St'],
      ['国贸大厦1203', '国贸大厦'],
    ]
    for (const [written, kept] of cuts)
      expect(cutAddressToBuilding(written)).toEqual({ address: kept, cut: true })
    for (const whole of ['长江路12号', '幸福小区3号楼', '人民广场', '1200 N STATE ST', '101国道'])
      expect(cutAddressToBuilding(whole)).toEqual({ address: whole, cut: false })
  })
})

describe('categories', () => {
  it('are found whatever the case and punctuation; new ones get a code', () => {
    const names = new CategoryNames([{ code: 'burglary', name: '入室盗窃', nameEn: 'Burglary' }])
    for (const written of ['BURGLARY', '入室 盗窃', 'burglary'])
      expect(names.codeOf(written)).toBe('burglary')
    expect(newCategoryCode('ROBBERY/INDIVIDUAL')).toBe('robbery_individual')
    expect(newCategoryCode('盗窃电动车')).toMatch(/^imported_[0-9a-f]{10}$/)
    expect(soundsRestricted('CRIM SEXUAL ASSAULT')).toBe(true)
    expect(soundsRestricted('家庭暴力')).toBe(true)
    expect(soundsRestricted('burglary')).toBe(false)
  })
})

describe('streets', () => {
  it('are cut at ends of others and at crossings, not where one passes over the other, nor when drawn twice', () => {
    const main = [
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
    ]
    const side = [
      [1, 1],
      [1, 0],
    ]
    const crossing = [
      [2, 1],
      [2, 0],
      [2, -1],
    ]
    const bridge = [
      [2.5, 1],
      [2.5, -1],
    ]
    const pieces = splitAtJunctions([main, side, crossing, bridge])
    expect(pieces.map((list) => list.length)).toEqual([3, 1, 2, 1])
    expect(splitAtJunctions([main, main]).map((list) => list.length)).toEqual([1, 1])
  })

  it('classes, limits and directions are read as OpenStreetMap and registers write them', () => {
    expect(roadKindOf('primary_link')).toBe('primary')
    expect(roadKindOf('背街小巷')).toBe('alley')
    expect(roadKindOf('corridor')).toBeUndefined()
    expect([speedLimitKmh('50'), speedLimitKmh('30 mph'), speedLimitKmh('walk')]).toEqual([
      50,
      48.3,
      undefined,
    ])
    expect([onewayOf('yes'), onewayOf('-1'), onewayOf('no')]).toEqual(['along', 'against', 'both'])
  })

  it('parts become rows with their number; open rings are closed; what has no length is refused', () => {
    const row = (geometry: SourceRow['geometry']): SourceRow => ({
      origin: 1,
      values: {},
      geometry,
      problems: [],
    })
    const parts = rowsOfParts(
      'roads',
      row({
        type: 'MultiLineString',
        coordinates: [
          [
            [0, 0],
            [0, 0],
            [1, 1],
          ],
          [
            [2, 2],
            [3, 3],
          ],
        ],
      }),
    )
    expect(parts.map((part) => part.part)).toEqual([1, 2])
    expect(parts[0]!.geometry).toEqual({
      type: 'LineString',
      coordinates: [
        [0, 0],
        [1, 1],
      ],
    })
    const [flat] = rowsOfParts(
      'roads',
      row({
        type: 'LineString',
        coordinates: [
          [1, 1],
          [1, 1],
        ],
      }),
    )
    expect(flat!.problems.map((problem) => problem.code)).toEqual(['geometry-degenerate'])
    const ring = [
      [0, 0],
      [1, 0],
      [1, 1],
    ]
    const [area] = rowsOfParts('control-areas', row({ type: 'Polygon', coordinates: [ring] }))
    expect(area!.geometry).toEqual({ type: 'Polygon', coordinates: [[...ring, [0, 0]]] })
  })
})

describe('patrols', () => {
  it('follow the number of the file, else a hole of half an hour divides them', () => {
    const fix = (rowNumber: number, patrolKey: string | null, timeSeconds: number) => ({
      rowNumber,
      unitCode: 'A',
      patrolKey,
      timeSeconds,
    })
    const byGap = groupIntoPatrols(
      [fix(1, null, 4000), fix(2, null, 0), fix(3, null, 1800), fix(4, null, 4100)],
      'Asia/Shanghai',
    )
    expect(byGap.map((group) => group.map((one) => one.rowNumber))).toEqual([
      [2, 3],
      [1, 4],
    ])
    const byKey = groupIntoPatrols([fix(1, 'x', 0), fix(2, 'y', 10), fix(3, 'x', 9000)], 'Asia/Shanghai')
    expect(byKey.map((group) => group.map((one) => one.rowNumber))).toEqual([[1, 3], [2]])
  })
})

describe('the file of rejected rows', () => {
  it('holds nothing a spreadsheet would run; numbers stay numbers', () => {
    for (const cell of ['=1+1', '+SUM(A1)', '-2+3', '@x', '\tx'])
      expect(withoutFormula(cell)).toBe(`'${cell}`)
    for (const cell of ['-89.94', '+5', '12', '长江路']) expect(withoutFormula(cell)).toBe(cell)
  })
})
