import { invalidInput } from '../http/problem.ts'

/** A campaign has a first and a last day, in this order. @throws invalid-input */
export function requireCampaignDays(area: Record<string, unknown>): void {
  const { kind, startsOn, endsOn } = area as {
    kind?: string
    startsOn?: string | null
    endsOn?: string | null
  }
  if (kind === 'campaign' && (!startsOn || !endsOn)) {
    throw invalidInput(startsOn ? 'endsOn' : 'startsOn', {
      zh: '专项整治区域需要开始和结束日期',
      en: 'A campaign area needs a first and a last day',
    })
  }
  if (startsOn && endsOn && startsOn > endsOn) {
    throw invalidInput('endsOn', {
      zh: '结束日期不能早于开始日期',
      en: 'The last day must not be before the first',
    })
  }
}
