import { DateTime } from 'luxon'
import type { Bilingual, Language } from '../http/contract.ts'
import type { GapCollection, ShortfallReason } from './contract.ts'

type Gap = GapCollection['features'][number]['properties']

const layers: Record<Gap['layer'], Bilingual> = {
  'patrol-lines': { zh: '必巡线', en: 'Must-patrol line' },
  'patrol-points': { zh: '必到点', en: 'Must-arrive point' },
}

const reasons: Record<ShortfallReason, Bilingual> = {
  tooFar: { zh: '无人靠近', en: 'nobody came near' },
  across: { zh: '只是横穿', en: 'only crossed' },
  tooShort: { zh: '走得太短', en: 'too short' },
  partial: { zh: '未走完全程', en: 'not the whole line' },
  tooBrief: { zh: '停留不足', en: 'stayed too briefly' },
}

const columns: [
  title: Bilingual,
  value: (gap: Gap, language: Language, timeZone: string) => string | number,
][] = [
  [{ zh: '排名', en: 'Rank' }, (gap) => gap.rank],
  [{ zh: '类型', en: 'Kind' }, (gap, language) => layers[gap.layer][language]],
  [{ zh: '编码', en: 'Code' }, (gap) => gap.code],
  [{ zh: '名称', en: 'Name' }, (gap) => gap.name],
  [{ zh: '网格编码', en: 'Grid code' }, (gap) => gap.gridCode ?? ''],
  [{ zh: '严重度', en: 'Severity' }, (gap) => gap.severity?.severity.toFixed(1) ?? ''],
  [{ zh: '应完成', en: 'Required' }, (gap) => gap.required],
  [{ zh: '已完成', en: 'Done' }, (gap) => gap.done],
  [{ zh: '缺', en: 'Missing' }, (gap) => gap.missing],
  [{ zh: '缺口次数', en: 'Occurrences missed' }, (gap) => gap.gapCount],
  [{ zh: '覆盖比例', en: 'Covered share' }, (gap) => gap.coveredShare?.toFixed(3) ?? ''],
  [
    { zh: '长度(米)', en: 'Length (m)' },
    (gap) => (gap.lengthMeters === null ? '' : Math.round(gap.lengthMeters)),
  ],
  [
    { zh: '最近完成', en: 'Last done' },
    (gap, _language, timeZone) =>
      gap.lastDoneAt ? DateTime.fromISO(gap.lastDoneAt, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm') : '',
  ],
  [
    { zh: '原因', en: 'Reasons' },
    (gap, language) =>
      gap.reasons
        .map(({ reason, count }) =>
          count > 0 ? `${reasons[reason][language]} ${count}` : reasons[reason][language],
        )
        .join(language === 'zh' ? '、' : ', '),
  ],
  [
    { zh: '缺口日期', en: 'Days missed' },
    (gap) => gap.gaps.map((missed) => `${missed.day} ${missed.slotCode}`).join(' '),
  ],
]

/** The gaps as rows under a header row, in one language; times in the district's time zone. */
export function gapTable(
  collection: GapCollection,
  language: Language,
  timeZone: string,
): (string | number)[][] {
  return [
    columns.map(([title]) => title[language]),
    ...collection.features.map(({ properties }) =>
      columns.map(([, value]) => value(properties, language, timeZone)),
    ),
  ]
}
