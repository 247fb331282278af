export const en = {
  title: 'Change password',
  firstTitle: 'Choose your own password',
  firstIntro: 'This account still has the password it was given. Choose your own before you go on.',
  current: 'Password now',
  next: 'New password',
  again: 'New password again',
  save: 'Change',
  saved: 'Password changed. Other sessions of this account have ended.',
  missing: 'Please fill this in.',
}

export const zh = {
  title: '修改密码',
  firstTitle: '请设置自己的密码',
  firstIntro: '此账号仍在使用初始密码，设置自己的密码后继续。',
  current: '当前密码',
  next: '新密码',
  again: '再次输入新密码',
  save: '修改',
  saved: '密码已修改，此账号的其他登录已结束。',
  missing: '请填写此项。',
} satisfies typeof en
