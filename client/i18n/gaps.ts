import { type CoverageLayer, coverageLayers, type ShortfallReason } from '../../api/coverage/contract.ts'

interface MissedFor {
  reason: ShortfallReason
  /** Missed occurrences. */
  count: number
}

const missedReasonsEn: Record<ShortfallReason, string> = {
  tooFew: 'not often enough',
  partial: 'not completed',
  tooBrief: 'stayed too briefly',
  tooShort: 'too short',
  across: 'only crossed',
  tooFar: 'nobody near',
}

const missedReasonsZh: Record<ShortfallReason, string> = {
  tooFew: '次数不足',
  partial: '未走完全程',
  tooBrief: '停留不足',
  tooShort: '走得太短',
  across: '只是横穿',
  tooFar: '无人靠近',
}

export const en = {
  title: 'Patrol gaps',
  review: 'Weekly review',
  window: 'Window',
  presets: { '24h': '24 h', '7d': '7 days', '28d': '28 days' },
  custom: 'Dates',
  slot: 'Time slot',
  allSlots: 'All slots',
  tolerance: 'Tolerance',
  toleranceHelp: 'How far from a line a track may run and still count as along it',
  standard: (meters: string) => `${meters} m, standard`,
  summary: (share: string, required: string, done: string) =>
    `Coverage ${share}: ${required} required, ${done} done`,
  separator: '; ',
  stop: '.',
  colon: ': ',
  nothingRequired: 'Nothing was required in this window.',
  short: (count: Readonly<Record<CoverageLayer, number>>) => {
    const names: Record<CoverageLayer, [one: string, many: string]> = {
      'patrol-lines': ['line', 'lines'],
      'patrol-points': ['point', 'points'],
      'key-sections': ['section', 'sections'],
      'control-areas': ['area', 'areas'],
    }
    const parts = coverageLayers.flatMap((layer) =>
      count[layer] > 0 ? `${count[layer]} ${names[layer][count[layer] === 1 ? 0 : 1]}` : [],
    )
    if (parts.length === 0) return 'no gaps'
    const last = parts.pop()!
    return `${parts.length > 0 ? `${parts.join(', ')} and ` : ''}${last} fell short`
  },
  running: (count: number) => `${count} still running`,
  through: (when: string) => `Tracks known up to ${when}`,
  table: 'Gaps by severity',
  columns: {
    severity: 'Sev.',
    name: 'Place',
    kind: 'Kind',
    missing: 'Gap',
    lastDone: 'Last done',
    reason: 'Why',
  },
  layers: {
    'patrol-lines': 'Line',
    'patrol-points': 'Point',
    'key-sections': 'Section',
    'control-areas': 'Area',
    roads: 'Hotspot',
  },
  layersPlural: {
    'patrol-lines': 'Lines',
    'patrol-points': 'Points',
    'key-sections': 'Sections',
    'control-areas': 'Areas',
    roads: 'Hotspots',
  },
  statuses: {
    missed: 'Missed',
    partly: 'Partly done',
    due: 'Still due',
    done: 'Done',
    not_required: 'Not required',
  },
  filterStatus: 'Status',
  filterLayer: 'Kind',
  noneIn: (days: number) => `none in ${days} d`,
  ago: (hours: number) =>
    hours < 1 ? 'just now' : hours < 48 ? `${Math.round(hours)} h ago` : `${Math.round(hours / 24)} d ago`,
  missedReasons: missedReasonsEn,
  missedBy: (reasons: readonly MissedFor[]) =>
    reasons.map(({ reason, count }) => `${count} × ${missedReasonsEn[reason]}`).join(', '),
  reasons: {
    tooFar: 'Nobody came near',
    across: 'Only crossed',
    tooShort: 'Too short',
    partial: 'Not the whole line',
    tooBrief: 'Stayed too briefly',
    outside: 'Outside the hours',
  },
  reasonHelp: {
    tooFar: 'No track came within the tolerance during the required hours.',
    across: 'The track crossed the line but did not run along it.',
    tooShort: 'The track touched the line for a few metres only.',
    partial: 'The run covered less of the line than a complete pass needs.',
    tooBrief: 'Somebody was there, but left before the required minutes were over.',
    outside: 'It was done, but at hours in which nothing was required.',
  },
  exportCsv: 'CSV',
  exportGeojson: 'GeoJSON',
  exportLabel: (format: string) => `Save the gaps as ${format}`,
  noGaps: 'No gaps',
  noGapsHint: (window: string, slot: string) =>
    `Everything required between ${window} (${slot}) was done. Choose a longer window or another slot to look further.`,
  noneShown: 'Nothing under these filters',
  noneShownHint: 'Choose more statuses or more kinds.',
  showAll: 'Show all gaps',
  future: 'Nothing yet',
  futureHint: (window: string) =>
    `${window} lies ahead: nothing can have been done or missed. Choose a window up to today.`,
  waiting: 'Counting …',
  severityHelp:
    'Severity 0–100: share missing × (cases nearby + time since last done + size); open a row for the parts',
  saved: (file: string) => `Downloaded ${file}`,
  nothingYet: 'No requirements',
  nothingYetHint:
    'Nothing has a requirement in this slot. Planners set requirements in the drawer of a line, point, section or area.',
  legendTitle: 'Coverage',
  legendNote: (window: string, slot: string, meters: string) => `${window} · ${slot} · tolerance ${meters} m`,
  ofPoints: (status: string) => `${status} (point)`,
  ofSections: (status: string) => `${status} (section)`,
  ofAreas: (status: string) => `${status} (area)`,
  unrequired: 'Hotspot without requirement',
  hotspots: (n: number) => `${n === 1 ? '1 hotspot' : `${n} hotspots`} nobody is asked to patrol`,
  legendHotspot: 'Hotspot without requirement',
  reports: (n: string, weeks: number) => `${n} reports in ${weeks} weeks`,
  mostly: (hours: string) => `mostly ${hours}`,
  allDay: 'all day',
  minutes: (text: string) => `${text} min`,
  unit: 'Area',
  allUnits: 'All',

  evidence: {
    title: 'What was required, what was done',
    sentence: (required: string, done: string, missing: string) =>
      `${required} required, ${done} done, ${missing} missing`,
    sentenceMinutes: (required: string, done: string, missing: string) =>
      `${required} min required, ${done} min done, ${missing} min missing`,
    due: 'The hours are still running: nothing can be missing yet.',
    offStreet: (far: string) =>
      `Leaves the streets by up to ${far}: there tracks count as they were recorded.`,
    notRequired: 'Nothing is required here in this window.',
    perSlot: (slot: string, amount: string) => `${slot}: ${amount} each time`,
    measures: {
      passes: (n: string) => (n === '1' ? '1 pass' : `${n} passes`),
      visits: (n: string) => (n === '1' ? '1 visit' : `${n} visits`),
      presenceMinutes: (n: string) => `${n} min present`,
      dwellMinutes: (n: string) => `${n} min of stay`,
    } as Record<string, (n: string) => string>,
    excused: (n: number, reason: string, until: string) =>
      `${n === 1 ? '1 slot' : `${n} slots`} not required: ${reason}, until ${until}`,
    allExcused: 'An exception covers every slot of this window: nothing is required.',
    excusedCell: (day: string, slot: string, reason: string) => `${day}, ${slot}: not required (${reason})`,
    strip: 'Day by day',
    cell: (day: string, slot: string, state: string, done: string, required: string) =>
      `${day}, ${slot}: ${state}, ${done} of ${required}`,
    upcoming: 'not begun',
    lastDone: 'Last done',
    noneSince: (day: string, days: number) => `not once in the ${days} days looked at (from ${day})`,
    coveredShare: (share: string, length: string) => `All passes together covered ${share} of ${length}`,
    counts: (n: number) => `Counts (${n})`,
    countsNot: (n: number) => `Does not count (${n})`,
    nothingCounts: 'No pass or visit that counts in this window.',
    nothingElse: 'Nothing else came near.',
    share: (share: string) => `${share} of the line`,
    stay: (text: string) => `stayed ${text}`,
    away: (meters: string) => `${meters} away`,
    plainClothes: 'unit not shown',
    more: (n: number) => `Show ${n} more`,
    times: (n: number) => `${n}\u00a0×`,
    severity: 'Severity',
    formula: (share: string, risk: string, wait: string, size: string) =>
      `${share} missing × (risk ${risk} + wait ${wait} + size ${size})`,
    risk: (cases: string, rank: string) => `Risk: ${cases} cases nearby in these hours, above ${rank} of all`,
    wait: (when: string) => `Last done: ${when}`,
    size: {
      'patrol-lines': (rank: string) => `Length: longer than ${rank} of all lines`,
      'patrol-points': (rank: string) => `Stay required: longer than ${rank} of all points`,
      'key-sections': (rank: string) => `Length: longer than ${rank} of all sections`,
      'control-areas': (rank: string) => `Size: larger than ${rank} of all areas`,
    } satisfies Record<CoverageLayer, (rank: string) => string>,
    outOf: (part: string, weight: string) => `${part} of ${weight}`,
    window: 'Window',
  },
}

export const zh = {
  title: '巡防盲区',
  review: '周评估',
  window: '时间范围',
  presets: { '24h': '24 小时', '7d': '近 7 天', '28d': '近 28 天' },
  custom: '自选',
  slot: '时段',
  allSlots: '全部时段',
  tolerance: '容差',
  toleranceHelp: '轨迹离必巡线多远以内算沿线巡逻',
  standard: (meters: string) => `${meters} m（标准）`,
  summary: (share: string, required: string, done: string) =>
    `覆盖率 ${share}：应巡 ${required} 次，完成 ${done} 次`,
  separator: '；',
  stop: '。',
  colon: '：',
  nothingRequired: '这段时间没有巡防要求。',
  short: (count: Readonly<Record<CoverageLayer, number>>) => {
    const names: Record<CoverageLayer, string> = {
      'patrol-lines': '条线',
      'patrol-points': '个点',
      'key-sections': '个路段',
      'control-areas': '个区域',
    }
    const parts = coverageLayers.flatMap((layer) =>
      count[layer] > 0 ? `${count[layer]} ${names[layer]}` : [],
    )
    return parts.length === 0 ? '没有缺口' : `${parts.join('、')}有缺口`
  },
  running: (count: number) => `${count} 项仍在时段内`,
  through: (when: string) => `轨迹截至 ${when}`,
  table: '按严重度排列的缺口',
  columns: {
    severity: '严重度',
    name: '地点',
    kind: '类型',
    missing: '缺/应',
    lastDone: '最近完成',
    reason: '原因',
  },
  layers: {
    'patrol-lines': '必巡线',
    'patrol-points': '必到点',
    'key-sections': '重点路段',
    'control-areas': '管控区域',
    roads: '热点街段',
  },
  layersPlural: {
    'patrol-lines': '线',
    'patrol-points': '点',
    'key-sections': '路段',
    'control-areas': '区域',
    roads: '热点',
  },
  statuses: { missed: '漏巡', partly: '部分完成', due: '待巡', done: '完成', not_required: '无要求' },
  filterStatus: '状态',
  filterLayer: '类型',
  noneIn: (days: number) => `${days} 天内无`,
  ago: (hours: number) =>
    hours < 1 ? '刚刚' : hours < 48 ? `${Math.round(hours)} 小时前` : `${Math.round(hours / 24)} 天前`,
  missedReasons: missedReasonsZh,
  missedBy: (reasons: readonly MissedFor[]) =>
    reasons.map(({ reason, count }) => `${count} 个时段${missedReasonsZh[reason]}`).join('，'),
  reasons: {
    tooFar: '无人靠近',
    across: '只是横穿',
    tooShort: '走得太短',
    partial: '未走完全程',
    tooBrief: '停留不足',
    outside: '不在时段内',
  },
  reasonHelp: {
    tooFar: '要求的时段内，没有轨迹进入容差范围。',
    across: '轨迹只是穿过这条线，没有沿线走。',
    tooShort: '只在线上走了几米。',
    partial: '沿线走了一段，没有达到算一趟的比例。',
    tooBrief: '有人到过，但没停够要求的时间就离开了。',
    outside: '走完了，但不在要求的时段内。',
  },
  exportCsv: 'CSV',
  exportGeojson: 'GeoJSON',
  exportLabel: (format: string) => `导出缺口为 ${format}`,
  noGaps: '没有缺口',
  noGapsHint: (window: string, slot: string) =>
    `${window}（${slot}）的要求全部完成。可换更长的时间范围或其他时段再看。`,
  noneShown: '没有符合筛选的缺口',
  noneShownHint: '请多选几种状态或类型。',
  showAll: '显示全部缺口',
  future: '还没有数据',
  futureHint: (window: string) => `${window} 还没有到，谈不上完成或漏巡。请选到今天为止的时间。`,
  waiting: '正在计算…',
  severityHelp: '严重度 0–100：缺的比例 ×（附近警情 + 多久没巡 + 长短），点开一行看各项',
  saved: (file: string) => `已下载 ${file}`,
  nothingYet: '没有巡防要求',
  nothingYetHint: '这个时段还没有巡防要求。请在线、点、路段或区域的详情里添加。',
  legendTitle: '巡防覆盖',
  legendNote: (window: string, slot: string, meters: string) => `${window} · ${slot} · 容差 ${meters} m`,
  ofPoints: (status: string) => `${status}（点）`,
  ofSections: (status: string) => `${status}（路段）`,
  ofAreas: (status: string) => `${status}（区域）`,
  unrequired: '热点无巡防要求',
  hotspots: (n: number) => `${n} 处热点无巡防要求`,
  legendHotspot: '热点无巡防要求',
  reports: (n: string, weeks: number) => `${weeks} 周 ${n} 起`,
  mostly: (hours: string) => `多在 ${hours}`,
  allDay: '全天',
  minutes: (text: string) => `${text} 分`,
  unit: '范围',
  allUnits: '全部',

  evidence: {
    title: '应巡与实巡',
    sentence: (required: string, done: string, missing: string) =>
      `应巡 ${required} 次，完成 ${done} 次，缺 ${missing} 次`,
    sentenceMinutes: (required: string, done: string, missing: string) =>
      `应巡 ${required} 分钟，完成 ${done} 分钟，缺 ${missing} 分钟`,
    due: '时段还没有结束，暂不算缺。',
    offStreet: (far: string) => `最远处距街道 ${far}，那里按实际轨迹计算。`,
    notRequired: '这段时间这里没有要求。',
    perSlot: (slot: string, amount: string) => `${slot}：每次 ${amount}`,
    measures: {
      passes: (n: string) => `${n} 趟`,
      visits: (n: string) => `到点 ${n} 次`,
      presenceMinutes: (n: string) => `在位 ${n} 分钟`,
      dwellMinutes: (n: string) => `停留 ${n} 分钟`,
    } as Record<string, (n: string) => string>,
    excused: (n: number, reason: string, until: string) => `${n} 个时段免巡：${reason}，至 ${until}`,
    allExcused: '这段时间的时段全部免巡，不作要求。',
    excusedCell: (day: string, slot: string, reason: string) => `${day} ${slot}：免巡（${reason}）`,
    strip: '逐日情况',
    cell: (day: string, slot: string, state: string, done: string, required: string) =>
      `${day} ${slot}：${state}，${done} / ${required}`,
    upcoming: '未开始',
    lastDone: '最近完成',
    noneSince: (day: string, days: number) => `所查 ${days} 天内（${day} 起）没有`,
    coveredShare: (share: string, length: string) => `各趟合起来走过全长 ${length} 的 ${share}`,
    counts: (n: number) => `算数的（${n}）`,
    countsNot: (n: number) => `不算的（${n}）`,
    nothingCounts: '这段时间没有一次算数的巡逻。',
    nothingElse: '没有其他轨迹靠近。',
    share: (share: string) => `走了全程的 ${share}`,
    stay: (text: string) => `停留 ${text}`,
    away: (meters: string) => `离 ${meters}`,
    plainClothes: '单位不显示',
    more: (n: number) => `再显示 ${n} 条`,
    times: (n: number) => `${n} 次`,
    severity: '严重度',
    formula: (share: string, risk: string, wait: string, size: string) =>
      `缺 ${share} ×（风险 ${risk} + 间隔 ${wait} + 规模 ${size}）`,
    risk: (cases: string, rank: string) => `风险：同时段附近 ${cases} 起警情，高于全区 ${rank} 的对象`,
    wait: (when: string) => `间隔：最近完成 ${when}`,
    size: {
      'patrol-lines': (rank: string) => `规模：长于全区 ${rank} 的必巡线`,
      'patrol-points': (rank: string) => `规模：要求停留长于全区 ${rank} 的必到点`,
      'key-sections': (rank: string) => `规模：长于全区 ${rank} 的重点路段`,
      'control-areas': (rank: string) => `规模：大于全区 ${rank} 的管控区域`,
    },
    outOf: (part: string, weight: string) => `${part} / ${weight}`,
    window: '时间范围',
  },
} satisfies typeof en
