import type { Bilingual } from '../http/contract.ts'
import type { ImportConcept, ImportFormat, ImportMapping } from './contract.ts'

/** A value of a record, the names its column goes by, in lower case without spaces and punctuation. */
export interface ImportField {
  field: string
  label: Bilingual
  required: boolean
  aliases: string[]
}

function field(name: string, zh: string, en: string, aliases: string, required = false): ImportField {
  return { field: name, label: { zh, en }, required, aliases: aliases.split(' ') }
}

const longitude = field('longitude', '经度', 'Longitude', 'lon lng long longitude 经度 jd')
const latitude = field('latitude', '纬度', 'Latitude', 'lat latitude 纬度 wd')
const x = field('x', '东坐标 X', 'Easting', 'x easting xcoordinate 东坐标 东向坐标')
const y = field('y', '北坐标 Y', 'Northing', 'y northing ycoordinate 北坐标 北向坐标')
const address = field(
  'address',
  '地址',
  'Address',
  'address addr location block 地址 案发地址 发案地址 发案地点 案发地点 地点',
)

const placeBackbone = [
  field('code', '编码', 'Code', 'code id 编码 编号 代码'),
  field('name', '名称', 'Name', 'name 名称 precinct beat district title'),
]
const placeOwner = field(
  'orgUnit',
  '所属单位编码',
  'Org unit code',
  'orgunit orgunitcode unitcode 所属单位 单位编码 组织单位',
)

/** The fields of each concept, in the order a person reads them. */
export const importFields: Record<ImportConcept, ImportField[]> = {
  cases: [
    field(
      'externalId',
      '案件编号',
      'Case number',
      'externalid id caseid casenumber caseno incidentid incidentnumber 编号 案件编号 警情编号 接警单编号 接警编号 案号',
    ),
    field(
      'category',
      '案件类别',
      'Category',
      'category type offense offence offensetype primarytype crimetype 案件类别 类别 案由 警情类别 案件类型 警情类型 案件性质',
    ),
    field(
      'occurredFrom',
      '发案时间（起）',
      'Occurred from',
      'occurredfrom occurredat occurred occurreddate datetime date time offensedate 发案时间 案发时间 发生时间 发案时间起 案发时间起 发案开始时间 时间 日期 发案日期',
      true,
    ),
    field(
      'occurredTo',
      '发案时间（止）',
      'Occurred to',
      'occurredto occurreduntil enddate dateto 发案时间止 案发时间止 发案结束时间',
    ),
    field(
      'reportedAt',
      '报警时间',
      'Reported at',
      'reportedat reported reporteddate datereported 报警时间 接警时间 报案时间',
    ),
    longitude,
    latitude,
    x,
    y,
    address,
  ],
  roads: [
    ...placeBackbone,
    field('kind', '道路等级', 'Class', 'kind highway fclass class 道路等级 等级 类型'),
    field('oneway', '单行', 'One-way', 'oneway 单行 单行线'),
    field('lanes', '车道数', 'Lanes', 'lanes 车道数 车道'),
    field('maxSpeedKmh', '限速（km/h）', 'Speed limit (km/h)', 'maxspeed maxspeedkmh speedlimit 限速'),
    field('maxSpeedMetersPerSecond', '限速（m/s）', 'Speed limit (m/s)', 'maxspeedms'),
    field('bridge', '桥梁', 'Bridge', 'bridge 桥 桥梁'),
  ],
  'patrol-lines': [
    ...placeBackbone,
    field('kind', '类型', 'Kind', 'kind type 类型'),
    field('toleranceMeters', '容差（米）', 'Tolerance (m)', 'tolerancemeters tolerance 容差'),
    placeOwner,
  ],
  'patrol-points': [
    ...placeBackbone,
    field('kind', '类型', 'Kind', 'kind type 类型'),
    address,
    field('radiusMeters', '半径（米）', 'Radius (m)', 'radiusmeters radius 半径'),
    field('dwellSeconds', '停留（秒）', 'Dwell (s)', 'dwellseconds dwell 停留 停留秒数'),
    placeOwner,
  ],
  'control-areas': [
    ...placeBackbone,
    field('kind', '区域类型', 'Kind', 'kind type 类型 区域类型'),
    field('startsOn', '开始日期', 'Starts on', 'startson start from 开始日期 开始'),
    field('endsOn', '结束日期', 'Ends on', 'endson end to 结束日期 结束'),
    placeOwner,
  ],
  tracks: [
    field(
      'fixedAt',
      '定位时间',
      'Time',
      'fixedat time timestamp recordedat datetime gpstime 时间 定位时间 采集时间 上报时间',
      true,
    ),
    longitude,
    latitude,
    x,
    y,
    field(
      'unitCode',
      '巡逻力量编码',
      'Patrol unit code',
      'unitcode unit unitid team callsign vehicle vehicleid 巡逻力量 力量编码 队伍编码 单位编码 巡逻单位',
    ),
    field(
      'patrolKey',
      '巡逻任务编号',
      'Patrol number',
      'patrolkey patrolid patrol tripid trip track trackid 任务编号 巡逻任务 巡逻编号 轨迹编号',
    ),
    field('accuracyMeters', '精度（米）', 'Accuracy (m)', 'accuracymeters accuracy 精度'),
    field('speed', '速度', 'Speed', 'speed speedmeterspersecond 速度'),
    field('mode', '巡逻方式', 'Mode', 'mode 方式 巡逻方式'),
  ],
}

/** The formats each concept is read from. */
export const importableFormats: Record<ImportConcept, ImportFormat[]> = {
  cases: ['csv'],
  roads: ['geojson'],
  'patrol-lines': ['geojson'],
  'patrol-points': ['geojson'],
  'control-areas': ['geojson'],
  tracks: ['csv', 'gpx'],
}

/** Whether positions stand in columns; otherwise each row carries a geometry. */
export function hasPositionColumns(concept: ImportConcept): boolean {
  return concept === 'cases' || concept === 'tracks'
}

function plain(column: string): string {
  return column.toLowerCase().replace(/[\s_\-.:/()()[\]·"']/g, '')
}

/**
 * Guesses which column holds which field, by the column's name in Chinese or English; an earlier alias wins, a column serves once.
 * Projected coordinates are left alone where longitude and latitude were found.
 */
export function guessMapping(concept: ImportConcept, columns: string[]): ImportMapping {
  const free = new Map<string, string>()
  for (const column of columns) if (!free.has(plain(column))) free.set(plain(column), column)
  const mapping: ImportMapping = {}
  for (const { field: name, aliases } of importFields[concept]) {
    if ((name === 'x' || name === 'y') && mapping['longitude'] && mapping['latitude']) continue
    const alias = aliases.find((candidate) => free.has(candidate))
    if (alias === undefined) continue
    mapping[name] = free.get(alias)!
    free.delete(alias)
  }
  return mapping
}
