import type { TargetCoverage } from '../../../api/coverage/contract.ts'
import type { MapStatus } from '../gaps/coverage-looks.ts'

type Occurrence = TargetCoverage['occurrences'][number]

/** Where one requirement stands today. */
export type Standing = 'now' | 'missed' | 'later' | 'done'

export const STANDINGS: readonly Standing[] = ['now', 'missed', 'later', 'done']

export interface TodayItem {
  target: TargetCoverage
  occurrence: Occurrence
  standing: Standing
}

/** What runs now or starts today, by target; an occurrence of last night counts while it runs. */
export function todayItems(targets: readonly TargetCoverage[], today: string, now: Date): TodayItem[] {
  return targets
    .flatMap((target) =>
      target.occurrences
        .filter(({ day, state }) => day === today || state === 'due')
        .map((occurrence) => ({ target, occurrence, standing: standingOf(occurrence, now) })),
    )
    .sort(
      (a, b) =>
        STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) ||
        Date.parse(a.occurrence.from) - Date.parse(b.occurrence.from) ||
        a.target.code.localeCompare(b.target.code),
    )
}

function standingOf({ from, to, done, required }: Occurrence, now: Date): Standing {
  if (done >= required) return 'done'
  if (now.getTime() < Date.parse(from)) return 'later'
  return now.getTime() < Date.parse(to) ? 'now' : 'missed'
}

/** One look for a target on the map: what is to be done now comes first, then what was missed, then what is still to come. */
export function statusToday(items: readonly TodayItem[]): MapStatus {
  const has = (standing: Standing) => items.some((item) => item.standing === standing)
  if (has('now')) return 'due'
  if (has('missed')) return 'missed'
  if (has('later')) return 'later'
  return has('done') ? 'done' : 'not_required'
}

/** The slot that runs now with what is left of it, else the next of today. */
export function slotInFocus(items: readonly TodayItem[], now: Date) {
  const running = items.filter(
    ({ occurrence }) =>
      Date.parse(occurrence.from) <= now.getTime() && now.getTime() < Date.parse(occurrence.to),
  )
  const open = items.filter(({ standing }) => standing === 'now')
  const later = items.filter(({ standing }) => standing === 'later')
  const next = later.filter(({ occurrence }) => occurrence.from === later[0]?.occurrence.from)
  return {
    open,
    runningSlot: open[0]?.occurrence.slotCode ?? running[0]?.occurrence.slotCode ?? null,
    next,
    nextSlot: next[0]?.occurrence.slotCode ?? null,
    missed: items.filter(({ standing }) => standing === 'missed'),
  }
}
