import { Router } from 'express'
import { DateTime } from 'luxon'
import { recordAudit } from '../audit/record.ts'
import { mayExport, maySeeCoverage } from '../auth/permissions.ts'
import { mediaTypes } from '../files/media-types.ts'
import { wordFile } from '../files/word-file.ts'
import { sheetOf, workbook } from '../files/workbook.ts'
import { HotspotGaps } from '../hotspot-gaps/hotspot-gaps.ts'
import type { ApiContext } from '../http/context.ts'
import { forbidden } from '../http/problem.ts'
import { serve } from '../http/serve.ts'
import { exportWeeklyReview, readWeeklyReview } from './contract.ts'
import { postOf } from '../accounts/queries.ts'
import { reviewTables, reviewTitle } from './tables.ts'
import { weeklyReview } from './weekly.ts'

export function reviewRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings } = context
  const hotspots = new HotspotGaps(context)

  serve(router, readWeeklyReview, ({ viewer, query }) => {
    if (!maySeeCoverage(viewer)) throw forbidden()
    return weeklyReview(context, hotspots, viewer, query)
  })

  serve(router, exportWeeklyReview, async ({ viewer, query, params, language, res, actor, requestId }) => {
    if (!mayExport(viewer)) throw forbidden()
    const { timeZone } = await settings.district()
    const review = await weeklyReview(context, hotspots, viewer, query)
    const { week, area } = review
    const { format } = params
    await recordAudit(database.write, {
      actor,
      requestId,
      action: 'exported',
      concept: 'reviews',
      detail: { format, week: week.code, unit: area.code },
    })
    const title = reviewTitle(review, language)
    const tables = reviewTables(review, language, timeZone)
    const sentences = review.sentences[language]
    const madeBy = await postOf(database.read, viewer)
    const madeAt = DateTime.now().setZone(timeZone).toFormat('yyyy-MM-dd HH:mm')
    const file =
      format === 'docx'
        ? await wordFile({ title, sentences, tables, madeBy, madeAt }, language)
        : await workbook([
            sheetOf({ zh: '摘要', en: 'Summary' }[language], [
              [title],
              ...sentences.map((sentence) => [sentence]),
              [`${madeBy} ${madeAt}`],
            ]),
            ...tables.map((table) => sheetOf(table.title, table.rows)),
          ])
    res.attachment(`review-${week.code}-${area.code}.${format}`).type(mediaTypes[format]).send(file)
    return undefined
  })
  return router
}
