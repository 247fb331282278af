import { DateTime } from 'luxon'
import type { Transaction } from 'kysely'
import { recordAudit } from '../audit/record.ts'
import type { Database } from '../database/connect.ts'
import { ensurePartitions, type PartitionedTable } from '../database/partitions.ts'
import type { DB as Tables } from '../database/tables.ts'
import { metricProjection } from '../geometry/metric-projection.ts'
import { invalidInput } from '../http/problem.ts'
import { positionsStored } from '../live/arrivals.ts'
import { noteLastPosition } from '../live/note-position.ts'
import { liveRules } from '../live/rules.ts'
import type { SettingsReader } from '../settings/reader.ts'
import { summaryTables } from '../summaries/queries.ts'
import { tracksChanged } from '../tracks/changed.ts'
import { longestSilenceSeconds } from '../tracks/outings.ts'
import { longestPatrolHours } from '../tracks/patrol-of-track.ts'
import { forgetWork, lockUnit, rewritingRules, writeLater } from '../tracks/pending.ts'
import { type RewritingRules, rewriteTracks } from '../tracks/rewrite.ts'
import type { PositionBatch } from './contract.ts'
import { fixMarks, qualityMarks, uncountedMarks } from './quality.ts'
import {
  type Arrival,
  countArrival,
  countRefusals,
  deleteFixesAt,
  fixesAtTimes,
  insertFixes,
  routeForUnit,
} from './queries.ts'
import {
  isBetter,
  type ReadFix,
  type ReadingRules,
  readPositions,
  type RefusedPosition,
} from './read-positions.ts'
import { settleOutings, type SettledOuting } from './settle-outings.ts'

export interface Sender {
  unitId: number
  unitCode: string
  /** 0 where none was used. */
  tokenId: number
  /** For the audit: `token:<name>`, or the unit. No account. */
  actor: string
  source: Arrival['source']
}

export interface Receipt {
  acceptedCount: number
  duplicateCount: number
  markedCount: number
  refused: RefusedPosition[]
}

const writtenTables: PartitionedTable[] = ['patrols', 'track_fixes', 'tracks', ...summaryTables]
const dayMilliseconds = 86_400_000
const hourMilliseconds = 3_600_000
/** An outing whose last fix is older is not growing: its track is written at once. */
const liveSeconds = 600
/** A growing track is written the less often the longer it is, so that the work stays in proportion. */
const rewriteShare = 1 / 120
const soonestSeconds = 30
const latestSeconds = 300
/** Outings that began before the days for which fixes are kept have lost some already and cannot be written anew. */
const retentionMarginDays = 2

/** Takes in the positions of units, whatever way they come: one batch is one transaction, acknowledged once it is stored. */
export class PositionDesk {
  readonly #database: Database
  readonly #settings: SettingsReader
  readonly #partitions = new Set<string>()

  constructor({ database, settings }: { database: Database; settings: SettingsReader }) {
    this.#database = database
    this.#settings = settings
  }

  /** @throws Problem when the start or end of the outing cannot be, or its route is unknown */
  async receive(sender: Sender, batch: PositionBatch, now = new Date()): Promise<Receipt> {
    const { district, rules, live, reading, toleranceMilliseconds } = await this.#rules(batch, now)
    const routeId = await this.#routeOf(sender, batch)
    const { fixes, repeatedCount, refused } = readPositions(batch.positions, reading)
    const declared = declaredTimes(batch, fixes, reading)
    const wrongClock =
      batch.sentAt !== undefined && Math.abs(Date.parse(batch.sentAt) - now.getTime()) > toleranceMilliseconds
    const marks = marksOnArrival(fixes, wrongClock, rules)
    await this.#makePartitions([...fixes.map((fix) => fix.timeMilliseconds), ...declared])

    const arrival = { unitId: sender.unitId, day: dayOf(now, district.timeZone), source: sender.source }
    const receipt = await this.#database.write.transaction().execute(async (trx) => {
      await lockUnit(trx, sender.unitId)
      const stored = await fixesAtTimes(trx, district.code, sender.unitId, fixes)
      const better: ReadFix[] = []
      const fresh: { fix: ReadFix; marks: number }[] = []
      fixes.forEach((fix, i) => {
        const other = stored.get(fix.timeMilliseconds)
        if (other && (other.fromImport || !isBetter(fix, other))) return
        if (other) better.push(fix)
        fresh.push({ fix, marks: marks[i]! })
      })
      await deleteFixesAt(trx, district.code, sender.unitId, better)
      const owner = {
        districtCode: district.code,
        unitId: sender.unitId,
        patrolKey: batch.patrolKey ?? null,
      }
      const times = [...fresh.map(({ fix }) => fix.timeMilliseconds), ...declared].sort((a, b) => a - b)
      const settled = await settleOutings(
        trx,
        owner,
        {
          timesSeconds: times.map((time) => time / 1000),
          mode: batch.mode,
          attire: batch.attire,
          routeId,
          closedSeconds: batch.endedAt === undefined ? null : Date.parse(batch.endedAt) / 1000,
        },
        district.timeZone,
      )
      await insertFixes(trx, district.code, sender.unitId, placed(fresh, settled.outings))
      await noteLastPosition(
        trx,
        { ...live, unitId: sender.unitId, longestSilenceSeconds: longestSilenceSeconds(owner.patrolKey) },
        fresh.filter((one) => (one.marks & uncountedMarks) === 0).map(({ fix }) => fix),
        settled.outings.map(({ outing }) => outing),
        now,
      )

      const acceptedCount = fresh.length - better.length
      const isFirst = await countArrival(trx, {
        ...arrival,
        tokenId: sender.tokenId,
        acceptedCount,
        duplicateCount: repeatedCount + fixes.length - acceptedCount,
        leastDelaySeconds:
          fixes.length === 0 ? null : (now.getTime() - fixes.at(-1)!.timeMilliseconds) / 1000,
        at: now,
      })
      await countRefusals(trx, arrival, countByReason(refused))
      if (isFirst) await auditFirst(trx, sender, arrival.day)
      const changes = await writeTracks(trx, sender.unitId, settled.outings, rules, now)
      await tracksChanged(trx, this.#database, district.code, [...settled.removed, ...changes])
      return {
        acceptedCount,
        duplicateCount: repeatedCount + fixes.length - acceptedCount,
        markedCount: fresh.filter((one) => (one.marks & ~fixMarks.resumed) !== 0).length,
        refused,
      }
    })
    positionsStored()
    return receipt
  }

  /** Counts what was refused before its positions could be read. */
  async countRefused(unitId: number, source: Arrival['source'], reason: string, count = 1): Promise<void> {
    const { timeZone } = await this.#settings.district()
    const day = dayOf(new Date(), timeZone)
    await countRefusals(this.#database.write, { unitId, day, source }, new Map([[reason, count]]))
  }

  /** @throws Problem when the unit's station has no such route in use */
  async #routeOf({ unitId }: Sender, { route }: PositionBatch): Promise<number | null> {
    if (route === undefined) return null
    const routeId = await routeForUnit(this.#database.read, unitId, route)
    if (routeId !== undefined) return routeId
    throw invalidInput(
      'route',
      { zh: `没有代码为“${route}”的巡逻路线`, en: `There is no patrol route with the code "${route}"` },
      {
        zh: '请使用本所在用路线的代码,或不填路线。',
        en: 'Use the code of a route of the own station that is in use, or send none.',
      },
    )
  }

  async #rules(batch: PositionBatch, now: Date) {
    const settings = this.#settings
    const district = await settings.district()
    const toleranceMilliseconds = (await settings.get('positions.clockToleranceSeconds')) * 1000
    const keptDays = await settings.get('patrols.fixRetentionDays')
    const marginMeters = (await settings.get('imports.extentMarginKilometers')) * 1000
    const reading = {
      coordinateSystem: batch.coordinateSystem,
      area: { extent: district.extent, marginMeters },
      earliestMilliseconds: now.getTime() - Math.max(1, keptDays - retentionMarginDays) * dayMilliseconds,
      latestMilliseconds: now.getTime() + toleranceMilliseconds,
    }
    const live = { metricCrs: district.metricCrs, rules: await liveRules(settings) }
    return { district, rules: await rewritingRules(settings), live, reading, toleranceMilliseconds }
  }

  /** Beforehand and by itself: making a partition locks out everybody else. */
  async #makePartitions(times: number[]): Promise<void> {
    const months = new Set(times.map((time) => new Date(time).toISOString().slice(0, 7)))
    for (const month of months) {
      if (this.#partitions.has(month)) continue
      const from = new Date(`${month}-01T00:00:00Z`)
      await this.#database.write.transaction().execute(async (trx) => {
        for (const table of writtenTables) {
          await ensurePartitions(trx, table, from, new Date(from.getTime() + 1))
        }
      })
      this.#partitions.add(month)
    }
  }
}

/** Start and end of the outing as the sender declares them, in milliseconds. @throws Problem when they cannot be */
function declaredTimes(batch: PositionBatch, fixes: ReadFix[], reading: ReadingRules): number[] {
  const times: number[] = []
  for (const field of ['startedAt', 'endedAt'] as const) {
    const text = batch[field]
    if (text === undefined) continue
    const time = Date.parse(text)
    if (batch.patrolKey === undefined) {
      throw invalidInput('patrolKey', {
        zh: '申报出发或结束时间时,必须给出本次巡逻的编号 patrolKey',
        en: 'With a declared start or end the number of the outing, patrolKey, is needed',
      })
    }
    const from = fixes[0]?.timeMilliseconds ?? time
    const to = fixes.at(-1)?.timeMilliseconds ?? time
    const reach = longestPatrolHours * hourMilliseconds
    const isPossible = time >= reading.earliestMilliseconds && time <= reading.latestMilliseconds
    if (!isPossible || Math.max(to, time) - Math.min(from, time) > reach) {
      throw invalidInput(
        field,
        {
          zh: '出发或结束时间在将来、过早,或与定位相差超过 24 小时',
          en: 'The start or end is in the future, too long ago, or over 24 hours from the positions',
        },
        { zh: '请检查设备时钟。', en: 'Check the clock of the device.' },
      )
    }
    times.push(time)
  }
  return times
}

/** What can be said of the batch by itself. */
function marksOnArrival(fixes: ReadFix[], wrongClock: boolean, rules: RewritingRules): Uint8Array {
  const projection = metricProjection(rules.metricCrs)
  const places = fixes.map((fix) => projection.forward(fix.lon, fix.lat))
  const marks = qualityMarks(
    {
      timeSeconds: fixes.map((fix) => fix.timeMilliseconds / 1000),
      x: places.map((place) => place[0]),
      y: places.map((place) => place[1]),
      accuracyMeters: fixes.map((fix) => fix.accuracyMeters),
      wrongClock: fixes.map(() => Number(wrongClock)),
    },
    rules,
  )
  return marks.map((mark, i) => (fixes[i]!.resumed ? mark | fixMarks.resumed : mark))
}

/** Each new fix with its outing: no two outings of one number overlap. */
function placed(fresh: { fix: ReadFix; marks: number }[], outings: SettledOuting[]) {
  let next = 0
  return fresh.map(({ fix, marks }) => {
    while (outings[next]!.outing.toSeconds * 1000 < fix.timeMilliseconds) next++
    return { ...fix, marks, patrolId: outings[next]!.outing.id }
  })
}

/** Writes the tracks that no longer grow, and leaves those that do for a moment. */
async function writeTracks(
  trx: Transaction<Tables>,
  unitId: number,
  settled: SettledOuting[],
  rules: RewritingRules,
  now: Date,
) {
  const nowSeconds = now.getTime() / 1000
  const isGrowing = ({ outing, regrouped }: SettledOuting) =>
    !regrouped && outing.closedSeconds === null && nowSeconds - outing.toSeconds < liveSeconds
  const growing = settled.filter(isGrowing).map(({ outing }) => ({
    outing,
    afterSeconds: Math.min(
      latestSeconds,
      Math.max(soonestSeconds, (outing.toSeconds - outing.fromSeconds) * rewriteShare),
    ),
  }))
  const done = settled.filter((one) => !isGrowing(one)).map(({ outing }) => outing)
  await writeLater(trx, rules.districtCode, unitId, growing)
  if (done.length === 0) return []
  await forgetWork(trx, rules.districtCode, done)
  return rewriteTracks(trx, rules, unitId, done)
}

/** One audit row for each unit, sender and day: how many there were is in the counters. */
async function auditFirst(trx: Transaction<Tables>, sender: Sender, day: string): Promise<void> {
  await recordAudit(trx, {
    actor: sender.actor,
    action: 'positions-received',
    concept: 'patrol-units',
    recordId: sender.unitId,
    recordCode: sender.unitCode,
    detail: { source: sender.source, day },
  })
}

function countByReason(refused: RefusedPosition[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { reason } of refused) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return counts
}

function dayOf(at: Date, timeZone: string): string {
  return DateTime.fromJSDate(at, { zone: timeZone }).toISODate()!
}
