import type { PlanState } from '../../api/patrol-routes/contract.ts'

const statesEn: Record<PlanState, string> = { done: 'Done', late: 'Late', missed: 'Missed' }
const statesZh: Record<PlanState, string> = { done: '完成', late: '迟到', missed: '漏走' }

export const en = {
  title: 'Outings on this route',
  compare: 'Plan against done',
  empty: (days: string) => `No outing of the last ${days} days names this route.`,
  emptyHint: 'An outing names its route when it is recorded, or with the field route of POST /positions.',
  list: 'Latest outings',
  doneShare: (share: string) => `${share} done`,
  untimed: 'its track knows no times',
  states: statesEn,
  shares: (done: string, late: string, missed: string) => `${done} done, ${late} late, ${missed} missed`,
  planned: (planned: string, started: string) => `Planned for ${planned}, set out at ${started}.`,
  unplanned: (started: string) => `Set out at ${started}; the route has no planned time, so nothing is late.`,
  lateMeans: (minutes: string) =>
    `Late: reached more than ${minutes} min after the plan, which goes at an even pace.`,
  against: (at: string, length: string) => `${at}: ${length} against its direction`,
  outOfOrder: (at: string, length: string) => `${at}: ${length} out of order`,
  inOrder: 'Gone along in the planned order.',
  legendTitle: 'Plan against done',
  legendNote: (route: string, unit: string, when: string, tolerance: string) =>
    `${route} · ${unit} · ${when} · tolerance ${tolerance} m`,
  recorded: 'Recorded track',
  waiting: 'Holding the track against the plan …',
  saveAs: (format: string) => `Save the route as ${format}`,
  saved: (file: string) => `Downloaded ${file}`,
}

export const zh: typeof en = {
  compare: '计划与实际对照',
  title: '走这条路线的巡逻',
  empty: (days) => `最近 ${days} 天没有巡逻按这条路线走。`,
  emptyHint: '记录巡逻时选择路线，或在 POST /positions 中带上 route 字段。',
  list: '最近的巡逻',
  doneShare: (share) => `完成 ${share}`,
  untimed: '轨迹没有时间',
  states: statesZh,
  shares: (done, late, missed) => `完成 ${done}，迟到 ${late}，漏走 ${missed}`,
  planned: (planned, started) => `计划 ${planned} 出发，实际 ${started} 出发。`,
  unplanned: (started) => `${started} 出发；路线没有计划时间，不判迟到。`,
  lateMeans: (minutes) => `迟到：比匀速计划晚 ${minutes} 分钟以上才走到。`,
  against: (at, length) => `${at} 逆向走了 ${length}`,
  outOfOrder: (at, length) => `${at} 未按顺序走了 ${length}`,
  inOrder: '按计划顺序走。',
  legendTitle: '计划与实际',
  legendNote: (route, unit, when, tolerance) => `${route} · ${unit} · ${when} · 容差 ${tolerance} 米`,
  recorded: '实际轨迹',
  waiting: '正在对照计划与轨迹 …',
  saveAs: (format) => `导出路线为 ${format}`,
  saved: (file) => `已下载 ${file}`,
}
