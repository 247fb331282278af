export const en = {
  questions: 'Questions',
  question: {
    heat: { name: 'Density', ask: 'Where are the cases?' },
    significance: { name: 'Significance', ask: 'Where are there more cases than chance explains?' },
    change: { name: 'Change', ask: 'Where have cases risen or fallen?' },
    when: { name: 'When', ask: 'At which hours, days and times of the year does it happen?' },
    spikes: { name: 'Spikes', ask: 'Where have there suddenly been more cases than usual?' },
    patrol: { name: 'Patrols', ask: 'Is patrol where the cases are?' },
    none: { name: 'Map only', ask: 'Only the map and the figures' },
  },
  settings: 'More settings',
  computing: 'Computing',
  stopped: 'Stopped. Change a setting or ask again.',
  again: 'Ask again',
}

export const zh: typeof en = {
  questions: '要问什么',
  question: {
    heat: { name: '热力', ask: '案件集中在哪里？' },
    significance: { name: '显著性', ask: '哪里的案件多得不像偶然？' },
    change: { name: '升降', ask: '哪里多了，哪里少了？' },
    when: { name: '时间规律', ask: '案件发生在什么时候？' },
    spikes: { name: '突增', ask: '最近哪里突然多了？' },
    patrol: { name: '巡防对照', ask: '巡逻在案件多的地方吗？' },
    none: { name: '只看地图', ask: '只看地图和数字' },
  },
  settings: '更多设置',
  computing: '正在计算',
  stopped: '已停止。可以调整设置，或重新计算。',
  again: '重新计算',
}
