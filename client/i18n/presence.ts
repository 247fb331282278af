/** `3.4 %` and the like come formatted. */
export const en = {
  waiting: 'Counting…',
  onlyHours: 'Only',
  everyHour: 'All hours again',
  through: (when: string) => `Tracks known up to ${when}`,
  visibility: {
    summary: (hours: string, rate: string) =>
      `Over ${hours} hours, a kilometre of street saw a patrol for ${rate} minutes an hour.`,
    never: (grids: number) => (grids === 1 ? '1 grid saw none at all.' : `${grids} grids saw none at all.`),
    everywhere: 'Every grid was patrolled.',
    table: 'Grids by police visibility',
    columns: { grid: 'Grid', rate: 'Visib.', minutes: 'Min', stays: 'Stays', cases: 'Cases' },
    help: {
      rate: 'Unit minutes per kilometre of street and hour; a street along the border counts half',
      minutes: 'Unit minutes: the time of all units added up',
      stays: (minutes: string) => `Stays of ${minutes} minutes and more inside the grid`,
      cases: 'Cases reported by the public in the same hours',
    },
    noStreet: 'no street',
    legend: 'Police visibility',
    legendNote: (window: string, slot: string, hours: string) =>
      `Unit minutes per km of street and hour · ${window} · ${slot} · ${hours} h · recorded positions, streets on a border count half`,
    cells: 'Patrol time in cells of 100 m',
    cellsNote: (window: string, slot: string, hours: string) =>
      `Unit minutes in all · ${window} · ${slot} · ${hours} h · recorded positions`,
    cellsTruncated: (count: string) => `only the ${count} longest are drawn`,
    none: 'no patrol',
    atLeast: (value: string) => `≥ ${value}`,
    between: (low: string, high: string) => `${low} – ${high}`,
    below: (value: string) => `< ${value}`,
    zoomIn: 'Zoom in for cells of 100 m.',
    empty: 'No patrol in this time',
    emptyHint: (window: string, slot: string) =>
      `No unit sent positions in ${window} (${slot}) from this area. Choose a longer time or another slot.`,
    onlyCases: '; the table tells where cases were reported.',
    noTracks: 'No tracks yet',
    noTracksHint:
      'Visibility is counted from positions: load tracks under Data, or send them from a phone or a terminal.',
  },
  hours: {
    scope: 'Area',
    whole: 'Whole area',
    matrix: 'Patrol time by weekday and hour',
    matrixNote:
      'Colour: unit minutes in an hour. Dot: share of the cases the public reported. Ring: cases have most more than their share.',
    cell: (when: string, minutes: string, cases: string, share: string) =>
      `${when}: ${minutes} min patrol · ${cases} cases (${share})`,
    choose: 'Choose an hour to see the grids in it.',
    less: 'less',
    more: 'more',
    dot: 'cases',
    slotHint: 'The matrix holds all hours, whatever the time slot.',
    least: (hours: string, cases: string, presence: string) =>
      `The ${hours} hours of the week with least patrol hold ${cases} of the cases and ${presence} of the patrol time.`,
    leastNone: (hours: string, cases: string) =>
      `In ${hours} of the 168 hours of the week nobody patrolled; they hold ${cases} of the cases.`,
    tooFew: (count: string, minimum: string) =>
      `${count} cases are too few to compare shares: at least ${minimum} are needed. Choose a longer time.`,
    short: 'Most cases for least patrol',
    shortRow: (cases: string, presence: string) => `${cases} of cases, ${presence} of patrol`,
    noneShort: 'No hour has more than its share of cases.',
    emptyHours: 'Hours without any unit',
    emptySummary: (hours: string, of: string) => `${hours} of ${of} hours`,
    noneEmpty: 'A unit was on in every hour.',
    wholeScope: 'Nobody anywhere',
    run: (hours: number) => (hours === 1 ? '1 hour' : `${hours} hours`),
    more2: (count: number) => `${count} more`,
  },
  courtyard: {
    title: 'Patrols passing',
    last: (days: number, patrols: number, volunteers: number) =>
      `Last ${days} days: patrols ${patrols} ×, volunteers ${volunteers} ×`,
    lastPassed: (when: string) => `last ${when}`,
    never: (days: number) => `Nobody passed in the last ${days} days.`,
    within: (meters: string, through: string) => `Within ${meters} m, counted back from ${through}`,
    noTracks: 'No tracks yet, so nobody knows who passed.',
  },
}

export const zh = {
  waiting: '正在统计…',
  onlyHours: '只看',
  everyHour: '恢复全部时间',
  through: (when: string) => `轨迹截至 ${when}`,
  visibility: {
    summary: (hours: string, rate: string) => `${hours} 小时里，每公里街道每小时平均见警 ${rate} 分钟。`,
    never: (grids: number) => `${grids} 个网格一次也没有巡到。`,
    everywhere: '每个网格都巡到过。',
    table: '网格见警率',
    columns: { grid: '网格', rate: '见警率', minutes: '分钟', stays: '停留', cases: '警情' },
    help: {
      rate: '每公里街道每小时的巡逻分钟数；沿边界的街道两边各算一半',
      minutes: '巡逻分钟：各巡逻力量的时间相加',
      stays: (minutes: string) => `在网格内停留满 ${minutes} 分钟的次数`,
      cases: '同样时间内群众报警的案件',
    },
    noStreet: '无街道',
    legend: '见警率',
    legendNote: (window: string, slot: string, hours: string) =>
      `每公里街道每小时巡逻分钟 · ${window} · ${slot} · ${hours} 小时 · 按实际定位，界上街道各算一半`,
    cells: '百米方格巡逻时间',
    cellsNote: (window: string, slot: string, hours: string) =>
      `巡逻分钟合计 · ${window} · ${slot} · ${hours} 小时 · 按实际定位`,
    cellsTruncated: (count: string) => `只画时间最长的 ${count} 格`,
    none: '没有巡逻',
    atLeast: (value: string) => `≥ ${value}`,
    between: (low: string, high: string) => `${low} – ${high}`,
    below: (value: string) => `< ${value}`,
    zoomIn: '放大后看百米方格。',
    empty: '这段时间没有巡逻',
    emptyHint: (window: string, slot: string) =>
      `${window}（${slot}）在这个范围没有收到巡逻定位。可选更长的时间或其他时段。`,
    onlyCases: '；表中看案件发生在哪里。',
    noTracks: '还没有轨迹',
    noTracksHint: '见警率由定位算出：请在“数据”中导入轨迹，或用手机、终端上报位置。',
  },
  hours: {
    scope: '范围',
    whole: '全部',
    matrix: '各星期、各小时的巡逻时间',
    matrixNote: '颜色：一小时内的巡逻分钟。圆点：群众报警案件所占比例。圈：案件比例超出巡逻最多。',
    cell: (when: string, minutes: string, cases: string, share: string) =>
      `${when}：巡逻 ${minutes} 分钟 · 案件 ${cases} 起（${share}）`,
    choose: '点选一小时，看那时各网格的见警率。',
    less: '少',
    more: '多',
    dot: '案件',
    slotHint: '时段矩阵含全部小时，不受所选时段限制。',
    least: (hours: string, cases: string, presence: string) =>
      `一周中巡逻最少的 ${hours} 小时，发生了 ${cases} 的案件，只有 ${presence} 的巡逻时间。`,
    leastNone: (hours: string, cases: string) =>
      `一周 168 小时中有 ${hours} 小时没有巡逻，${cases} 的案件发生在这些时间。`,
    tooFew: (count: string, minimum: string) =>
      `只有 ${count} 起案件，不足以比较比例（至少 ${minimum} 起）。请选更长的时间。`,
    short: '案多巡少的时间',
    shortRow: (cases: string, presence: string) => `案件 ${cases}，巡逻 ${presence}`,
    noneShort: '没有案件比例高于巡逻比例的小时。',
    emptyHours: '无人在岗的时间',
    emptySummary: (hours: string, of: string) => `${of} 小时中有 ${hours} 小时`,
    noneEmpty: '每小时都有巡逻力量在岗。',
    wholeScope: '全部范围都无人',
    run: (hours: number) => `${hours} 小时`,
    more2: (count: number) => `再显示 ${count} 段`,
  },
  courtyard: {
    title: '巡逻经过',
    last: (days: number, patrols: number, volunteers: number) =>
      `近 ${days} 天有巡逻经过 ${patrols} 次，志愿者 ${volunteers} 次`,
    lastPassed: (when: string) => `最近 ${when}`,
    never: (days: number) => `近 ${days} 天没有巡逻或志愿者经过。`,
    within: (meters: string, through: string) => `${meters} 米以内算经过，自 ${through} 往前数`,
    noTracks: '还没有轨迹，不知道谁经过。',
  },
} satisfies typeof en
