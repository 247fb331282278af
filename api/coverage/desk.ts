import { DateTime } from 'luxon'
import { aoristicMatrix } from '../cases/aoristic.ts'
import { caseStoreOf } from '../cases/columns.ts'
import { inAnswer } from '../cases/small-numbers.ts'
import type { Database } from '../database/connect.ts'
import type { ApiContext } from '../http/context.ts'
import type { DistrictSettings } from '../settings/district.ts'
import { longestPatrolHours } from '../tracks/patrol-of-track.ts'
import { assessTarget, type TargetAssessment } from './assessment.ts'
import { type CoverageLayer, coverageLayers, type TargetCoverage } from './contract.ts'
import { districtEvidence, type FoundByTarget } from './district-evidence.ts'
import type { FoundAtTarget } from './found-by-day.ts'
import { addNearCases, type NearCases, nearTargets, type NearTargets, noNearCases } from './near-cases.ts'
import {
  categoriesInNoFigure,
  coverageTargets,
  coverageVersions,
  latestTrackEnd,
  requirementsOn,
  type TargetRow,
  timeSlots,
} from './queries.ts'
import { Remembered } from './remembered.ts'
import { type AskedOccurrences, requiredOccurrences } from './required-occurrences.ts'
import { type CoverageRules, coverageRules } from './rules.ts'
import { gapSeverity, percentileRanks } from './severity.ts'
import { casesIn, type CasesByGrid } from './shown-risk.ts'
import { type DayKind, hoursOfSlot, occurrenceState } from './slots.ts'
import { withoutExceptions } from './without-exceptions.ts'

export interface CoverageQuestion {
  from: Date
  to: Date
  /** Slot codes; undefined asks for all. */
  slots: string[] | undefined
  toleranceMeters: number | undefined
}

export interface AssessedTarget {
  coverage: TargetCoverage
  found: FoundAtTarget
  nearCases: CasesByGrid
}

export interface DistrictCoverage {
  slots: { code: string; name: string; startTime: string; endTime: string }[]
  toleranceMeters: number
  tracksThrough: Date | null
  targets: AssessedTarget[]
}

const rememberedAnswers = 12
const rememberedReadings = 4
const hourSeconds = 3600
const weekMilliseconds = 7 * 86_400_000

type TargetsByLayer = Record<CoverageLayer, TargetRow[]>

/**
 * Answers what was required and done in a window for every target of the district; cutting to the viewer's scope is the caller's. Everything comes from
 * summaries. Answers are remembered until something they are made from changes, or a minute has passed (an occurrence may have ended).
 */
export class CoverageDesk {
  readonly #context: Pick<ApiContext, 'database' | 'settings'>
  readonly #targets = new Remembered<{ rows: TargetsByLayer; near: NearTargets }>(1)
  readonly #evidence = new Remembered<FoundByTarget>(rememberedReadings)
  readonly #nearCases = new Remembered<NearCases>(rememberedReadings)
  readonly #answers = new Remembered<DistrictCoverage>(rememberedAnswers)

  constructor(context: Pick<ApiContext, 'database' | 'settings'>) {
    this.#context = context
  }

  async answer(question: CoverageQuestion, now: Date): Promise<DistrictCoverage> {
    const versions = await coverageVersions(this.#context.database.read)
    const rules = await coverageRules(this.#context.settings)
    const { from, to, toleranceMeters, slots } = question
    const known = JSON.stringify([from, to, toleranceMeters ?? null, slots ?? null, [...versions], rules])
    const minute = Math.floor(now.getTime() / 60_000)
    return this.#answers.get(`${known} ${minute}`, () => this.#compute(question, now, rules, versions))
  }

  async #compute(
    question: CoverageQuestion,
    now: Date,
    rules: CoverageRules,
    versions: ReadonlyMap<string, number>,
  ): Promise<DistrictCoverage> {
    const { database, settings } = this.#context
    const district = await settings.district()
    const allSlots = await timeSlots(database.read)
    const versionOf = (layers: readonly string[]) => layers.map((layer) => versions.get(layer) ?? 0)
    const placed = [district, rules, versionOf(['roads', 'grids', ...coverageLayers])]
    const { rows, near } = await this.#targets.get(JSON.stringify(placed), async () => {
      const read = await readTargets(database, district.metricCrs)
      return { rows: read, near: nearTargets(read, rules.riskRadiusMeters) }
    })
    const window = { from: lookedFrom(question), to: afterLastSlot(question.to) }
    const evidence = await this.#evidence.get(
      JSON.stringify([placed, window, question.toleranceMeters, versionOf(['tracks', 'summaries'])]),
      () => districtEvidence(database, district, rows, window, question.toleranceMeters, rules),
    )
    const nearCases = await this.#nearCases.get(
      JSON.stringify([placed, question.to, versionOf(['cases', 'case-categories'])]),
      () => this.#casesNear(near, question, district, rules),
    )
    const targets: AssessedTarget[] = []
    for (const layer of coverageLayers) {
      const all = await this.#askedOccurrences(layer, question, district.timeZone)
      const { asked, excused } = await withoutExceptions(this.#context, layer, question, all)
      const risks = risksOf(asked, nearCases[layer], allSlots)
      const assessed = assessLayer(layer, rows[layer], evidence[layer], asked, risks, question, now, rules)
      targets.push(...assessed.map((target) => withExcuses(target, excused.get(target.coverage.id))))
      // Let other requests in: a large district takes a while.
      await new Promise((resolve) => setImmediate(resolve))
    }
    return {
      slots: allSlots.filter((slot) => question.slots?.includes(slot.code) ?? true),
      toleranceMeters: question.toleranceMeters ?? rules.line.toleranceMeters,
      tracksThrough: await latestTrackEnd(database.read, district.code),
      targets,
    }
  }

  async #askedOccurrences(layer: CoverageLayer, question: CoverageQuestion, timeZone: string) {
    const localDay = (at: Date) => DateTime.fromJSDate(at, { zone: timeZone }).toISODate()!
    const rows = await requirementsOn(
      this.#context.database.read,
      layer,
      localDay(question.from),
      localDay(question.to),
    )
    const window = {
      fromSeconds: question.from.getTime() / 1000,
      toSeconds: question.to.getTime() / 1000,
      lookedFromSeconds: lookedFrom(question).getTime() / 1000,
    }
    return requiredOccurrences(
      rows
        .filter((row) => question.slots?.includes(row.slotCode) ?? true)
        .map((row) => ({ ...row, targetId: row.targetId!, dayKind: row.dayKind as DayKind })),
      window,
      timeZone,
    )
  }

  /** Public-report cases near each target: of the last weeks and of the same weeks last year. */
  async #casesNear(
    near: NearTargets,
    question: CoverageQuestion,
    district: DistrictSettings,
    rules: CoverageRules,
  ): Promise<NearCases> {
    const { database } = this.#context
    const excluded = await categoriesInNoFigure(database.read)
    const recent = {
      from: new Date(question.to.getTime() - rules.riskWeeks * weekMilliseconds),
      to: question.to,
    }
    const lastYear = { from: yearBefore(recent.from), to: yearBefore(recent.to) }
    const found = noNearCases()
    for (const weeks of [recent, lastYear]) {
      const request = { districtCode: district.code, metricCrs: district.metricCrs, ...weeks }
      const months = await caseStoreOf(database).columns(request)
      addNearCases(found, near, months, weeks, excluded, district.timeZone)
    }
    return found
  }
}

async function readTargets(database: Database, metricCrs: number): Promise<TargetsByLayer> {
  const read = (layer: CoverageLayer) => coverageTargets(database.read, layer, metricCrs)
  return {
    'patrol-lines': await read('patrol-lines'),
    'patrol-points': await read('patrol-points'),
    'key-sections': await read('key-sections'),
    'control-areas': await read('control-areas'),
  }
}

/** Cases near each target in the hours of the slots it has requirements in, by the grid they lie in. */
function risksOf(
  asked: ReadonlyMap<number, AskedOccurrences>,
  nearCases: NearCases[CoverageLayer],
  slots: { code: string; startTime: string; endTime: string }[],
): Map<number, Map<number | null, number>> {
  const hoursOf = new Map(slots.map((slot) => [slot.code, hoursOfSlot(slot.startTime, slot.endTime)]))
  const risks = new Map<number, Map<number | null, number>>()
  for (const [id, { occurrences }] of asked) {
    const slotCodes = new Set(occurrences.map(({ slotCode }) => slotCode))
    const hours = new Set([...slotCodes].flatMap((code) => hoursOf.get(code) ?? []))
    const byGrid = new Map<number | null, number>()
    risks.set(id, byGrid)
    for (const [grid, cases] of nearCases.get(id) ?? []) {
      const inHours = aoristicMatrix(cases).reduce(
        (sum, day) => sum + day.reduce((daySum, weight, hour) => daySum + (hours.has(hour) ? weight : 0), 0),
        0,
      )
      byGrid.set(grid, inHours)
    }
  }
  return risks
}

function assessLayer(
  layer: CoverageLayer,
  rows: readonly TargetRow[],
  foundAt: ReadonlyMap<number, FoundAtTarget>,
  asked: ReadonlyMap<number, AskedOccurrences>,
  risks: ReadonlyMap<number, CasesByGrid>,
  question: CoverageQuestion,
  now: Date,
  rules: CoverageRules,
): AssessedTarget[] {
  const nowSeconds = now.getTime() / 1000
  const iso = writtenTimes()
  const nearCases = rows.map(({ id }): CasesByGrid => risks.get(id) ?? new Map())
  const riskValues = nearCases.map(casesIn)
  const riskRanks = percentileRanks(riskValues)
  const sizeRanks = percentileRanks(
    rows.map((row) => row.lengthMeters ?? row.areaSquareMeters ?? row.dwellSeconds ?? 0),
  )
  return rows.map((row, index) => {
    const { occurrences = [], earlier = [] } = asked.get(row.id) ?? {}
    const found = foundAt.get(row.id)!
    const lineMeters = layer === 'patrol-lines' ? row.lengthMeters : null
    const assessment = assessTarget(occurrences, found, nowSeconds, earlier, lineMeters)
    const severity =
      assessment.missing > 0
        ? severityOf(assessment, riskRanks[index]!, riskValues[index]!, sizeRanks[index]!, nowSeconds, rules)
        : null
    const { id, code, name, gridCode, center, lengthMeters, areaSquareMeters } = row
    return {
      found,
      nearCases: nearCases[index]!,
      coverage: {
        layer,
        id,
        code,
        name,
        gridCode,
        center,
        lengthMeters,
        areaSquareMeters,
        ...assessmentOut(assessment, nowSeconds, iso),
        lookedFrom: lookedFrom(question).toISOString(),
        severity,
        excused: [],
      },
    }
  })
}

function withExcuses(target: AssessedTarget, excused: TargetCoverage['excused'] | undefined): AssessedTarget {
  return excused ? { ...target, coverage: { ...target.coverage, excused } } : target
}

/** A week more than the window, so that a wait of the longest length that counts can be seen. */
function lookedFrom(question: CoverageQuestion): Date {
  return new Date(question.from.getTime() - weekMilliseconds)
}

/** A slot that starts in the window ends within a day, and the middle of a stay that reaches into it lies within half of the longest outing. */
function afterLastSlot(to: Date): Date {
  return new Date(to.getTime() + (24 + longestPatrolHours / 2) * 3_600_000)
}

function yearBefore(at: Date): Date {
  return DateTime.fromJSDate(at, { zone: 'utc' }).minus({ weeks: 52 }).toJSDate()
}

/** Seconds as ISO 8601. Thousands of occurrences share a few hundred times. */
function writtenTimes(): (seconds: number) => string {
  const written = new Map<number, string>()
  return (seconds) => {
    const known = written.get(seconds)
    if (known !== undefined) return known
    const text = new Date(seconds * 1000).toISOString()
    written.set(seconds, text)
    return text
  }
}

function assessmentOut(assessment: TargetAssessment, nowSeconds: number, iso: (seconds: number) => string) {
  const { lastDoneSeconds, occurrences, ...rest } = assessment
  return {
    ...rest,
    lastDoneAt: lastDoneSeconds === null ? null : iso(lastDoneSeconds),
    occurrences: occurrences.map((occurrence) => ({
      day: occurrence.day,
      slotCode: occurrence.slotCode,
      from: iso(occurrence.fromSeconds),
      to: iso(occurrence.toSeconds),
      state: occurrenceState(occurrence, nowSeconds),
      measure: occurrence.measure,
      required: occurrence.required,
      done: occurrence.done,
      reason: occurrence.reason,
    })),
  }
}

function severityOf(
  assessment: TargetAssessment,
  riskRank: number,
  cases: number,
  sizeRank: number,
  nowSeconds: number,
  rules: CoverageRules,
): TargetCoverage['severity'] {
  const { coverage, lastDoneSeconds } = assessment
  const hoursSinceLastDone = lastDoneSeconds === null ? null : (nowSeconds - lastDoneSeconds) / hourSeconds
  const severity = gapSeverity(
    // What is missing of several measures does not add up: the share of it does.
    { missing: 1 - (coverage ?? 1), required: 1, riskRank, sizeRank, hoursSinceLastDone },
    rules.severity,
  )
  return { ...severity, risk: { ...severity.risk, ...inAnswer(cases) } }
}
