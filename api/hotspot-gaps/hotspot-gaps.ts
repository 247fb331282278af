import { DateTime } from 'luxon'
import { maySeePlainClothes } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import { aoristicMatrix } from '../cases/aoristic.ts'
import { inAnswer, shownSum } from '../cases/small-numbers.ts'
import { cleanTrack } from '../coverage/cleaned-track.ts'
import { coverageVersions, ownGridIds } from '../coverage/queries.ts'
import { Remembered } from '../coverage/remembered.ts'
import { coverageRules } from '../coverage/rules.ts'
import { gapSeverity, percentileRanks } from '../coverage/severity.ts'
import { hoursOfSlot } from '../coverage/slots.ts'
import { fixesOfTrackWkb } from '../geometry/track-wkb.ts'
import type { ApiContext } from '../http/context.ts'
import { targetLayers } from '../requirements/contract.ts'
import type { HotspotGap, HotspotGapAnswer } from './contract.ts'
import { busiestHours, heldShare, hotspotThreshold, type SlotOfWeek } from './hottest-streets.ts'
import {
  reportsByStreet,
  type ReportOnStreet,
  reportTimes,
  requirementsNear,
  type StreetInScope,
  streetLengths,
  streetsInScope,
  tracksAround,
} from './queries.ts'
import { timeNearStreet } from './time-near-street.ts'

const weekMilliseconds = 7 * 86_400_000
const rememberedDistricts = 8

export interface HotspotQuestion {
  from: Date
  to: Date
  gridCode?: string | undefined
  unitCode?: string | undefined
}

/** A hotspot nobody is asked to patrol when it happens, before it is cut to a viewer. */
interface Unrequired {
  roadId: number
  reports: ReportOnStreet[]
  hours: { fromHour: number; toHour: number; share: number }
  requiredShare: number
  riskRank: number
  sizeRank: number
}

interface District {
  unrequired: Unrequired[]
  rule: HotspotGapAnswer['rule']
}

/** Finds risk without requirement: over the whole district, then cut to who asks. */
export class HotspotGaps {
  readonly #context: ApiContext
  readonly #districts = new Remembered<District>(rememberedDistricts)

  constructor(context: ApiContext) {
    this.#context = context
  }

  /** @param published for a file, whose readers nobody knows: the small numbers of all are hidden in it */
  async list(viewer: Viewer, question: HotspotQuestion, published = false): Promise<HotspotGapAnswer> {
    const { database, settings } = this.#context
    const district = await settings.district()
    const rules = await coverageRules(settings)
    const numbers = await this.#numbers()
    const versions = await coverageVersions(database.read)
    const key = JSON.stringify([question.from, question.to, [...versions], numbers])
    const { unrequired, rule } = await this.#districts.get(key, () => this.#ofDistrict(question))
    const streets = await streetsInScope(
      database.read,
      viewer,
      unrequired.map(({ roadId }) => roadId),
      {
        metricCrs: district.metricCrs,
        withinMeters: rules.riskRadiusMeters,
        gridCode: question.gridCode,
        unitCode: question.unitCode,
      },
    )
    const own = published ? new Set<number>() : await ownGridIds(database, viewer)
    const features: HotspotGap[] = []
    for (const street of streets) {
      const found = unrequired.find(({ roadId }) => roadId === street.id)!
      const patrol = await this.#patrolAt(
        street,
        question,
        numbers.patrolWithinMeters,
        maySeePlainClothes(viewer),
      )
      const [inside, outside] = [
        found.reports.filter(isOwn),
        found.reports.filter((report) => !isOwn(report)),
      ]
      const nowSeconds = Math.min(Date.now(), question.to.getTime()) / 1000
      const { severity, risk, wait, size } = gapSeverity(
        {
          missing: 1,
          required: 1,
          riskRank: found.riskRank,
          sizeRank: found.sizeRank,
          hoursSinceLastDone: patrol.lastSeconds === null ? null : (nowSeconds - patrol.lastSeconds) / 3600,
        },
        rules.severity,
      )
      const { id, xs: _xs, ys: _ys, geometry, ...described } = street
      features.push({
        type: 'Feature',
        id,
        geometry,
        properties: {
          kind: 'hotspot',
          id,
          ...described,
          cases: inAnswer(shownSum(inside.length, outside.length, numbers.smallNumber)),
          weeks: rule.weeks,
          hours: found.hours,
          requiredShare: found.requiredShare,
          requiredWithinMeters: rules.riskRadiusMeters,
          patrolMinutes: patrol.seconds / 60,
          withinMeters: numbers.patrolWithinMeters,
          lastPatrolAt:
            patrol.lastSeconds === null ? null : new Date(patrol.lastSeconds * 1000).toISOString(),
          severity: { severity, risk, wait, size },
        },
      })
    }
    features.sort((a, b) => b.properties.severity.severity - a.properties.severity.severity || a.id - b.id)
    return { type: 'FeatureCollection', features, nextCursor: null, rule }

    function isOwn({ gridId }: ReportOnStreet): boolean {
      return own === null || (gridId !== null && own.has(gridId))
    }
  }

  async #numbers() {
    const { settings } = this.#context
    return {
      topShare: await settings.get('hotspots.topShare'),
      weeks: await settings.get('hotspots.weeks'),
      hoursShare: await settings.get('hotspots.hoursShare'),
      patrolWithinMeters: await settings.get('hotspots.patrolWithinMeters'),
      smallNumber: await settings.get('privacy.smallNumber'),
      fewest: await settings.get('hotspots.fewestCasesOfPlace'),
    }
  }

  async #ofDistrict({ from, to }: HotspotQuestion): Promise<District> {
    const { database, settings } = this.#context
    const district = await settings.district()
    const { riskRadiusMeters } = await coverageRules(settings)
    const { topShare, weeks, hoursShare, smallNumber, fewest } = await this.#numbers()
    const reports = {
      districtCode: district.code,
      from: new Date(to.getTime() - weeks * weekMilliseconds),
      to,
    }
    const counts = await reportsByStreet(database.read, reports)
    const streets = await streetLengths(database.read)
    const threshold = hotspotThreshold(
      counts.map(({ count }) => count),
      streets.length,
      topShare,
      // A count that may not be shown must not be told by a place on the list either.
      Math.max(smallNumber, fewest),
    )
    const hot = threshold === null ? [] : counts.filter(({ count }) => count >= threshold)
    const rule = { topShare, weeks, threshold, streetCount: streets.length, hotspotCount: hot.length }
    if (hot.length === 0) return { unrequired: [], rule }
    const countOf = new Map(counts.map(({ id, count }) => [id, count]))
    const riskRanks = percentileRanks(streets.map(({ id }) => countOf.get(id) ?? 0))
    const sizeRanks = percentileRanks(streets.map(({ lengthMeters }) => lengthMeters))
    const ids = hot.map(({ id }) => id)
    const ofStreet = new Map<number, ReportOnStreet[]>(ids.map((id) => [id, []]))
    for (const report of await reportTimes(database.read, reports, ids, district.timeZone)) {
      ofStreet.get(report.roadId)?.push(report)
    }
    const slots = await this.#slotsNear(
      ids,
      { from, to },
      district.timeZone,
      riskRadiusMeters,
      district.metricCrs,
    )
    const unrequired: Unrequired[] = []
    for (const [index, { id: roadId }] of streets.entries()) {
      const onStreet = ofStreet.get(roadId)
      if (!onStreet) continue
      const matrix = aoristicMatrix(onStreet)
      const requiredShare = heldShare(matrix, slots.get(roadId) ?? [])
      const hours = busiestHours(matrix, hoursShare)
      if (!hours || requiredShare >= hoursShare) continue
      const [riskRank, sizeRank] = [riskRanks[index]!, sizeRanks[index]!]
      unrequired.push({ roadId, reports: onStreet, hours, requiredShare, riskRank, sizeRank })
    }
    return { unrequired, rule }
  }

  /** The slots of everything required within a distance of some segments in the window. */
  async #slotsNear(
    ids: readonly number[],
    { from, to }: { from: Date; to: Date },
    timeZone: string,
    withinMeters: number,
    metricCrs: number,
  ): Promise<Map<number, SlotOfWeek[]>> {
    const localDay = (at: Date) => DateTime.fromJSDate(at, { zone: timeZone }).toISODate()!
    const near = { fromDay: localDay(from), toDay: localDay(to), withinMeters, metricCrs }
    const slots = new Map<number, SlotOfWeek[]>()
    for (const layer of targetLayers) {
      const rows = await requirementsNear(this.#context.database.read, layer, ids, near)
      for (const { roadId, startTime, endTime, weekdays, dayKind } of rows) {
        const ofStreet = slots.get(roadId) ?? []
        slots.set(roadId, ofStreet)
        ofStreet.push({ hours: hoursOfSlot(startTime, endTime), weekdays, dayKind })
      }
    }
    return slots
  }

  async #patrolAt(
    { id, xs, ys }: StreetInScope,
    { from, to }: HotspotQuestion,
    withinMeters: number,
    plainClothes: boolean,
  ): Promise<{ seconds: number; lastSeconds: number | null }> {
    const { database, settings } = this.#context
    const { code, metricCrs } = await settings.district()
    const rules = await coverageRules(settings)
    const near = { metricCrs, withinMeters, plainClothes }
    const span = { fromSeconds: from.getTime() / 1000, toSeconds: to.getTime() / 1000 }
    let seconds = 0
    let lastSeconds: number | null = null
    for (const wkb of await tracksAround(database.read, code, id, { from, to }, near)) {
      const track = cleanTrack(fixesOfTrackWkb(wkb), rules.track)
      const time = timeNearStreet(track, { x: xs, y: ys }, withinMeters, span)
      seconds += time.seconds
      if (time.lastSeconds !== null) lastSeconds = Math.max(lastSeconds ?? -Infinity, time.lastSeconds)
    }
    return { seconds, lastSeconds }
  }
}
