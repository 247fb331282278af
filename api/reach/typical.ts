import type { Viewer } from '../auth/viewer.ts'
import type { Database } from '../database/connect.ts'
import type { TypicalFigures, TypicalReach } from './contract.ts'
import { figuresOf, gridsOf, placesAt, reachedBy, type ReachDesk, type ReachRules, shareOf } from './desk.ts'
import type { PlacedCase } from './figures.ts'
import { everySeconds, median } from './moments.ts'
import { stationsOf, tracksReachingInto } from './queries.ts'
import type { Responder } from './reached.ts'

// Short queries, and other requests in between: a moment takes a few milliseconds of this process alone.
const sliceMilliseconds = 7 * 86_400_000
const momentsAtOnce = 8

/** Whose streets, reached by whose units: those below one org unit. */
interface Area {
  readonly orgPath: string
  readonly shares: Record<'streets' | 'households' | 'cases', (number | null)[][]>
  readonly units: number[]
  readonly includes: (grid: number) => boolean
}

interface Present extends Responder {
  readonly orgPath: string
}

/**
 * The median reach of the district and of each station over some moments. Units smaller than the least strength are left out: it is a comparison.
 *
 * @param moments in seconds since 1970, ascending, none after now
 */
export async function typicalReach(
  desk: ReachDesk,
  database: Database,
  viewer: Viewer,
  window: { from: Date; to: Date },
  moments: readonly number[],
  withWorkstations: boolean,
): Promise<TypicalReach> {
  const rules = await desk.rules()
  const stations = await stationsOf(database.read, viewer)
  const district = viewer.districtWide ? areaOf(rules, viewer.orgPath) : null
  const areas = stations.map(({ path }) => areaOf(rules, path))
  const present = await presentAt(database, viewer, rules, moments)
  const always = withWorkstations
    ? (await desk.workstations(viewer, rules)).flatMap(({ row: { orgPath }, responder }) =>
        responder ? [{ ...responder, orgPath }] : [],
      )
    : []
  const cases = await desk.cases(viewer, rules, window.to)

  for (const [index, moment] of moments.entries()) {
    if (index % momentsAtOnce === 0) await new Promise((resolve) => setImmediate(resolve))
    const units = present.get(moment) ?? []
    for (const area of district ? [district, ...areas] : areas) measure(rules, area, units, always, cases)
  }
  return {
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
    ringMinutes: rules.ringMinutes,
    everyMinutes: everySeconds / 60,
    moments: moments.length,
    smallestStrength: rules.smallestStrength,
    district: district && mediansOf(district),
    stations: stations.map(({ code, name }, index) => ({ code, name, ...mediansOf(areas[index]!) })),
  }
}

/** Who was where, by moment; who has no street near still counts as out. */
async function presentAt(
  database: Database,
  viewer: Viewer,
  rules: ReachRules,
  moments: readonly number[],
): Promise<Map<number, { orgPath: string; responder: Responder | null }[]>> {
  const { district, smallestStrength, positionMinutes } = rules
  const present = new Map<number, { orgPath: string; responder: Responder | null }[]>()
  const now = new Date()
  const last = moments.at(-1) ?? 0
  for (let index = 0; index < moments.length;) {
    const start = moments[index]!
    const end = Math.min(start + sliceMilliseconds / 1000, last + 1)
    const slice = moments.slice(index).filter((moment) => moment < end)
    const outings = await tracksReachingInto(
      database.read,
      viewer,
      district.code,
      new Date((start - positionMinutes * 60) * 1000),
      new Date(end * 1000),
      district.metricCrs,
    )
    for (const outing of outings) {
      if (outing.strength < smallestStrength) continue
      for (const { moment, responder } of placesAt(rules, outing, slice, now)) {
        const unit = { orgPath: outing.orgPath, responder }
        const there = present.get(moment)
        if (there) there.push(unit)
        else present.set(moment, [unit])
      }
    }
    index += slice.length
  }
  return present
}

function measure(
  rules: ReachRules,
  { orgPath, shares, units, includes }: Area,
  present: readonly { orgPath: string; responder: Responder | null }[],
  always: readonly Present[],
  cases: readonly PlacedCase[],
): void {
  const own = present.filter((unit) => unit.orgPath.startsWith(orgPath))
  const responders = [
    ...own.flatMap(({ responder }) => responder ?? []),
    ...always.filter((station) => station.orgPath.startsWith(orgPath)),
  ]
  const figures = figuresOf(rules, reachedBy(rules, responders), cases, includes)
  const { meters, households, totalMeters, totalHouseholds, totalCases } = figures
  shares.streets.push(meters.map((part) => shareOf(part, totalMeters)))
  shares.households.push(households.map((part) => shareOf(part, totalHouseholds)))
  const tooFew = totalCases < rules.smallNumber
  shares.cases.push(figures.cases.map((part) => (tooFew ? null : shareOf(part, totalCases))))
  units.push(own.length)
}

function areaOf({ ground }: ReachRules, orgPath: string): Area {
  const shares = { streets: [], households: [], cases: [] }
  return { orgPath, shares, units: [], includes: gridsOf(ground, orgPath) }
}

function mediansOf({ shares, units }: Area): TypicalFigures {
  const perRing = (moments: (number | null)[][]) =>
    (moments[0] ?? []).map((_, ring) => median(moments.flatMap((rings) => rings[ring] ?? [])))
  const over = (counts: (moment: number) => boolean) => {
    const [streets, households, cases] = [shares.streets, shares.households, shares.cases].map((moments) =>
      perRing(moments.filter((_, moment) => counts(moment))),
    )
    return { streets: streets!, households: households!, cases: cases! }
  }
  const emptyMoments = units.filter((count) => count === 0).length
  return {
    ...over(() => true),
    whenOut: emptyMoments < units.length ? over((moment) => units[moment]! > 0) : null,
    units: median(units) ?? 0,
    emptyMoments,
  }
}
