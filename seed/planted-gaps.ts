import type { PatrolLine } from './patrol-lines.ts'
import type { PatrolPoint } from './patrol-points.ts'
import type { HeldPlaces, Requirement } from './requirements.ts'
import { addDays, slotOn, weekdayOf, type SlotCode } from './time-slots.ts'

/** What a planted gap looks like: not gone to, gone half way and back, or stopped at too shortly. */
export type Omission = 'skipped' | 'half' | 'short'

export interface PlantedGap {
  requirement: Requirement
  omission: Omission
  /** Days (`YYYY-MM-DD`) on which the slot starts. */
  days: Set<string>
}

export interface GapPlan {
  gaps: PlantedGap[]
  omissionOn(requirement: Requirement, day: string): Omission | undefined
  /** Notes that a day's work did not fit into its hours: what is left of it is a gap too. */
  leaveOut(requirement: Requirement, day: string): void
}

/**
 * Decides what the patrols leave out: some lines skipped at night over the last weeks, some only half walked at weekends, some points never
 * dwelt at, some sections and areas not held or hardly, and one night on which a whole station stayed in.
 */
export function plantGaps(
  requirements: readonly Requirement[],
  lines: readonly PatrolLine[],
  points: readonly PatrolPoint[],
  held: HeldPlaces,
  plannerStation: number,
  anchorDay: string,
  weeks: number,
): GapPlan {
  const gaps: PlantedGap[] = []
  const used = new Set<Requirement>()
  const daysBack = (from: number, accept: (day: string) => boolean, slot: SlotCode): Set<string> => {
    const days = new Set<string>()
    for (let back = Math.min(from, weeks * 7); back >= 0; back--) {
      const day = addDays(anchorDay, -back)
      if (slotOn(slot, day) && accept(day)) days.add(day)
    }
    return days
  }
  const plant = (
    requirement: Requirement | undefined,
    omission: Omission,
    from: number,
    accept: (day: string) => boolean = () => true,
  ): void => {
    if (!requirement || used.has(requirement)) return
    used.add(requirement)
    gaps.push({ requirement, omission, days: daysBack(from, accept, requirement.slot) })
  }
  const pointRoads = new Set(points.map((point) => point.road))
  const clear = (requirement: Requirement): boolean => {
    const line = lines[requirement.target.index]!
    return (
      requirement.target.kind === 'line' &&
      line.segments.length >= 2 &&
      !line.segments.some(({ road }) => pointRoads.has(road))
    )
  }
  const stationOf = ({ target: { kind, index } }: Requirement): number =>
    ({ line: lines, point: points, section: held.sections, area: held.areas })[kind][index]!.station
  const weekend = (day: string): boolean => weekdayOf(day) >= 5

  const night = requirements.filter((r) => r.slot === 'night' && clear(r))
  const own = night.filter((r) => stationOf(r) === plannerStation)
  plant(own[0], 'skipped', 21)
  plant(own[1], 'skipped', 28, weekend)
  plant(own[2], 'skipped', 10)
  const others = [...new Set(night.map(stationOf))].filter((station) => station !== plannerStation)
  others.forEach((station, i) =>
    plant(
      night.find((r) => stationOf(r) === station),
      'skipped',
      14 + 7 * i,
    ),
  )
  const evening = requirements.filter(
    (r) => r.slot === 'evening' && clear(r) && lines[r.target.index]!.segments.length % 2 === 0,
  )
  plant(
    evening.find((r) => stationOf(r) === plannerStation),
    'half',
    28,
    weekend,
  )
  plant(
    evening.find((r) => stationOf(r) !== plannerStation),
    'half',
    28,
    weekend,
  )
  const visits = requirements.filter((r) => r.target.kind === 'point')
  plant(
    visits.find((r) => stationOf(r) === plannerStation && r.slot === 'daytime'),
    'short',
    42,
  )
  plant(
    visits.find((r) => stationOf(r) === plannerStation && r.slot === 'night'),
    'short',
    28,
  )
  plant(
    visits.find((r) => stationOf(r) !== plannerStation && r.slot === 'daytime'),
    'short',
    42,
  )
  plant(
    visits.find((r) => stationOf(r) !== plannerStation && r.slot === 'evening'),
    'short',
    35,
  )

  for (const kind of ['section', 'area'] as const) {
    const asked = requirements.filter(({ target }) => target.kind === kind)
    plant(
      asked.find((r) => stationOf(r) === plannerStation),
      'skipped',
      kind === 'section' ? 21 : 14,
    )
    plant(
      asked.find((r) => stationOf(r) !== plannerStation),
      'short',
      28,
      weekend,
    )
  }

  const quietNight = addDays(anchorDay, -9)
  if (weeks * 7 >= 9 && others.length > 0)
    for (const requirement of requirements.filter((r) => r.slot === 'night' && stationOf(r) === others[0])) {
      const known = gaps.find((gap) => gap.requirement === requirement)
      if (known) known.days.add(quietNight)
      else gaps.push({ requirement, omission: 'skipped', days: new Set([quietNight]) })
    }
  const byRequirement = new Map(gaps.map((gap) => [gap.requirement, gap]))
  return {
    gaps,
    omissionOn: (requirement, day) => {
      const gap = byRequirement.get(requirement)
      return gap?.days.has(day) ? gap.omission : undefined
    },
    leaveOut: (requirement, day) => {
      const known = byRequirement.get(requirement)
      if (known) {
        known.days.add(day)
        return
      }
      const gap: PlantedGap = { requirement, omission: 'skipped', days: new Set([day]) }
      gaps.push(gap)
      byRequirement.set(requirement, gap)
    },
  }
}
