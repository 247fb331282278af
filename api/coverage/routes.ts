import { stringify } from 'csv-stringify/sync'
import { DateTime } from 'luxon'
import { type Response, Router } from 'express'
import { type NearMissOfOuting, nearMisses } from '../attempts/attempts.ts'
import { recordAudit } from '../audit/record.ts'
import { mayExport, maySeePlainClothes } from '../auth/permissions.ts'
import type { Viewer } from '../auth/viewer.ts'
import { sheetOf, workbook } from '../files/workbook.ts'
import { HotspotGaps } from '../hotspot-gaps/hotspot-gaps.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden, notFound } from '../http/problem.ts'
import { missedReasonsOf } from '../patrols/missed-reason-queries.ts'
import { type Call, serve } from '../http/serve.ts'
import {
  coverageLayers,
  type CoverageQuery,
  exportGaps,
  type GapCollection,
  listGaps,
  readCoverage,
  readEvidence,
} from './contract.ts'
import { coverageSummary } from './coverage-summary.ts'
import type { DistrictCoverage } from './desk.ts'
import type { OutingOf } from './evidence.ts'
import { type GapFileQuestion, gapFileName, gapGeojson } from './gap-file.ts'
import { gapTable, hotspotTable } from './gap-table.ts'
import { offStreetMeters } from './off-street.ts'
import { targetGeometries, timeSlots, unitsInScope } from './queries.ts'
import { requestedWindow } from './requested-window.ts'
import { scopedCoverageOf } from './scoped-coverage.ts'

export function coverageRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings } = context
  const scoped = scopedCoverageOf(context)
  const hotspots = new HotspotGaps(context)

  serve(router, readCoverage, async ({ viewer, query }) => {
    const { answer, targets, tracksFrom } = await scoped.answer(viewer, query)
    return {
      window: { from: query.from, to: query.to },
      slots: answer.slots,
      toleranceMeters: answer.toleranceMeters,
      tracksThrough: answer.tracksThrough?.toISOString() ?? null,
      tracksFrom: tracksFrom?.toISOString() ?? null,
      summary: coverageSummary(targets),
      targets,
    }
  })

  serve(router, listGaps, async ({ viewer, query }) => gapsInScope(viewer, query))

  serve(router, exportGaps, async (call) => {
    const { viewer, query, params, res, requestId, actor } = call
    if (!mayExport(viewer)) throw forbidden()
    const collection = await gapsInScope(viewer, query, 'published')
    await recordAudit(database.write, {
      actor,
      requestId,
      action: 'exported',
      concept: 'gaps',
      detail: { format: params.format, rows: collection.features.length, from: query.from, to: query.to },
    })
    const { timeZone } = await context.settings.district()
    const { from, to, slot: asked } = query
    const question = { from, to, timeZone, slots: await timeSlots(database.read), asked }
    await sendFile(call, res, params.format, collection, question)
    return undefined
  })

  serve(router, readEvidence, async ({ viewer, params, query }) => {
    const { assessed } = await scoped.answer(
      viewer,
      { ...query, grid: undefined, unit: undefined },
      { only: params.layer },
    )
    const found = assessed.find(({ coverage }) => coverage.id === params.id)
    if (!found) throw notFound()
    const district = await settings.district()
    const { code: districtCode, timeZone } = district
    const localDay = (text: string) => DateTime.fromISO(text, { zone: timeZone }).toISODate()!
    const evidence = evidenceOut(found, viewer, await unitsInScope(database, viewer), query)
    const missed = found.coverage.occurrences.filter(({ reason }) => reason === 'tooFar').map(secondsOf)
    const known = [...evidence.passes, ...evidence.visits, ...evidence.rejected].map((event) => ({
      ...secondsOf(event),
      patrolId: event.patrolId,
    }))
    const near = await nearMisses(context, viewer, params, missed, known, query.tolerance)
    return {
      ...evidence,
      rejected: [...evidence.rejected, ...near.map(nearMissOut)],
      offStreetMeters: await offStreetMeters(database, district, params.layer, params.id),
      missedReasons: await missedReasonsOf(
        database.read,
        viewer,
        districtCode,
        params,
        localDay(query.from),
        localDay(query.to),
      ),
    }
  })

  async function gapsInScope(
    viewer: Viewer,
    query: CoverageQuery,
    readers?: 'published',
  ): Promise<GapCollection> {
    const { targets } = await scoped.answer(viewer, query, { readers })
    const gaps = targets.filter((target) => target.missing > 0)
    const geometries = new Map<string, { type: string; coordinates: unknown }>()
    for (const layer of coverageLayers) {
      const ids = gaps.filter((gap) => gap.layer === layer).map((gap) => gap.id)
      for (const [id, geometry] of await targetGeometries(database.read, layer, ids))
        geometries.set(`${layer} ${id}`, geometry)
    }
    return {
      type: 'FeatureCollection',
      features: gaps.map(({ occurrences, center, ...properties }, index) => ({
        type: 'Feature',
        id: properties.id,
        geometry: geometries.get(`${properties.layer} ${properties.id}`)!,
        properties: {
          rank: index + 1,
          ...properties,
          gaps: occurrences.filter(({ reason }) => reason !== null),
        },
      })),
      hotspots: (
        await hotspots.list(
          viewer,
          { ...requestedWindow(query), gridCode: query.grid, unitCode: query.unit },
          readers === 'published',
        )
      ).features,
      nextCursor: null,
    }
  }
  return router
}

function evidenceOut(
  { coverage, found }: DistrictCoverage['targets'][number],
  viewer: Viewer,
  ownUnits: ReadonlyMap<number, string>,
  window: { from: string; to: string },
) {
  const evidence = found.evidence()
  const last = coverage.occurrences.at(-1)?.to ?? window.to
  const [fromSeconds, toSeconds] = [
    Date.parse(window.from) / 1000,
    Math.max(Date.parse(window.to), Date.parse(last)) / 1000,
  ]
  const inWindow = (event: { fromSeconds: number; toSeconds: number }) =>
    event.toSeconds > fromSeconds && event.fromSeconds < toSeconds
  // Plain clothes stay unseen by those who may not know of them; units of other stations are not named.
  const isSeen = (event: { by: OutingOf; fromSeconds: number; toSeconds: number }) =>
    inWindow(event) && (!event.by.plainClothes || maySeePlainClothes(viewer))
  const who = ({ patrolId, unitId }: OutingOf) => ({ patrolId, unitCode: ownUnits.get(unitId) ?? null })
  const times = (event: { fromSeconds: number; toSeconds: number }) => ({
    from: new Date(event.fromSeconds * 1000).toISOString(),
    to: new Date(event.toSeconds * 1000).toISOString(),
  })
  const heldBy = ({ midSeconds }: { midSeconds: number }) => {
    const occurrence = coverage.occurrences.find(
      ({ from, to }) => midSeconds * 1000 >= Date.parse(from) && midSeconds * 1000 < Date.parse(to),
    )
    return { day: occurrence?.day ?? null, slotCode: occurrence?.slotCode ?? null }
  }
  return {
    target: coverage,
    passes: evidence.passes.filter(isSeen).map((pass) => ({
      ...who(pass.by),
      ...times(pass),
      ...heldBy(pass),
      coveredShare: pass.coveredShare,
      direction: pass.direction,
      complete: pass.complete,
    })),
    visits: evidence.visits.filter(isSeen).map((visit) => ({
      ...who(visit.by),
      ...times(visit),
      ...heldBy(visit),
      dwellSeconds: visit.dwellSeconds,
      stillSeconds: visit.stillSeconds,
      counts: true,
    })),
    rejected: evidence.rejected
      .filter(isSeen)
      .map((touch) => ({ ...who(touch.by), ...times(touch), reason: touch.reason })),
  }
}

function secondsOf({ from, to }: { from: string; to: string }) {
  return { fromSeconds: Date.parse(from) / 1000, toSeconds: Date.parse(to) / 1000 }
}

function nearMissOut({ patrolId, unitCode, fromSeconds, toSeconds, nearestMeters }: NearMissOfOuting) {
  return {
    patrolId,
    unitCode,
    from: new Date(fromSeconds * 1000).toISOString(),
    to: new Date(toSeconds * 1000).toISOString(),
    reason: 'tooFar' as const,
    nearestMeters,
  }
}

async function sendFile(
  { language }: Pick<Call<unknown, unknown, unknown>, 'language'>,
  res: Response,
  format: 'xlsx' | 'csv' | 'geojson',
  collection: GapCollection,
  question: GapFileQuestion,
): Promise<void> {
  res.attachment(`${gapFileName(question)}.${format}`)
  if (format === 'geojson') {
    res.type('application/geo+json').send(gapGeojson(collection, question))
    return
  }
  const table = gapTable(collection, language, question)
  const hotspots = hotspotTable(collection.hotspots, language, question)
  if (format === 'xlsx') {
    const names = { zh: ['缺口', '热点无巡防要求'], en: ['Gaps', 'Hotspots'] }[language]
    const book = await workbook([sheetOf(names[0]!, table), sheetOf(names[1]!, hotspots)])
    res.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(book)
    return
  }
  res.type('text/csv').send(stringify(table, { bom: true, escape_formulas: true }))
}
