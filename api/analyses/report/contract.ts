import { z } from 'zod'
import { operation } from '../../http/contract.ts'

const words = (longest: number) => z.string().trim().min(1).max(longest)
const cell = z.union([z.string().max(500), z.number()])

/** What stands on the screen: the question, the sentence, the picture and the figures. */
export const analysisReport = z.strictObject({
  /** The question, `significance`. */
  question: z.string().regex(/^[a-z-]{1,40}$/),
  title: words(200),
  sentences: z.array(words(1000)).max(20),
  /** Window, filter and method, as name and value. */
  parameters: z.array(z.tuple([words(60), words(500)])).max(40),
  tables: z
    .array(
      z.strictObject({
        title: words(100),
        /** The first is the header. */
        rows: z.array(z.array(cell).min(1).max(30)).min(1).max(2000),
        note: z.string().max(500).optional(),
      }),
    )
    .max(12),
  /** Of the map, a JPEG in Base64. */
  picture: z
    .strictObject({
      jpeg: z.base64().max(1_600_000),
      width: z.number().int().positive().max(8000),
      height: z.number().int().positive().max(8000),
    })
    .optional(),
})
export type AnalysisReport = z.infer<typeof analysisReport>

export const saveAnalysisReport = operation({
  method: 'post',
  path: '/analyses/report.{format}',
  summary:
    'The answer of an analysis as it stands on the screen as a Word document or an Excel workbook; leaves an audit row',
  tag: 'analyses',
  params: z.object({ format: z.enum(['docx', 'xlsx']) }),
  body: analysisReport,
})
