import type { CoverageLayer, CoverageStatus, TargetCoverage } from '../../../api/coverage/contract.ts'
import type { HotspotGap } from '../../../api/hotspot-gaps/contract.ts'
import type { en } from '../../i18n/gaps.ts'
import { formatDate, formatDateTime, formatHours, formatNumber } from '../../i18n/format.ts'
import { daysLookedAt } from './gap-window.ts'

/** One row of the table: something required, or a hotspot (`roads`) of which nothing is. */
export interface GapRow {
  layer: CoverageLayer | 'roads'
  id: number
  name: string
  center: [number, number]
  status: CoverageStatus | 'unrequired'
  statusWords: string
  /** Why it fell short, or what happens there. */
  reason: string
  severity: number | null
  amount: string
  amountSort: number
  lastDone: string
  lastDoneHelp: string
  hoursSince: number | null
}

type Words = typeof en

/** Missing of required: in minutes where minutes are asked for; where both are, slots missed. */
function amountOf({ occurrences, missing, required, gapCount }: TargetCoverage, words: Words): string {
  const inMinutes = new Set(occurrences.map(({ measure }) => measure.endsWith('Minutes')))
  if (inMinutes.size > 1) {
    const over = occurrences.filter(({ state }) => state === 'over').length
    return `${formatNumber(gapCount)}/${formatNumber(over)}`
  }
  const amount = `${formatNumber(missing, inMinutes.has(true) ? 0 : 1)}/${formatNumber(required, 1)}`
  return inMinutes.has(true) ? words.minutes(amount) : amount
}

const hoursSince = (at: string | null, now: Date) =>
  at === null ? null : (now.getTime() - Date.parse(at)) / 3_600_000

/** @param windowTo the end of the window that was answered */
export function rowOfTarget(target: TargetCoverage, words: Words, windowTo: string, now: Date): GapRow {
  const { layer, id, name, center, status, severity, missing, lastDoneAt, lookedFrom, reasons } = target
  const since = hoursSince(lastDoneAt, now)
  const days = daysLookedAt(lookedFrom, windowTo, now)
  return {
    layer,
    id,
    name,
    center,
    status,
    statusWords: words.statuses[status],
    reason: words.missedBy(reasons),
    severity: severity?.severity ?? null,
    amount: amountOf(target, words),
    amountSort: missing,
    lastDone: since === null ? words.noneIn(days) : words.ago(since),
    lastDoneHelp: lastDoneAt
      ? formatDateTime(lastDoneAt)
      : words.evidence.noneSince(formatDate(lookedFrom), days),
    hoursSince: since,
  }
}

export function rowOfHotspot(
  { id, properties }: HotspotGap,
  words: Words,
  window: { from: string; to: string },
  now: Date,
): GapRow {
  const { name, code, center, cases, weeks, hours, severity, lastPatrolAt } = properties
  const since = hoursSince(lastPatrolAt, now)
  const days = daysLookedAt(window.from, window.to, now)
  return {
    layer: 'roads',
    id,
    name: name ?? code,
    center,
    status: 'unrequired',
    statusWords: words.unrequired,
    reason: [words.reports(cases.countText, weeks), words.mostly(hoursInWords(hours, words.allDay))].join(
      words.separator,
    ),
    severity: severity.severity,
    amount: '–',
    amountSort: 0,
    lastDone: since === null ? words.noneIn(days) : words.ago(since),
    lastDoneHelp: lastPatrolAt
      ? formatDateTime(lastPatrolAt)
      : words.evidence.noneSince(formatDate(window.from), days),
    hoursSince: since,
  }
}

/** `22:00–02:00`, or all day. */
export function hoursInWords(
  { fromHour, toHour }: { fromHour: number; toHour: number },
  allDay: string,
): string {
  return fromHour === toHour ? allDay : formatHours(fromHour, toHour)
}
