import type { Viewer } from '../../auth/viewer.ts'
import { aoristicMatrix } from '../../cases/aoristic.ts'
import { inAnswer, shownSum } from '../../cases/small-numbers.ts'
import { ownGridIds } from '../../coverage/queries.ts'
import { busiestHours, hotspotThreshold } from '../../hotspot-gaps/hottest-streets.ts'
import {
  type ReportOnStreet,
  reportsByStreet,
  reportTimes,
  streetLengths,
  streetsInScope,
} from '../../hotspot-gaps/queries.ts'
import { blocksWithStay, type SlotHours, type StayHour, type StayRule } from '../../hotspots/stay-blocks.ts'
import type { ApiContext } from '../../http/context.ts'
import type { BoundingBox } from '../../http/contract.ts'
import { askedWindow } from '../../presence/asked-window.ts'
import { cellKey, cellMeters } from '../../presence/cell-key.ts'
import type { HotspotStays, HotspotStaysAnswer, PatrolQuery } from './contract.ts'
import { stayHoursInCells } from './queries.ts'

const weekMilliseconds = 7 * 86_400_000
const hourMilliseconds = 3_600_000
const mostHotspots = 100
/** Between two vertices the cells of a street are found at places this far apart. */
const sampleMeters = 5

/** The hottest streets of the district that lie in the viewer's scope, with the stays of patrols in the cells they run through. */
export async function hotspotStays(
  context: ApiContext,
  viewer: Viewer,
  query: PatrolQuery,
): Promise<HotspotStaysAnswer> {
  const { database, settings } = context
  const asked = await askedWindow(context, query)
  const numbers = {
    topShare: await settings.get('hotspots.topShare'),
    weeks: await settings.get('hotspots.weeks'),
    effectiveStaySeconds: await settings.get('hotspots.effectiveStaySeconds'),
    stayCeilingSeconds: await settings.get('hotspots.stayCeilingSeconds'),
    // Presence is kept by the hour.
    blockHours: Math.max(1, Math.round(await settings.get('hotspots.visitIntervalHours'))),
  }
  const smallNumber = await settings.get('privacy.smallNumber')
  const { code, timeZone, metricCrs } = await settings.district()
  const reports = {
    districtCode: code,
    from: new Date(asked.window.to.getTime() - numbers.weeks * weekMilliseconds),
    to: asked.window.to,
  }
  const counts = await reportsByStreet(database.read, reports)
  const streetCount = (await streetLengths(database.read)).length
  const threshold = hotspotThreshold(
    counts.map(({ count }) => count),
    streetCount,
    numbers.topShare,
    Math.max(smallNumber, await settings.get('hotspots.fewestCasesOfPlace')),
  )
  const hot = counts
    .filter(({ count }) => threshold !== null && count >= threshold)
    .sort((a, b) => b.count - a.count || a.id - b.id)
  const ids = hot.slice(0, mostHotspots).map(({ id }) => id)
  const streets = await streetsInScope(database.read, viewer, ids, {
    metricCrs,
    withinMeters: 0,
    gridCode: undefined,
    unitCode: undefined,
  })
  const reportsOf = new Map<number, ReportOnStreet[]>()
  for (const report of await reportTimes(database.read, reports, ids, timeZone)) {
    reportsOf.set(report.roadId, [...(reportsOf.get(report.roadId) ?? []), report])
  }
  const cellsOf = new Map(streets.map(({ id, xs, ys }) => [id, cellsAlong(xs, ys)]))
  const inCell = new Map<number, (StayHour & { key: number })[]>()
  const keys = new Set([...cellsOf.values()].flat())
  for (const stay of await stayHoursInCells(database, viewer, asked.window, [...keys])) {
    inCell.set(stay.key, [...(inCell.get(stay.key) ?? []), stay])
  }
  const own = await ownGridIds(database, viewer)
  const chosen = slotOf(query.hours)
  const hoursShare = await settings.get('hotspots.hoursShare')
  const hotspots = streets.map(({ id, name, gridCode, center, geometry, ...street }): HotspotStays => {
    const onStreet = reportsOf.get(id) ?? []
    const slot = chosen ?? busiestHours(aoristicMatrix(onStreet), hoursShare) ?? { fromHour: 0, toHour: 0 }
    const stays = cellsOf.get(id)!.flatMap((key) => inCell.get(key) ?? [])
    const found = blocksWithStay(asked.hours, stays, slot, numbers satisfies StayRule)
    const inside = onStreet.filter(({ gridId }) => own === null || (gridId !== null && own.has(gridId)))
    return {
      id,
      code: street.code,
      name,
      gridCode,
      center,
      bbox: boxOf(geometry.coordinates as [number, number][]),
      outline: geometry as HotspotStays['outline'],
      cases: inAnswer(shownSum(inside.length, onStreet.length - inside.length, smallNumber)),
      slot: { fromHour: slot.fromHour, toHour: slot.toHour },
      blocks: found.blocks,
      met: found.met,
      stays: found.stays,
      minutes: found.seconds / 60,
      lastHour: found.lastHour === null ? null : new Date(found.lastHour * hourMilliseconds).toISOString(),
    }
  })
  const metShare = ({ blocks, met }: HotspotStays): number => (blocks === 0 ? 1 : met / blocks)
  const rank = new Map(ids.map((id, index) => [id, index]))
  return {
    ...asked.lookedAt,
    rule: { ...numbers, threshold, cellMeters },
    hotspotCount: hot.length,
    lookedAtMost: mostHotspots,
    hotspots: hotspots.sort((a, b) => metShare(a) - metShare(b) || rank.get(a.id)! - rank.get(b.id)!),
  }
}

/** The cells of 100 m that a line runs through, from its vertices in metres. */
function cellsAlong(xs: readonly number[], ys: readonly number[]): number[] {
  const keys = new Set<number>()
  for (let i = 0; i + 1 < xs.length; i += 1) {
    const steps = Math.max(1, Math.ceil(Math.hypot(xs[i + 1]! - xs[i]!, ys[i + 1]! - ys[i]!) / sampleMeters))
    for (let step = 0; step <= steps; step += 1) {
      const x = xs[i]! + ((xs[i + 1]! - xs[i]!) * step) / steps
      const y = ys[i]! + ((ys[i + 1]! - ys[i]!) * step) / steps
      keys.add(cellKey(Math.floor(x / cellMeters), Math.floor(y / cellMeters)))
    }
  }
  return [...keys]
}

/** Hours of the day that follow each other, round midnight too, as a slot; null where none are chosen or they do not follow. */
function slotOf(hours: readonly number[] | undefined): SlotHours | null {
  if (!hours || hours.length === 0 || hours.length === 24) return null
  const chosen = new Set(hours)
  const first = [...chosen].filter((hour) => !chosen.has((hour + 23) % 24))
  return first.length === 1 ? { fromHour: first[0]!, toHour: (first[0]! + chosen.size) % 24 } : null
}

function boxOf(coordinates: readonly (readonly [number, number])[]): BoundingBox {
  const lons = coordinates.map(([lon]) => lon)
  const lats = coordinates.map(([, lat]) => lat)
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]
}
