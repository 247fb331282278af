import type { TargetCoverage } from '../coverage/contract.ts'
import type { LivePoint } from './contract.ts'

/** A stay at a point that an outing still under way has made. */
export interface LiveVisit {
  fromSeconds: number
  midSeconds: number
  counts: boolean
}

/** How long after the end of a slot its points are still told. */
const shownHours = 12

/**
 * The must-arrive points as they tick: of each point and measure the occurrence that runs now, or where none runs the one that ended last, if that
 * was in the last 12 hours.
 *
 * What the written tracks show counts as the coverage has it. Tracks of outings under way are written minutes later, so that their visits are added
 * as soon as the dwell is reached: those that began after the last one the coverage knows.
 *
 * @param visitsOf of outings under way, by id of the point
 */
export function pointTicks(
  targets: readonly TargetCoverage[],
  slotNames: ReadonlyMap<string, string>,
  visitsOf: (pointId: number) => readonly LiveVisit[],
  nowSeconds: number,
): LivePoint[] {
  return targets
    .filter(({ layer }) => layer === 'patrol-points')
    .flatMap((target) => {
      const { id, code, name, center, lastDoneAt } = target
      const knownSeconds = lastDoneAt === null ? -Infinity : Date.parse(lastDoneAt) / 1000
      const visits = visitsOf(id).filter(({ counts, fromSeconds }) => counts && fromSeconds > knownSeconds)
      return occurrencesToTell(target.occurrences, nowSeconds).map((occurrence): LivePoint => {
        const { slotCode, from, to, measure, required } = occurrence
        const [fromSeconds, toSeconds] = [Date.parse(from) / 1000, Date.parse(to) / 1000]
        const fresh = visits.filter(
          ({ midSeconds }) => midSeconds >= fromSeconds && midSeconds < toSeconds,
        ).length
        const done = occurrence.done + (measure === 'visits' ? fresh : 0)
        const isOver = toSeconds <= nowSeconds
        return {
          key: `${id} ${slotCode} ${measure}`,
          id,
          code,
          name,
          center,
          slotCode,
          slotName: slotNames.get(slotCode) ?? slotCode,
          from,
          to,
          state: done >= required ? 'done' : isOver ? 'missed' : 'due',
          measure,
          required,
          done,
        }
      })
    })
}

type Occurrence = TargetCoverage['occurrences'][number]

function occurrencesToTell(occurrences: readonly Occurrence[], nowSeconds: number): Occurrence[] {
  const begun = occurrences.filter(({ from }) => Date.parse(from) / 1000 <= nowSeconds)
  const running = begun.filter(({ to }) => Date.parse(to) / 1000 > nowSeconds)
  if (running.length > 0) return running
  const earliest = (nowSeconds - shownHours * 3600) * 1000
  const recent = begun.filter(({ to }) => Date.parse(to) > earliest)
  const latest = Math.max(...recent.map(({ to }) => Date.parse(to)))
  return recent.filter(({ to }) => Date.parse(to) === latest)
}
