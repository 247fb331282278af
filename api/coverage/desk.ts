import { DateTime } from 'luxon'
import { aoristicMatrix } from '../cases/aoristic.ts'
import { inAnswer } from '../cases/small-numbers.ts'
import type { ApiContext } from '../http/context.ts'
import type { DistrictSettings } from '../settings/district.ts'
import { assessTarget, coveredShareIn, type Evidence, type TargetAssessment } from './assessment.ts'
import { type CoverageLayer, coverageLayers, type TargetCoverage } from './contract.ts'
import { type MatchedLayers, type MatchedTarget, matchTracks } from './district-evidence.ts'
import { casesNearTargets, coverageVersion, latestTrackEnd, requirementsOn, timeSlots } from './queries.ts'
import { type AskedOccurrences, requiredOccurrences } from './required-occurrences.ts'
import { type CoverageRules, coverageRules } from './rules.ts'
import { Remembered } from './remembered.ts'
import { casesIn, type CasesByGrid } from './shown-risk.ts'
import { gapSeverity, percentileRanks } from './severity.ts'
import { type DayKind, hoursOfSlot, occurrenceState } from './slots.ts'

export interface CoverageQuestion {
  from: Date
  to: Date
  /** Slot codes; undefined asks for all. */
  slots: string[] | undefined
  toleranceMeters: number | undefined
}

export interface AssessedTarget {
  coverage: TargetCoverage
  evidence: Evidence
  nearCases: CasesByGrid
}

export interface DistrictCoverage {
  slots: { code: string; name: string; startTime: string; endTime: string }[]
  toleranceMeters: number
  tracksThrough: Date | null
  targets: AssessedTarget[]
}

const rememberedAnswers = 12
const rememberedMatches = 4
const hourSeconds = 3600
const weekMilliseconds = 7 * 86_400_000
const iso = (seconds: number) => new Date(seconds * 1000).toISOString()

/**
 * Answers what was required and done in a window for every line and point of the district; cutting to the viewer's scope is the caller's.
 * Answers are remembered until something they are made from changes, or a minute has passed (an occurrence may have ended).
 */
export class CoverageDesk {
  readonly #context: ApiContext
  readonly #matched = new Remembered<MatchedLayers>(rememberedMatches)
  readonly #answers = new Remembered<DistrictCoverage>(rememberedAnswers)

  constructor(context: ApiContext) {
    this.#context = context
  }

  async answer(question: CoverageQuestion, now: Date): Promise<DistrictCoverage> {
    const version = await coverageVersion(this.#context.database.read)
    const rules = await coverageRules(this.#context.settings)
    const known = JSON.stringify([
      question.from,
      question.to,
      question.toleranceMeters ?? null,
      version,
      rules,
    ])
    const minute = Math.floor(now.getTime() / 60_000)
    return this.#answers.get(JSON.stringify([known, question.slots ?? null, minute]), () =>
      this.#compute(question, now, rules, known),
    )
  }

  async #compute(
    question: CoverageQuestion,
    now: Date,
    rules: CoverageRules,
    matchKey: string,
  ): Promise<DistrictCoverage> {
    const { database, settings } = this.#context
    const district = await settings.district()
    const slots = (await timeSlots(database.read)).filter(
      (slot) => question.slots?.includes(slot.code) ?? true,
    )
    const lookBack = {
      from: lookedFrom(question),
      to: afterLastSlot(question.to),
    }
    const matched = await this.#matched.get(matchKey, () =>
      matchTracks(database, district, lookBack, question.toleranceMeters, rules),
    )
    const targets: AssessedTarget[] = []
    for (const layer of coverageLayers) {
      targets.push(...(await this.#assessLayer(layer, question, district, matched[layer], now, rules)))
    }
    return {
      slots,
      toleranceMeters: question.toleranceMeters ?? rules.line.toleranceMeters,
      tracksThrough: await latestTrackEnd(database.read, district.code),
      targets,
    }
  }

  async #assessLayer(
    layer: CoverageLayer,
    question: CoverageQuestion,
    district: DistrictSettings,
    matched: MatchedTarget[],
    now: Date,
    rules: CoverageRules,
  ): Promise<AssessedTarget[]> {
    const asked = await this.#askedOccurrences(layer, question, district.timeZone)
    const nowSeconds = now.getTime() / 1000
    const risks = await this.#risks(layer, question, district, asked, rules)
    const nearCases = matched.map(({ row }): CasesByGrid => risks.get(row.id) ?? new Map())
    const riskValues = nearCases.map(casesIn)
    const riskRanks = percentileRanks(riskValues)
    const sizeRanks = percentileRanks(
      matched.map(({ row, lengthMeters }) => lengthMeters ?? row.dwellSeconds ?? 0),
    )
    return matched.map(({ row, evidence, lengthMeters }, index) => {
      const { occurrences = [], earlier = [] } = asked.get(row.id) ?? {}
      const assessment = assessTarget(occurrences, evidence, nowSeconds, earlier)
      if (lengthMeters !== null) {
        assessment.coveredShare = coveredShareIn(evidence, assessment.occurrences, lengthMeters)
      }
      const severity =
        assessment.missing > 0
          ? severityOf(
              assessment,
              riskRanks[index]!,
              riskValues[index]!,
              sizeRanks[index]!,
              nowSeconds,
              rules,
            )
          : null
      const { id, code, name, gridCode, center } = row
      return {
        evidence,
        nearCases: nearCases[index]!,
        coverage: {
          layer,
          id,
          code,
          name,
          gridCode,
          center,
          lengthMeters,
          ...assessmentOut(assessment, nowSeconds),
          lookedFrom: lookedFrom(question).toISOString(),
          severity,
        },
      }
    })
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

  /** Public-report cases near each target in the hours of the slots it has requirements in: the last weeks and the same weeks last year. */
  async #risks(
    layer: CoverageLayer,
    question: CoverageQuestion,
    district: DistrictSettings,
    asked: Map<number, AskedOccurrences>,
    rules: CoverageRules,
  ): Promise<Map<number, Map<number | null, number>>> {
    const { database } = this.#context
    const slots = await timeSlots(database.read)
    const hoursOf = new Map(slots.map((slot) => [slot.code, hoursOfSlot(slot.startTime, slot.endTime)]))
    const recent = {
      from: new Date(question.to.getTime() - rules.riskWeeks * weekMilliseconds),
      to: question.to,
    }
    const lastYear = { from: yearBefore(recent.from), to: yearBefore(recent.to) }
    const risks = new Map<number, Map<number | null, number>>()
    for (const weeks of [recent, lastYear]) {
      const near = await casesNearTargets(database.read, layer, {
        districtCode: district.code,
        timeZone: district.timeZone,
        metricCrs: district.metricCrs,
        radiusMeters: rules.riskRadiusMeters,
        ...weeks,
      })
      for (const [id, { occurrences }] of asked) {
        const hours = new Set(occurrences.flatMap(({ slotCode }) => hoursOf.get(slotCode) ?? []))
        const byGrid = risks.get(id) ?? new Map<number | null, number>()
        risks.set(id, byGrid)
        for (const [grid, cases] of near.get(id) ?? []) {
          const inHours = aoristicMatrix(cases).reduce(
            (sum, day) =>
              sum + day.reduce((daySum, weight, hour) => daySum + (hours.has(hour) ? weight : 0), 0),
            0,
          )
          byGrid.set(grid, (byGrid.get(grid) ?? 0) + inHours)
        }
      }
    }
    return risks
  }
}

/** A week more than the window, so that a wait of the longest length that counts can be seen. */
function lookedFrom(question: CoverageQuestion): Date {
  return new Date(question.from.getTime() - weekMilliseconds)
}

function afterLastSlot(to: Date): Date {
  return new Date(to.getTime() + 24 * 3_600_000)
}

function yearBefore(at: Date): Date {
  return DateTime.fromJSDate(at, { zone: 'utc' }).minus({ weeks: 52 }).toJSDate()
}

function assessmentOut(assessment: TargetAssessment, nowSeconds: number) {
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
  const { missing, required, lastDoneSeconds } = assessment
  const hoursSinceLastDone = lastDoneSeconds === null ? null : (nowSeconds - lastDoneSeconds) / hourSeconds
  const severity = gapSeverity({ missing, required, riskRank, sizeRank, hoursSinceLastDone }, rules.severity)
  return { ...severity, risk: { ...severity.risk, ...inAnswer(cases) } }
}
