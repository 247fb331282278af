import { invalidInput } from '../http/problem.ts'

type Instant = string | Date

/** An exception ends after it begins. @throws invalid-input */
export function requireOrder({ startsAt, endsAt }: { startsAt: Instant; endsAt: Instant }): void {
  if (new Date(endsAt) > new Date(startsAt)) return
  throw invalidInput('endsAt', { zh: '结束时间须晚于开始时间', en: 'The end must be after the start' })
}

/** An exception must not hide a gap for good. @throws invalid-input */
export function requireEndInSight(
  { startsAt, endsAt }: { startsAt: Instant; endsAt: Instant },
  longestDays: number,
): void {
  const days = (new Date(endsAt).getTime() - new Date(startsAt).getTime()) / 86_400_000
  if (days <= longestDays) return
  throw invalidInput(
    'endsAt',
    { zh: `免巡最长 ${longestDays} 天`, en: `An exception lasts at most ${longestDays} days` },
    { zh: '更久的请修改巡防要求本身。', en: 'For longer, change the requirement itself.' },
  )
}
