import { invalidInput } from '../http/problem.ts'

const longestWindowDays = 100
const dayMilliseconds = 86_400_000

/** The window asked for. @throws invalid-input when it is empty or too long */
export function requestedWindow({ from, to }: { from: string; to: string }): { from: Date; to: Date } {
  const window = { from: new Date(from), to: new Date(to) }
  const days = (window.to.getTime() - window.from.getTime()) / dayMilliseconds
  if (days <= 0) {
    throw invalidInput('to', { zh: '结束时间须晚于开始时间', en: 'The end must be after the start' })
  }
  if (days > longestWindowDays) {
    throw invalidInput('from', {
      zh: `时间范围最长 ${longestWindowDays} 天,请缩短`,
      en: `The window may span at most ${longestWindowDays} days; please shorten it`,
    })
  }
  return window
}
