import type { Viewer } from '../auth/viewer.ts'
import { latestTrackEnd } from '../coverage/queries.ts'
import type { ApiContext } from '../http/context.ts'
import type { CourtyardPresence } from './contract.ts'
import { isCourtyardInScope, passingsOfCourtyard } from './queries.ts'

const dayMilliseconds = 86_400_000

/** How often a courtyard was passed lately; undefined when it is not in the viewer's scope. */
export async function courtyardPresence(
  { database, settings }: ApiContext,
  viewer: Viewer,
  id: number,
): Promise<CourtyardPresence | undefined> {
  if (!(await isCourtyardInScope(database.read, viewer, id))) return undefined
  const { code } = await settings.district()
  const through = await latestTrackEnd(database.read, code)
  const daysBack = (days: number): Date => new Date((through?.getTime() ?? 0) - days * dayMilliseconds)
  const window = {
    districtCode: code,
    from: daysBack(28),
    // The hour in which the latest track ends begins before it.
    to: daysBack(0),
    begins: null,
  }
  const passings = through ? await passingsOfCourtyard(database.read, viewer, window, id) : []
  const since = (from: Date) => {
    const counted = passings.filter(({ hour }) => hour >= from)
    const sum = (byVolunteers: boolean): number =>
      counted.reduce((total, row) => total + (row.byVolunteers === byVolunteers ? row.stays : 0), 0)
    return { patrols: sum(false), volunteers: sum(true) }
  }
  return {
    tracksThrough: through?.toISOString() ?? null,
    withinMeters: await settings.get('presence.courtyardMeters'),
    last7Days: since(daysBack(7)),
    last28Days: since(daysBack(28)),
    lastPassedHour: passings.at(-1)?.hour.toISOString() ?? null,
  }
}
