import { DateTime } from 'luxon'
import type { Language } from '../http/contract.ts'
import type { GapCollection } from './contract.ts'

/** What a file of gaps answers, so that the file can say it itself. */
export interface GapFileQuestion {
  /** ISO 8601, half open. */
  from: string
  to: string
  timeZone: string
  /** Every slot that can be named in it. */
  slots: readonly { code: string; name: string; startTime: string; endTime: string }[]
  /** Only the gaps of these were asked for. */
  asked: readonly string[] | undefined
}

/** First and last local day of the window, both included. */
function daysOf({ from, to, timeZone }: GapFileQuestion): [first: string, last: string] {
  const dayOf = (at: DateTime) => at.setZone(timeZone).toFormat('yyyy-MM-dd')
  return [dayOf(DateTime.fromISO(from)), dayOf(DateTime.fromISO(to).minus({ milliseconds: 1 }))]
}

/** `gaps-2026-11-16_2026-11-22-night`, in the district's days. */
export function gapFileName(question: GapFileQuestion): string {
  return ['gaps', daysOf(question).join('_'), ...(question.asked ?? [])].join('-')
}

/** `2026-11-16 – 2026-11-22`. */
export function windowInWords(question: GapFileQuestion): string {
  return [...new Set(daysOf(question))].join(' – ')
}

/** `深夜 22:00–02:00`, or that all were asked for. */
export function slotsInWords({ slots, asked }: GapFileQuestion, language: Language): string {
  if (!asked) return { zh: '全部时段', en: 'all slots' }[language]
  return slots
    .filter(({ code }) => asked.includes(code))
    .map(({ name, startTime, endTime }) => `${name} ${startTime.slice(0, 5)}–${endTime.slice(0, 5)}`)
    .join(language === 'zh' ? '、' : ', ')
}

/** Without the pages of an answer; metres and points to one decimal, shares to three. */
export function gapGeojson({ type, features, hotspots }: GapCollection, question: GapFileQuestion): string {
  const { from, to, asked } = question
  const rounded = (key: string, value: unknown): unknown => {
    if (typeof value !== 'number') return value
    const factor = key === 'lengthMeters' || key === 'severity' || key === 'hours' ? 10 : 1000
    return Math.round(value * factor) / factor
  }
  return JSON.stringify({
    type,
    window: { from, to },
    slots: asked ?? null,
    features: [...features, ...hotspots].map((feature) => ({
      ...feature,
      properties: JSON.parse(JSON.stringify(feature.properties, rounded)) as unknown,
    })),
  })
}
