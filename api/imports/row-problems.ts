import type { Bilingual } from '../http/contract.ts'

interface ProblemMeaning {
  /** False for a note: the row comes in all the same. */
  rejects: boolean
  message: Bilingual
}

function rejects(zh: string, en: string): ProblemMeaning {
  return { rejects: true, message: { zh, en } }
}

function note(zh: string, en: string): ProblemMeaning {
  return { rejects: false, message: { zh, en } }
}

/** Everything that can be said of a row; `{value}` stands for the value at fault. */
const meanings = {
  'identity-number': rejects(
    '文字中含有身份证号，未保存',
    'The text holds an identity number; it was not stored',
  ),
  'mobile-number': rejects('文字中含有手机号，未保存', 'The text holds a mobile number; it was not stored'),
  'value-missing': rejects('缺少必填的值', 'A required value is missing'),
  'value-unreadable': rejects('无法理解“{value}”', 'The value "{value}" cannot be understood'),
  'value-too-long': rejects('文字太长', 'The text is too long'),
  'value-out-of-range': rejects('“{value}”超出允许范围', '"{value}" is out of range'),
  'time-unreadable': rejects('时间“{value}”无法识别', 'The time "{value}" cannot be read'),
  'date-ambiguous': rejects(
    '日期可以读作两个日子（如“{value}”）：请在“统一设置”中选择先月后日还是先日后月',
    'The date can be read as two days (such as "{value}"): choose under "For all rows" whether the month or the day is first',
  ),
  'time-in-future': rejects('时间“{value}”在将来', 'The time "{value}" lies in the future'),
  'time-too-early': rejects('时间“{value}”早于 1990 年', 'The time "{value}" lies before 1990'),
  'times-reversed': rejects('结束时间早于开始时间', 'The end is before the beginning'),
  'category-missing': rejects('没有案件类别', 'No category is given'),
  'category-unknown': rejects('没有“{value}”这个案件类别', 'There is no category "{value}"'),
  'position-missing': rejects('没有坐标', 'No position is given'),
  'position-unreadable': rejects('坐标“{value}”无法识别', 'The position "{value}" cannot be read'),
  'position-swapped': rejects(
    '不在辖区内；经度和纬度可能颠倒了',
    'Outside the district; longitude and latitude may be swapped',
  ),
  'position-outside': rejects('位置离辖区太远：{value}', 'Too far from the district: {value}'),
  'address-cut': note('地址只保留到门牌号或楼栋', 'The address was cut to street number or building'),
  'duplicate-in-file': rejects('与文件第 {value} 行重复', 'The same as row {value} of the file'),
  'duplicate-of-existing': rejects('“{value}”以前已导入', '"{value}" was imported before'),
  'code-invalid': rejects(
    '编码“{value}”只能用字母、数字和 . _ -,最长 40 位',
    'The code "{value}" may hold letters, digits and . _ - only, at most 40',
  ),
  'code-exists': rejects('编码“{value}”已被使用', 'The code "{value}" is already in use'),
  'code-generated': note('没有编码，已自动生成', 'It had no code; one was made'),
  'geometry-missing': rejects('没有图形', 'There is no geometry'),
  'geometry-unreadable': rejects('图形数据有误', 'The geometry cannot be read'),
  'geometry-wrong-type': rejects('图形类型不对：{value}', 'The wrong type of geometry: {value}'),
  'geometry-degenerate': rejects('图形没有长度或面积', 'The geometry has no length or area'),
  'geometry-invalid': rejects('图形无效（自相交）', 'The geometry is invalid (it crosses itself)'),
  'geometry-repaired': note(
    '图形有小处自相交，已修复',
    'The geometry crossed itself slightly; it was repaired',
  ),
  'geometry-parts': note('由多部分组成，拆成了几条记录', 'It had several parts and became several records'),
  'line-split': note('在路口处拆成了几段', 'It was split at junctions'),
  'kind-unknown': rejects('没有“{value}”这个类型', 'There is no kind "{value}"'),
  'org-unit-unknown': rejects(
    '没有编码为“{value}”的组织单位',
    'There is no org unit with the code "{value}"',
  ),
  'unit-missing': rejects('没有巡逻力量编码', 'No patrol unit is given'),
  'unit-unknown': rejects('没有编码为“{value}”的巡逻力量', 'There is no patrol unit with the code "{value}"'),
  'campaign-undated': rejects(
    '专项整治区域需要开始和结束日期',
    'A campaign area needs dates of start and end',
  ),
} satisfies Record<string, ProblemMeaning>

export type RowProblemCode = keyof typeof meanings

/** What is wrong (or worth a note) with a row. `value` never holds anything personal. */
export interface RowProblem {
  code: RowProblemCode
  field: string | null
  value?: string
}

const longestValue = 60

export function rowProblem(
  code: RowProblemCode,
  field: string | null = null,
  value?: string | number,
): RowProblem {
  if (value === undefined) return { code, field }
  return { code, field, value: String(value).slice(0, longestValue) }
}

export function rejectsRow(problem: RowProblem): boolean {
  return meanings[problem.code].rejects
}

export function problemMessage(problem: RowProblem): Bilingual {
  const { zh, en } = meanings[problem.code].message
  const value = problem.value ?? '…'
  return { zh: zh.replace('{value}', () => value), en: en.replace('{value}', () => value) }
}
