import type { Viewer } from '../auth/viewer.ts'
import { coverageLayers, type TargetCoverage } from '../coverage/contract.ts'
import { coverageSummary } from '../coverage/coverage-summary.ts'
import { areaIdsOfTargets } from '../coverage/queries.ts'
import { scopedCoverageOf } from '../coverage/scoped-coverage.ts'
import type { HotspotGaps } from '../hotspot-gaps/hotspot-gaps.ts'
import type { ApiContext } from '../http/context.ts'
import { askedWindow } from '../presence/asked-window.ts'
import { runsOfHours } from '../presence/hours-of-window.ts'
import type { ReviewFigures, ReviewQuery, WeeklyReview } from './contract.ts'
import { sentencesOf } from './in-words.ts'
import type { IsoWeek } from './iso-week.ts'
import { plansOfWeek } from './plan-against-done.ts'
import { areasBelow, hoursOnDuty, type ReviewUnit, unitsBelow, workOfUnits } from './queries.ts'
import { reviewedUnit, reviewedWeek } from './requested.ts'

const shownGaps = 5
const shownRuns = 5
const hourMilliseconds = 3_600_000

type Targets = readonly TargetCoverage[]

/** The review of a week: the figures of the gaps and of presence put together, the same for everybody whose scope is the same. */
export async function weeklyReview(
  context: ApiContext,
  hotspotGaps: HotspotGaps,
  viewer: Viewer,
  query: ReviewQuery,
): Promise<WeeklyReview> {
  const { timeZone } = await context.settings.district()
  const { week, previous, next } = await reviewedWeek(context, query.week, new Date())
  const unit = await reviewedUnit(context, viewer, query.unit)
  const coverageOf = ({ from, to }: IsoWeek) =>
    scopedCoverageOf(context).answer(
      viewer,
      { from: from.toISOString(), to: to.toISOString(), unit: query.unit },
      { readers: 'published' },
    )
  const { answer, targets } = await coverageOf(week)
  const targetsBefore = previous && (await coverageOf(previous)).targets
  const hotspots = await hotspotGaps.list(
    viewer,
    { from: week.from, to: week.to, unitCode: query.unit },
    true,
  )
  const areas = await areasBelow(context.database.read, unit.path)
  const hours = await hoursWithoutPatrol(context, viewer, week, unit)
  const short = targets.filter(({ missing }) => missing > 0)
  const work = await workByUnit(context, viewer, week, query.unit === undefined ? null : unit.path)
  const comparedUnits = work.units.map(({ code }) => code)
  const plans = await plansOfWeek(context, viewer, week, unit, areas, comparedUnits)
  const reviewed = {
    week: {
      code: week.code,
      firstDay: week.firstDay,
      lastDay: week.lastDay,
      from: week.from.toISOString(),
      to: week.to.toISOString(),
      previous: previous?.code ?? null,
      next: next?.code ?? null,
    },
    area: { code: unit.code, name: unit.name },
    tracksThrough: answer.tracksThrough?.toISOString() ?? null,
    total: figuresOf(targets),
    before: targetsBefore && figuresOf(targetsBefore),
    areas: await figuresByArea(context, viewer, areas, targets, targetsBefore, hours.withoutPatrolIn),
    hours: hours.whole,
    gaps: short.slice(0, shownGaps).map(gapOut),
    gapTargets: short.length,
    hotspots: hotspots.features.map(({ properties: { id, code, name, center, cases, weeks, hours } }) => ({
      id,
      code,
      name,
      center,
      cases,
      weeks,
      hours: { fromHour: hours.fromHour, toHour: hours.toHour },
    })),
    plans,
    ...work,
  }
  return { ...reviewed, sentences: sentencesOf(reviewed, timeZone) }
}

function figuresOf(targets: Targets): ReviewFigures {
  const { coverage, required, completed, targets: count, gaps } = coverageSummary(targets)
  return { coverage, required, completed, targets: count, gaps }
}

function gapOut(target: TargetCoverage): WeeklyReview['gaps'][number] {
  const { layer, id, code, name, center, severity, required, done, gapCount, reasons } = target
  return {
    layer,
    id,
    code,
    name,
    center,
    severity: severity?.severity ?? 0,
    required,
    done,
    gapCount,
    reasons,
  }
}

async function figuresByArea(
  { database }: ApiContext,
  viewer: Viewer,
  areas: readonly ReviewUnit[],
  targets: Targets,
  targetsBefore: Targets | null,
  hoursWithoutPatrolIn: (areaId: number) => number,
): Promise<WeeklyReview['areas']> {
  const touched = new Map<string, number[]>()
  for (const layer of coverageLayers)
    for (const [id, areaIds] of await areaIdsOfTargets(database.read, layer, viewer))
      touched.set(`${layer} ${id}`, areaIds)
  const within = (all: Targets, areaId: number) =>
    all.filter(({ layer, id }) => touched.get(`${layer} ${id}`)?.includes(areaId))
  return areas.map(({ id, code, name, level }) => ({
    code,
    name,
    level: level === 'street' ? 'street' : 'community',
    ...figuresOf(within(targets, id)),
    before: targetsBefore && figuresOf(within(targetsBefore, id)),
    hoursWithoutPatrol: hoursWithoutPatrolIn(id),
  }))
}

async function hoursWithoutPatrol(context: ApiContext, viewer: Viewer, week: IsoWeek, unit: ReviewUnit) {
  const asked = await askedWindow(context, { from: week.from.toISOString(), to: week.to.toISOString() })
  const window = { ...asked.window, uniformOnly: true }
  const whole = new Set<number>()
  const byArea = new Map<number, Set<number>>()
  for (const { hour, stationId, communityId } of await hoursOnDuty(
    context.database,
    viewer,
    window,
    unit.path,
  )) {
    whole.add(hour)
    for (const id of [stationId, communityId]) {
      const hours = byArea.get(id) ?? new Set()
      byArea.set(id, hours.add(hour))
    }
  }
  const emptyOf = (onDuty: ReadonlySet<number> | undefined) =>
    asked.hours.filter(({ hour }) => !onDuty?.has(hour)).map(({ hour }) => hour)
  const empty = emptyOf(whole)
  return {
    whole: {
      looked: asked.hours.length,
      withoutPatrol: empty.length,
      longest: runsOfHours(empty)
        .map(({ from, to }) => ({ from: instantOf(from), to: instantOf(to), hours: to - from }))
        .sort((a, b) => b.hours - a.hours || a.from.localeCompare(b.from))
        .slice(0, shownRuns),
    },
    withoutPatrolIn: (areaId: number) => emptyOf(byArea.get(areaId)).length,
  }
}

const instantOf = (hour: number): string => new Date(hour * hourMilliseconds).toISOString()

/** Never ranked; those too small to be compared are counted, not named. @param path of the unit asked for; null: all in scope */
async function workByUnit(
  { database, settings }: ApiContext,
  viewer: Viewer,
  week: IsoWeek,
  path: string | null,
): Promise<Pick<WeeklyReview, 'units' | 'unitsLeftOut' | 'minimumUnitStrength'>> {
  const minimumUnitStrength = await settings.get('patrols.minimumUnitStrength')
  const { code: districtCode } = await settings.district()
  const all = await unitsBelow(database.read, viewer, path)
  const compared = all.filter(({ strength }) => strength >= minimumUnitStrength)
  const rows = await workOfUnits(
    database.read,
    districtCode,
    week,
    compared.map(({ id }) => id),
  )
  const workOf = new Map(rows.map((row) => [row.unitId, row]))
  return {
    minimumUnitStrength,
    unitsLeftOut: all.length - compared.length,
    units: compared.map(({ id, code }) => {
      const { outings = 0, seconds = 0, meters = 0, passes = 0, visits = 0 } = workOf.get(id) ?? {}
      return {
        code,
        outings,
        hours: toTenth(seconds / 3600),
        kilometers: toTenth(meters / 1000),
        passes,
        visits,
      }
    }),
  }
}

const toTenth = (value: number): number => Math.round(value * 10) / 10
