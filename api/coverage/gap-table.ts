import { DateTime } from 'luxon'
import type { HotspotGap } from '../hotspot-gaps/contract.ts'
import type { Bilingual, Language } from '../http/contract.ts'
import type { GapCollection, ShortfallReason } from './contract.ts'
import { type GapFileQuestion, slotsInWords, windowInWords } from './gap-file.ts'

type Gap = GapCollection['features'][number]['properties']

export const layerNames: Record<Gap['layer'], Bilingual> = {
  'patrol-lines': { zh: '必巡线', en: 'Must-patrol line' },
  'patrol-points': { zh: '必到点', en: 'Must-arrive point' },
  'key-sections': { zh: '重点路段', en: 'Key section' },
  'control-areas': { zh: '管控区域', en: 'Control area' },
}

const reasons: Record<ShortfallReason, Bilingual> = {
  tooFew: { zh: '次数不足', en: 'not often enough' },
  partial: { zh: '未走完全程', en: 'not completed' },
  tooBrief: { zh: '停留不足', en: 'stayed too briefly' },
  tooShort: { zh: '走得太短', en: 'too short' },
  across: { zh: '只是横穿', en: 'only crossed' },
  tooFar: { zh: '无人靠近', en: 'nobody near' },
}

const columns: [
  title: Bilingual,
  value: (gap: Gap, language: Language, question: GapFileQuestion) => string | number,
][] = [
  [{ zh: '排名', en: 'Rank' }, (gap) => gap.rank],
  [{ zh: '类型', en: 'Kind' }, (gap, language) => layerNames[gap.layer][language]],
  [{ zh: '编码', en: 'Code' }, (gap) => gap.code],
  [{ zh: '名称', en: 'Name' }, (gap) => gap.name],
  [{ zh: '网格编码', en: 'Grid code' }, (gap) => gap.gridCode ?? ''],
  [{ zh: '严重度', en: 'Severity' }, (gap) => (gap.severity ? rounded(gap.severity.severity, 10) : '')],
  [{ zh: '应完成', en: 'Required' }, (gap) => gap.required],
  [{ zh: '已完成', en: 'Done' }, (gap) => gap.done],
  [{ zh: '缺', en: 'Missing' }, (gap) => gap.missing],
  [{ zh: '缺口时段数', en: 'Occurrences missed' }, (gap) => gap.gapCount],
  [
    { zh: '覆盖比例', en: 'Covered share' },
    (gap) => (gap.coveredShare === null ? '' : rounded(gap.coveredShare, 1000)),
  ],
  [
    { zh: '长度(米)', en: 'Length (m)' },
    (gap) => (gap.lengthMeters === null ? '' : Math.round(gap.lengthMeters)),
  ],
  [
    { zh: '最近完成', en: 'Last done' },
    ({ lastDoneAt, lookedFrom }, language, { timeZone }) => {
      const local = (at: string, format: string) => DateTime.fromISO(at, { zone: timeZone }).toFormat(format)
      if (lastDoneAt) return local(lastDoneAt, 'yyyy-MM-dd HH:mm')
      const day = local(lookedFrom, 'yyyy-MM-dd')
      return language === 'zh' ? `${day} 起没有` : `none since ${day}`
    },
  ],
  [{ zh: '原因', en: 'Reasons' }, (gap, language) => reasonsInWords(gap.reasons, language)],
  [
    { zh: '缺口日期', en: 'Days missed' },
    (gap, _language, { slots }) =>
      gap.gaps
        .map(({ day, slotCode }) => `${day} ${slots.find(({ code }) => code === slotCode)?.name ?? slotCode}`)
        .join(' '),
  ],
  [{ zh: '时间范围', en: 'Window' }, (_gap, _language, question) => windowInWords(question)],
  [{ zh: '时段', en: 'Time slot' }, (_gap, language, question) => slotsInWords(question, language)],
]

/** `2 个时段无人靠近，1 个时段停留不足`. */
export function reasonsInWords(missed: Gap['reasons'], language: Language): string {
  return missed
    .map(({ reason, count }) =>
      language === 'zh' ? `${count} 个时段${reasons[reason].zh}` : `${count} × ${reasons[reason].en}`,
    )
    .join(language === 'zh' ? '，' : ', ')
}

const rounded = (value: number, factor: number) => Math.round(value * factor) / factor

/** The gaps as rows under a header row, in one language; times in the district's time zone. Each row names the window and the slots asked. */
export function gapTable(
  collection: GapCollection,
  language: Language,
  question: GapFileQuestion,
): (string | number)[][] {
  return [
    columns.map(([title]) => title[language]),
    ...collection.features.map(({ properties }) =>
      columns.map(([, value]) => value(properties, language, question)),
    ),
  ]
}

/** Hotspots without requirement as rows under a header row; times in the district's time zone. */
export function hotspotTable(
  hotspots: readonly HotspotGap[],
  language: Language,
  question: GapFileQuestion,
): (string | number)[][] {
  const titles: Bilingual[] = [
    { zh: '排名', en: 'Rank' },
    { zh: '编码', en: 'Code' },
    { zh: '街段', en: 'Street segment' },
    { zh: '网格编码', en: 'Grid code' },
    { zh: '严重度', en: 'Severity' },
    { zh: '群众报警', en: 'Public reports' },
    { zh: '统计周数', en: 'Weeks' },
    { zh: '多发时段', en: 'Mostly at' },
    { zh: '巡逻分钟', en: 'Patrol minutes' },
    { zh: '最近巡逻', en: 'Last patrolled' },
    { zh: '时间范围', en: 'Window' },
  ]
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`
  return [
    titles.map((title) => title[language]),
    ...hotspots.map(({ properties }, index) => {
      const { code, name, gridCode, severity, cases, weeks, hours, patrolMinutes, lastPatrolAt } = properties
      const last = lastPatrolAt && DateTime.fromISO(lastPatrolAt, { zone: question.timeZone })
      return [
        index + 1,
        code,
        name ?? '',
        gridCode ?? '',
        rounded(severity.severity, 10),
        cases.count ?? cases.countText,
        weeks,
        `${clock(hours.fromHour)}–${clock(hours.toHour)}`,
        rounded(patrolMinutes, 10),
        last ? last.toFormat('yyyy-MM-dd HH:mm') : '',
        windowInWords(question),
      ]
    }),
  ]
}
