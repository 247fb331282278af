export const en = {
  find: 'Find by name or code',
  more: (count: string) => `${count} more: type part of the name`,
  nothing: 'Nothing of that name',
  change: 'Change',
}

export const zh = {
  find: '按名称或编码查找',
  more: (count: string) => `还有 ${count} 个，请输入部分名称`,
  nothing: '没有这个名称',
  change: '更改',
} satisfies typeof en
