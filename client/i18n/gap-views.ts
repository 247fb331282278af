export const en = {
  label: 'What to look at',
  gaps: 'Gaps',
  visibility: 'Visibility',
  hours: 'Hours',
}

export const zh = {
  label: '看什么',
  gaps: '漏巡',
  visibility: '见警率',
  hours: '时段',
} satisfies typeof en
