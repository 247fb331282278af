import type { LiveUnit } from '../../../api/live/contract.ts'
import * as words from '../../i18n/live.ts'
import { text } from '../../i18n/text.ts'

/** `移动中`, `停留 12 分钟`, `失联 8 分钟`, `已收勤 4 分钟`. */
export function stateWords({ state, since }: LiveUnit, now: Date): string {
  const t = text(words)
  if (state === 'moving') return t.states.moving
  return t.sinceState(t.states[state], minutesSince(since, now))
}

/** `刚刚`, `3 分钟前`. */
export function agoWords(instant: string, now: Date): string {
  return text(words).ago(minutesSince(instant, now))
}

export function minutesSince(instant: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(instant)) / 60_000))
}
