export const en = {
  title: 'Hotspot nobody is asked to patrol',
  why: (n: string, weeks: number, percent: string) =>
    `${n} public reports in ${weeks} weeks: among the ${percent} of street segments with most`,
  hours: (hours: string, share: string) => `It mostly happens ${hours} (${share})`,
  allDay: 'all round the clock',
  required: (share: string, radius: string) =>
    `Requirements within ${radius} cover ${share} of these reports by their hours`,
  patrolled: (minutes: string, meters: string) => `Patrolled for ${minutes} within ${meters} in this window`,
  notPatrolled: (meters: string) => `Nobody was within ${meters} in this window`,
  last: (when: string) => `last ${when}`,
  makeLine: 'Make it a must-patrol line',
  askOfNearest: (name: string, meters: string) => `Ask more of ${name} (${meters} away)`,
  comma: ', ',
  stop: '.',
}

export const zh = {
  title: '热点无巡防要求',
  why: (n: string, weeks: number, percent: string) => `${weeks} 周群众报警 ${n} 起，属最多的 ${percent} 街段`,
  hours: (hours: string, share: string) => `多发在 ${hours}（占 ${share}）`,
  allDay: '全天',
  required: (share: string, radius: string) => `${radius} 内的巡防要求按时段只管到其中 ${share}`,
  patrolled: (minutes: string, meters: string) => `这段时间 ${meters} 内有巡逻 ${minutes}`,
  notPatrolled: (meters: string) => `这段时间 ${meters} 内无人巡逻`,
  last: (when: string) => `最近 ${when}`,
  makeLine: '设为必巡线',
  askOfNearest: (name: string, meters: string) => `给${name}加要求（相距 ${meters}）`,
  comma: '，',
  stop: '。',
} satisfies typeof en
