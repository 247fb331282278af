/** Words of the line that tells that figures are being computed again. */
export const en = {
  running: (share: string) => `Computing again after a change … ${share}`,
  waiting: 'Waiting to be computed again after a change …',
}

export const zh: typeof en = {
  running: (share) => `有改动，正在重新计算 … ${share}`,
  waiting: '有改动，等待重新计算 …',
}
