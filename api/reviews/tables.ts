import { DateTime } from 'luxon'
import { layerNames, reasonsInWords } from '../coverage/gap-table.ts'
import type { Bilingual, Language } from '../http/contract.ts'
import type { PlannedWork, ReviewFigures, WeeklyReview } from './contract.ts'
import { percent, pointsChanged, weekInWords } from './in-words.ts'

type Cell = string | number

export interface ReviewTable {
  title: string
  /** Rows under a header row. */
  rows: Cell[][]
  /** What has to be known to read it. */
  note: string | null
}

const share = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : percent(value)
const amount = (value: number): number => Math.round(value * 10) / 10

function signed(points: number | null): string {
  if (points === null) return '–'
  return `${points > 0 ? '+' : points < 0 ? '−' : ''}${Math.abs(points).toFixed(1)}`
}

/** `第 47 周` as the title of a file's text. */
export function reviewTitle({ area, week }: WeeklyReview, language: Language): string {
  return language === 'zh'
    ? `${area.name} ${weekInWords(week.code, 'zh')}巡防评估`
    : `${area.name}: patrol review, ${weekInWords(week.code, 'en').toLowerCase()}`
}

/** The tables of the review in one language, for every file alike; times in the district's time zone. */
export function reviewTables(review: WeeklyReview, language: Language, timeZone: string): ReviewTable[] {
  const in2 = (words: Bilingual) => words[language]
  return [
    areaTable(review, in2),
    gapTable(review, language, in2),
    hotspotTable(review, in2),
    hoursTable(review, timeZone, in2),
    unitTable(review, in2),
    ...(review.plans.routes.length > 0 ? planTables(review, in2) : []),
  ]
}

type Said = (words: Bilingual) => string

function areaTable({ area, total, before, areas, hours }: WeeklyReview, said: Said): ReviewTable {
  const row = (
    name: string,
    now: ReviewFigures,
    earlier: ReviewFigures | null,
    hoursWithout: number,
  ): Cell[] => [
    name,
    share(now.coverage),
    share(earlier?.coverage),
    signed(pointsChanged(now.coverage, earlier?.coverage)),
    amount(now.required),
    amount(now.completed),
    now.gaps,
    earlier?.gaps ?? '–',
    hoursWithout,
  ]
  return {
    title: said({ zh: '街道与社区', en: 'Stations and communities' }),
    rows: [
      [
        said({ zh: '单位', en: 'Unit' }),
        said({ zh: '覆盖率', en: 'Coverage' }),
        said({ zh: '前一周', en: 'Week before' }),
        said({ zh: '变化（百分点）', en: 'Change (points)' }),
        said({ zh: '应完成', en: 'Required' }),
        said({ zh: '已完成', en: 'Done' }),
        said({ zh: '缺口时段', en: 'Slots missed' }),
        said({ zh: '前一周缺口', en: 'Missed before' }),
        said({ zh: '无巡逻小时', en: 'Hours without patrol' }),
      ],
      row(`${area.name}${said({ zh: '（合计）', en: ' (all)' })}`, total, before, hours.withoutPatrol),
      ...areas.map((one) =>
        row(`${one.level === 'community' ? '· ' : ''}${one.name}`, one, one.before, one.hoursWithoutPatrol),
      ),
    ],
    note: said({
      zh: '跨界的对象在所经每个单位里各算一次，各行相加可能大于合计。',
      en: 'What crosses a border counts in each unit it touches: the rows may add up to more than all.',
    }),
  }
}

function gapTable({ gaps, gapTargets }: WeeklyReview, language: Language, said: Said): ReviewTable {
  return {
    title: said({ zh: '最严重的缺口', en: 'Most severe gaps' }),
    rows: [
      [
        said({ zh: '类型', en: 'Kind' }),
        said({ zh: '编码', en: 'Code' }),
        said({ zh: '名称', en: 'Name' }),
        said({ zh: '严重度', en: 'Severity' }),
        said({ zh: '应完成', en: 'Required' }),
        said({ zh: '已完成', en: 'Done' }),
        said({ zh: '原因', en: 'Reasons' }),
      ],
      ...gaps.map((gap) => [
        layerNames[gap.layer][language],
        gap.code,
        gap.name,
        amount(gap.severity),
        amount(gap.required),
        amount(gap.done),
        reasonsInWords(gap.reasons, language),
      ]),
    ],
    note:
      gapTargets > gaps.length
        ? said({
            zh: `共 ${gapTargets} 个对象有缺口，这里是最严重的 ${gaps.length} 个。`,
            en: `${gapTargets} places fell short; these are the ${gaps.length} most severe.`,
          })
        : null,
  }
}

function hotspotTable({ hotspots }: WeeklyReview, said: Said): ReviewTable {
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`
  return {
    title: said({ zh: '热点无巡防要求', en: 'Hotspots nobody is asked to patrol' }),
    rows: [
      [
        said({ zh: '编码', en: 'Code' }),
        said({ zh: '街段', en: 'Street segment' }),
        said({ zh: '群众报警', en: 'Public reports' }),
        said({ zh: '统计周数', en: 'Weeks' }),
        said({ zh: '多发时段', en: 'Mostly at' }),
      ],
      ...hotspots.map(({ code, name, cases, weeks, hours }) => [
        code,
        name ?? '',
        cases.count ?? cases.countText,
        weeks,
        `${clock(hours.fromHour)}–${clock(hours.toHour)}`,
      ]),
    ],
    note: null,
  }
}

function hoursTable({ hours }: WeeklyReview, timeZone: string, said: Said): ReviewTable {
  const local = (at: string) => DateTime.fromISO(at, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm')
  return {
    title: said({ zh: '最长的无巡逻时段', en: 'Longest runs without patrol' }),
    rows: [
      [said({ zh: '从', en: 'From' }), said({ zh: '到', en: 'To' }), said({ zh: '小时', en: 'Hours' })],
      ...hours.longest.map(({ from, to, hours: length }) => [local(from), local(to), length]),
    ],
    note: said({
      zh: '只计着装巡逻。',
      en: 'Patrols in uniform only.',
    }),
  }
}

function unitTable({ units, unitsLeftOut, minimumUnitStrength }: WeeklyReview, said: Said): ReviewTable {
  const leftOut = {
    zh: `另有 ${unitsLeftOut} 个队伍不足 ${minimumUnitStrength} 人，不参与比较。`,
    en: ` ${unitsLeftOut} ${unitsLeftOut === 1 ? 'unit' : 'units'} of fewer than ${minimumUnitStrength} people not compared.`,
  }
  return {
    title: said({ zh: '巡逻队伍', en: 'Patrol units' }),
    rows: [
      [
        said({ zh: '队伍', en: 'Unit' }),
        said({ zh: '出巡次数', en: 'Outings' }),
        said({ zh: '小时', en: 'Hours' }),
        said({ zh: '公里', en: 'Kilometres' }),
        said({ zh: '走完必巡线', en: 'Passes' }),
        said({ zh: '到必到点', en: 'Visits' }),
      ],
      ...units.map(({ code, outings, hours, kilometers, passes, visits }) => [
        code,
        outings,
        hours,
        kilometers,
        passes,
        visits,
      ]),
    ],
    note:
      said({
        zh: '按编码排列，不排名；只计着装巡逻。',
        en: 'By code, not ranked; patrols in uniform only.',
      }) + (unitsLeftOut > 0 ? said(leftOut) : ''),
  }
}

/** How much of the planned routes was walked: per route, and per area and unit. */
function planTables({ area, plans, minimumUnitStrength }: WeeklyReview, said: Said): ReviewTable[] {
  const heads = [
    said({ zh: '次数', en: 'Outings' }),
    said({ zh: '计划公里', en: 'Planned km' }),
    said({ zh: '按时', en: 'In time' }),
    said({ zh: '迟到', en: 'Late' }),
    said({ zh: '漏走', en: 'Missed' }),
  ]
  const cells = ({ outings, plannedKilometers, shares }: PlannedWork): Cell[] => [
    outings,
    plannedKilometers,
    share(shares?.done),
    share(shares?.late),
    share(shares?.missed),
  ]
  const { unmeasured } = plans.total
  return [
    {
      title: said({ zh: '计划路线与实际', en: 'Planned routes against done' }),
      rows: [
        [
          said({ zh: '编码', en: 'Code' }),
          said({ zh: '路线', en: 'Route' }),
          ...heads,
          said({ zh: '本周走过', en: 'Walked in the week' }),
          said({ zh: '最长无人走的一段', en: 'Longest stretch nobody walked' }),
        ],
        ...plans.routes.map((route) => [
          route.code,
          route.name,
          ...cells(route),
          share(route.walkedShare),
          route.missed ? `${route.missed.street ?? '–'} ${route.missed.lengthMeters} m` : '–',
        ]),
      ],
      note:
        said({
          zh: '各次巡逻按路线长度合计；漏走指该次没有走到，本周走过指至少有一次走到。只计着装巡逻。',
          en: 'Outings are added up by the length of their routes; missed is of an outing, walked in the week is by at least one. Patrols in uniform only.',
        }) +
        (unmeasured > 0
          ? said({
              zh: `${unmeasured} 次巡逻的轨迹没有时间，不计入。`,
              en: ` ${unmeasured} without times in their tracks are in no share.`,
            })
          : ''),
    },
    {
      title: said({ zh: '单位与队伍的计划路线', en: 'Planned routes by area and unit' }),
      rows: [
        [said({ zh: '单位或队伍', en: 'Area or unit' }), ...heads],
        [`${area.name}${said({ zh: '（合计）', en: ' (all)' })}`, ...cells(plans.total)],
        ...plans.areas.map((one) => [`${one.level === 'community' ? '· ' : ''}${one.name}`, ...cells(one)]),
        ...plans.units.map((one) => [one.code, ...cells(one)]),
      ],
      note: said({
        zh: `队伍按编码排列，不排名；不足 ${minimumUnitStrength} 人的队伍不参与比较。跨界的路线在所经每个单位里各算一次。`,
        en: `Units by code, not ranked; those of fewer than ${minimumUnitStrength} people are not compared. A route across a border counts in each area it touches.`,
      }),
    },
  ]
}
