export const en = {
  allCategories: 'All categories',
  area: 'Area',
  category: 'Category',
  whole: 'Whole area',
  selected: (name: string) => `Look at ${name}`,
  weeks: 'Weeks shown',
  weeksOf: (weeks: string) => `${weeks} weeks`,
  line: {
    some: (area: string, category: string, count: string, expected: string) =>
      `${area}: ${category} ${count} in a week, ${expected} expected`,
    others: (count: number) => (count === 1 ? 'and 1 more spike' : `and ${count} more spikes`),
    none: 'No spike in the last week',
    open: 'Open the control chart',
  },
  found: (week: string, count: string) =>
    `${week}: ${count} spike${count === '1' ? '' : 's'}. Most striking: `,
  foundOne: (area: string, category: string, count: string, expected: string) =>
    `${area}, ${category}: ${count} cases, ${expected} expected.`,
  none: (week: string) => `${week}: no spike.`,
  charts: (charts: string, alarms: string) =>
    `${charts} charts by area and category were looked at; where nothing changes they raise ${alarms} false alarms a week on average.`,
  underTenth: 'less than 0.1',
  rule: (cases: string, share: string) =>
    `A spike has at least ${cases} cases, and a count that a week without change reaches at most ${share} of the time.`,
  seasonal: (weeks: string) => `Expected: level, trend and season of the ${weeks} weeks before.`,
  level: (weeks: string) =>
    `Expected: the mean of the ${weeks} weeks before. The record is too short for seasons, whose rise can look like a spike.`,
  late: 'Late reports are still missing from the latest week.',
  tooShort: 'The record is too short for a control chart',
  tooShortHint: (weeks: string, fewest: string) =>
    `${weeks} whole weeks lie before the judged one; at least ${fewest} are needed to know what is usual.`,
  list: 'Spikes of the week',
  rowCounts: (count: string, expected: string, from: string) =>
    `${count} cases, ${expected} expected, alarm from ${from}`,
  show: (area: string, category: string) => `Show the chart of ${category} in ${area}`,
  chart: 'Control chart',
  chartOf: (area: string, category: string) => `${area} · ${category}`,
  chartLabel: (area: string, category: string, count: string, expected: string, from: string) =>
    `Cases by week, ${category} in ${area}. Last week ${count}, expected ${expected}, alarm from ${from}.`,
  counts: 'Cases',
  expected: 'Expected',
  limit: 'Alarm from',
  spike: 'Spike',
  past: (count: number) =>
    count === 0
      ? 'None of the weeks before reached its limit.'
      : count === 1
        ? '1 of the weeks before reached its limit.'
        : `${count} of the weeks before reached their limit.`,
  retrospective: 'Weeks before the last are held against a course they are part of.',
  table: 'The figures by week',
  week: 'Week',
}

export const zh: typeof en = {
  allCategories: '全部类别',
  area: '范围',
  category: '类别',
  whole: '整个辖区',
  selected: (name: string) => `看${name}`,
  weeks: '显示',
  weeksOf: (weeks: string) => `${weeks} 周`,
  line: {
    some: (area: string, category: string, count: string, expected: string) =>
      `${area}：${category}一周 ${count} 起，预期 ${expected} 起`,
    others: (count: number) => `另有 ${count} 处突增`,
    none: '近一周没有突增',
    open: '打开控制图',
  },
  found: (week: string, count: string) => `${week} 有 ${count} 处突增，最突出的是`,
  foundOne: (area: string, category: string, count: string, expected: string) =>
    `${area}的${category}：${count} 起，预期 ${expected} 起。`,
  none: (week: string) => `${week} 没有突增。`,
  charts: (charts: string, alarms: string) =>
    `按区域和类别检查了 ${charts} 条控制线；情况不变时，平均每周误报 ${alarms} 次。`,
  underTenth: '不到 0.1',
  rule: (cases: string, share: string) =>
    `满 ${cases} 起、且情况不变时一周内达到这个数的概率不超过 ${share}，才算突增。`,
  seasonal: (weeks: string) => `预期由此前 ${weeks} 周的水平、趋势和季节推算。`,
  level: (weeks: string) =>
    `预期是此前 ${weeks} 周的平均数。历史太短，看不出季节，季节性上升也可能被当成突增。`,
  late: '最近一周的案件可能还有迟报的，未计入。',
  tooShort: '历史太短，画不了控制图',
  tooShortHint: (weeks: string, fewest: string) =>
    `被检查的一周之前只有 ${weeks} 个整周，至少需要 ${fewest} 周才知道平常是多少。`,
  list: '这一周的突增',
  rowCounts: (count: string, expected: string, from: string) =>
    `${count} 起，预期 ${expected} 起，达到 ${from} 起报警`,
  show: (area: string, category: string) => `看${area}${category}的控制图`,
  chart: '控制图',
  chartOf: (area: string, category: string) => `${area} · ${category}`,
  chartLabel: (area: string, category: string, count: string, expected: string, from: string) =>
    `${area}${category}每周案件数。最近一周 ${count} 起，预期 ${expected} 起，达到 ${from} 起报警。`,
  counts: '案件',
  expected: '预期',
  limit: '报警线',
  spike: '突增',
  past: (count: number) => (count === 0 ? '此前各周都没有达到报警线。' : `此前有 ${count} 周达到报警线。`),
  retrospective: '此前各周本身也是推算的依据，只作回顾。',
  table: '逐周数字',
  week: '周',
}
