export const en = {
  view: 'On the map',
  views: { both: 'Both', heat: 'Cases', patrol: 'Patrol', swipe: 'Swipe' },
  sentence: (share: string) =>
    `${share} of the patrol time would have to be in other grids to lie where the cases do.`,
  under: (grids: string, cases: string, patrol: string) =>
    ` ${grids} grids are under-served: ${cases} of the cases, ${patrol} of the patrol time.`,
  noneUnder: ' No grid has clearly more cases than patrol.',
  noPatrol: 'No patrol in this time: there is nothing to hold the cases against.',
  least: (hours: string, cases: string, patrol: string) =>
    `The ${hours} hours of the week with least patrol hold ${cases} of the cases and ${patrol} of the patrol time.`,
  leastNone: (hours: string, cases: string) =>
    `In ${hours} of the 168 hours of the week nobody patrolled; they hold ${cases} of the cases.`,
  test: (ratio: string, share: string) =>
    `Under- and over-served: shares that differ ${ratio} times and more than chance explains; of those named at most ${share} are chance.`,
  basis: 'Cases reported by the public; time from recorded positions, all units added up and none named.',
  through: (when: string) => `Tracks known up to ${when}.`,
  tooFew: 'Too few cases to compare',
  tooFewHint: (count: string, minimum: string) =>
    `${count} cases; at least ${minimum} are needed. Choose a longer time, more hours or all categories.`,
  noTracks: 'No tracks yet',
  noTracksHint:
    'Patrol time is counted from positions: load tracks under Data, or send them from a phone or a terminal.',
  longer: 'Last 90 days',
  category: 'All categories: a patrol is not for one kind of case alone.',
  tabs: { under: 'Under', over: 'Over', stays: 'Hotspots', hours: 'Hours' },
  tabTitles: {
    under: 'Grids with more cases than patrol',
    over: 'Grids with more patrol than cases',
    stays: 'Hotspots without stays',
    hours: 'Hours with more cases than patrol',
  },
  shares: (cases: string, patrol: string) => `cases ${cases} · patrol ${patrol}`,
  figures: (cases: string, minutes: string) => `${cases} cases · ${minutes} min`,
  none: { under: 'No grid is clearly under-served.', over: 'No grid is clearly over-served.' },
  fly: (name: string) => `Show ${name} on the map`,
  unnamedStreet: 'Unnamed street',
  staysSentence: (short: string, all: string) =>
    `${short} of ${all} hotspots had a stay in less than half of the blocks in which one is due.`,
  staysNone: 'No hotspot in this area',
  staysNoneHint: (weeks: string) => `No street segment here has enough reports in the last ${weeks} weeks.`,
  staysRule: (minutes: string, most: string, hours: string) =>
    `Due: a stay of ${minutes} to ${most} minutes every ${hours} hours of the slot. A stay is one outing for as long in the cells of 100 m the street runs through.`,
  staysHot: (share: string, weeks: string, from: string) =>
    `Hotspot: one of the ${share} of street segments with most reports of the last ${weeks} weeks, at least ${from}.`,
  stayRow: (met: string, blocks: string) => `${met} of ${blocks}`,
  stayDetail: (cases: string, slot: string, minutes: string) => `${cases} reports · ${slot} · ${minutes} min`,
  staysMore: (count: string) => `${count} more`,
  columns: { hotspot: 'Hotspot, fewest stays first', met: 'Blocks with a stay' },
  hourRow: (cases: string, patrol: string) => `${cases} of cases, ${patrol} of patrol`,
  noneHour: 'No hour has more than its share of cases.',
  legend: {
    both: 'Cases against patrol',
    bothNote: (window: string) =>
      `${window} · cases/patrol, in thirds of the grids: cases per km of street, patrol minutes per km and hour`,
    levels: ['few', 'mid', 'many'],
    class: (cases: string, patrol: string) => `${cases}/${patrol}`,
    patrol: 'Patrol time',
    patrolNote: (window: string) => `Unit minutes per km of street and hour · ${window}`,
    noneThere: 'no patrol',
    atLeast: (value: string) => `≥ ${value}`,
    between: (low: string, high: string) => `${low} – ${high}`,
    below: (value: string) => `< ${value}`,
    stays: 'Hotspots by stays',
    staysNote: (window: string) => `Share of the due blocks with a stay · ${window}`,
    stayClasses: { all: 'half and more', some: 'less than half', none: 'none' },
  },
  hover: (cases: string, minutes: string) => `${cases} cases · ${minutes} min of patrol`,
  hoverBalance: { under: 'under-served', over: 'over-served' },
  swipe: 'Divider between cases (left) and patrol time (right)',
  swipeLeft: 'Cases (heat)',
  swipeRight: 'Patrol time',
}

export const zh: typeof en = {
  view: '地图',
  views: { both: '对照', heat: '案件', patrol: '巡逻', swipe: '卷帘' },
  sentence: (share: string) => `${share} 的巡逻时间要换个网格，才与案件的分布一致。`,
  under: (grids: string, cases: string, patrol: string) =>
    `${grids} 个网格案多巡少：案件占 ${cases}，巡逻时间只占 ${patrol}。`,
  noneUnder: '没有网格明显案多巡少。',
  noPatrol: '这段时间没有巡逻，无从对照。',
  least: (hours: string, cases: string, patrol: string) =>
    `一周中巡逻最少的 ${hours} 小时，发生了 ${cases} 的案件，只有 ${patrol} 的巡逻时间。`,
  leastNone: (hours: string, cases: string) =>
    `一周 168 小时中有 ${hours} 小时没有巡逻，${cases} 的案件发生在这些时间。`,
  test: (ratio: string, share: string) =>
    `案多巡少、巡多案少：两者占比相差 ${ratio} 倍以上且不像偶然；点出的网格里，偶然的平均不超过 ${share}。`,
  basis: '案件为群众报警；巡逻时间按实际定位，各力量相加，不点名。',
  through: (when: string) => `轨迹截至 ${when}。`,
  tooFew: '案件太少，无法对照',
  tooFewHint: (count: string, minimum: string) =>
    `只有 ${count} 起，至少需要 ${minimum} 起。请放宽时间、时段或类别。`,
  noTracks: '还没有轨迹',
  noTracksHint: '巡逻时间由定位算出：请在“数据”中导入轨迹，或用手机、终端上报位置。',
  longer: '看近 90 天',
  category: '这里统计全部类别：巡逻不只为一类案件。',
  tabs: { under: '案多巡少', over: '巡多案少', stays: '热点停留', hours: '时间' },
  tabTitles: {
    under: '案件多、巡逻少的网格',
    over: '巡逻多、案件少的网格',
    stays: '停留不足的热点',
    hours: '案件多、巡逻少的时间',
  },
  shares: (cases: string, patrol: string) => `案件占 ${cases} · 巡逻占 ${patrol}`,
  figures: (cases: string, minutes: string) => `${cases} 起 · ${minutes} 分钟`,
  none: { under: '没有网格明显案多巡少。', over: '没有网格明显巡多案少。' },
  fly: (name: string) => `在地图上显示${name}`,
  unnamedStreet: '无名道路',
  staysSentence: (short: string, all: string) => `${all} 个热点中，${short} 个一半以上的时段没有人停留。`,
  staysNone: '这里没有热点',
  staysNoneHint: (weeks: string) => `近 ${weeks} 周，没有街道段的报警多到算热点。`,
  staysRule: (minutes: string, most: string, hours: string) =>
    `要求：时段内每 ${hours} 小时停留一次，每次 ${minutes} 至 ${most} 分钟。同一次巡逻在该街道段经过的百米方格内停够即算一次。`,
  staysHot: (share: string, weeks: string, from: string) =>
    `热点：近 ${weeks} 周报警最多的 ${share} 街道段，至少 ${from} 起。`,
  stayRow: (met: string, blocks: string) => `${met}/${blocks}`,
  stayDetail: (cases: string, slot: string, minutes: string) =>
    `报警 ${cases} 起 · ${slot} · 巡逻 ${minutes} 分钟`,
  staysMore: (count: string) => `再看 ${count} 个`,
  columns: { hotspot: '热点，停留最少的在前', met: '有停留的时段' },
  hourRow: (cases: string, patrol: string) => `案件占 ${cases}，巡逻占 ${patrol}`,
  noneHour: '没有哪个小时的案件占比超过巡逻。',
  legend: {
    both: '案件与巡逻对照',
    bothNote: (window: string) => `${window} · 每公里街道案件数、每公里每小时巡逻分钟，各按网格三等分`,
    levels: ['少', '中', '多'],
    class: (cases: string, patrol: string) => `案${cases}巡${patrol}`,
    patrol: '巡逻时间',
    patrolNote: (window: string) => `每公里街道每小时巡逻分钟 · ${window}`,
    noneThere: '没有巡逻',
    atLeast: (value: string) => `≥ ${value}`,
    between: (low: string, high: string) => `${low} – ${high}`,
    below: (value: string) => `< ${value}`,
    stays: '热点停留',
    staysNote: (window: string) => `该停留的时段中有停留的比例 · ${window}`,
    stayClasses: { all: '一半以上', some: '不到一半', none: '没有' },
  },
  hover: (cases: string, minutes: string) => `案件 ${cases} 起 · 巡逻 ${minutes} 分钟`,
  hoverBalance: { under: '案多巡少', over: '巡多案少' },
  swipe: '案件（左）与巡逻时间（右）的分界',
  swipeLeft: '警情热力',
  swipeRight: '巡逻时间',
}
