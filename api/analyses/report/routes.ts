import { Router } from 'express'
import { DateTime } from 'luxon'
import { postOf } from '../../accounts/queries.ts'
import { recordAudit } from '../../audit/record.ts'
import { mayExport } from '../../auth/permissions.ts'
import { mediaTypes } from '../../files/media-types.ts'
import { wordFile, type WordTable } from '../../files/word-file.ts'
import { sheetOf, workbook } from '../../files/workbook.ts'
import type { ApiContext } from '../../http/context.ts'
import type { Language } from '../../http/contract.ts'
import { forbidden, invalidInput } from '../../http/problem.ts'
import { serve } from '../../http/serve.ts'
import { type AnalysisReport, saveAnalysisReport } from './contract.ts'

export function analysisReportRoutes(context: ApiContext): Router {
  const router = Router()
  const { database, settings } = context

  serve(
    router,
    saveAnalysisReport,
    async ({ viewer, params: { format }, body, language, res, actor, requestId }) => {
      if (!mayExport(viewer)) throw forbidden()
      const picture = pictureOf(body)
      await recordAudit(database.write, {
        actor,
        requestId,
        action: 'exported',
        concept: 'analyses',
        detail: { format, question: body.question },
      })
      const { timeZone } = await settings.district()
      const now = DateTime.now().setZone(timeZone)
      const madeAt = now.toFormat('yyyy-MM-dd HH:mm')
      const madeBy = await postOf(database.read, viewer)
      const { title, sentences } = body
      const tables = [parameterTable(body, language), ...body.tables]
      const file =
        format === 'docx'
          ? await wordFile({ title, sentences, picture, tables, madeBy, madeAt }, language)
          : await workbook([
              sheetOf({ zh: '摘要', en: 'Summary' }[language], [
                [title],
                ...sentences.map((sentence) => [sentence]),
                [`${madeBy} ${madeAt}`],
              ]),
              ...tables.map((table) =>
                sheetOf(
                  table.title,
                  table.rows.map((row) => [...row]),
                ),
              ),
            ])
      res
        .attachment(`${body.question}-${now.toFormat('yyyyMMdd-HHmm')}.${format}`)
        .type(mediaTypes[format])
        .send(file)
      return undefined
    },
  )
  return router
}

function parameterTable({ parameters }: AnalysisReport, language: Language): WordTable {
  const head = { zh: ['参数', '值'], en: ['Parameter', 'Value'] }[language]
  return { title: { zh: '怎样算的', en: 'How it was computed' }[language], rows: [head, ...parameters] }
}

/** Every JPEG begins with these bytes. */
const jpegBeginning = Buffer.from([0xff, 0xd8, 0xff])

function pictureOf({ picture }: AnalysisReport) {
  if (!picture) return undefined
  const data = Buffer.from(picture.jpeg, 'base64')
  if (!data.subarray(0, 3).equals(jpegBeginning)) {
    throw invalidInput(
      'picture.jpeg',
      { zh: '图片不是 JPEG', en: 'The picture is no JPEG' },
      { zh: '请去掉图片或换成 JPEG。', en: 'Leave the picture out or send a JPEG.' },
    )
  }
  return { data, width: picture.width, height: picture.height }
}
