export const en = {
  title: 'Leave without saving?',
  text: 'What you changed in this form is not saved yet.',
  discard: 'Discard changes',
}

export const zh = {
  title: '不保存就离开？',
  text: '表单中的修改尚未保存。',
  discard: '放弃修改',
} satisfies typeof en
