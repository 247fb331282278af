import type { Bilingual } from '../http/contract.ts'
import { Problem } from '../http/problem.ts'

/** A record others depend on cannot retire; `remedy` says what to do first. */
export function stillInUse(remedy: Bilingual): Problem {
  return new Problem({
    status: 409,
    name: 'still-in-use',
    title: { zh: '它仍被其他记录使用', en: 'Other records still use it' },
    detail: remedy,
  })
}
