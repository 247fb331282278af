import { withoutExcused } from '../exceptions/excused.ts'
import { exceptionsReachingInto } from '../exceptions/queries.ts'
import type { ApiContext } from '../http/context.ts'
import type { CoverageLayer, TargetCoverage } from './contract.ts'
import type { AskedOccurrences } from './required-occurrences.ts'

const iso = (seconds: number) => new Date(seconds * 1000).toISOString()
/** No slot is longer. */
const dayMilliseconds = 86_400_000

/** What is left of what was asked once exceptions are taken out, and what they took out, both by target. */
export async function withoutExceptions(
  { database, settings }: Pick<ApiContext, 'database' | 'settings'>,
  layer: CoverageLayer,
  { from, to }: { from: Date; to: Date },
  all: Map<number, AskedOccurrences>,
): Promise<{ asked: Map<number, AskedOccurrences>; excused: Map<number, TargetCoverage['excused']> }> {
  const exceptions = await exceptionsReachingInto(database.read, layer, {
    from,
    to: new Date(to.getTime() + dayMilliseconds),
  })
  const leastShare = await settings.get('exceptions.excusingShare')
  const asked = new Map(all)
  const excused = new Map<number, TargetCoverage['excused']>()
  for (const [id, ofTarget] of exceptions) {
    const before = all.get(id)
    if (!before) continue
    const split = withoutExcused(before.occurrences, ofTarget, leastShare)
    asked.set(id, { ...before, occurrences: split.required })
    excused.set(
      id,
      split.excused.map(({ day, slotCode, fromSeconds, toSeconds, excuse }) => ({
        day,
        slotCode,
        from: iso(fromSeconds),
        to: iso(toSeconds),
        reason: excuse.reason,
        until: iso(excuse.toSeconds),
      })),
    )
  }
  return { asked, excused }
}
