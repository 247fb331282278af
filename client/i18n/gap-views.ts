export const en = {
  label: 'What to look at',
  gaps: 'Gaps',
  visibility: 'Visibility',
  hours: 'Hours',
  reach: 'Reach',
}

export const zh = {
  label: '看什么',
  gaps: '漏巡',
  visibility: '见警率',
  hours: '时段',
  reach: '到达圈',
} satisfies typeof en
