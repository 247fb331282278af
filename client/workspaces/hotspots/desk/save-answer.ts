import { tick } from 'svelte'
import type { AnalysisReport } from '../../../../api/analyses/report/contract.ts'
import { send } from '../../../api.ts'
import { legendBlocks } from '../../../map/scene.svelte.ts'
import { saveResponse } from '../../../save-file.ts'
import { theme } from '../../../state/theme.svelte.ts'
import { drawPoster, type PosterText } from './poster.ts'

export type AnswerFormat = 'png' | 'docx' | 'xlsx'

/** Of the map in the picture. */
const mapMillimeters = { width: 180, height: 120 }
/** What draws on the map follows the theme a moment later. */
const repaintMilliseconds = 400
const jpegQuality = 0.85

/**
 * Saves the answer as a picture, or has the server write it into a file.
 * @returns the file's name
 * @throws {ApiError}; {Error} when the browser cannot draw the map a second time
 */
export async function saveAnswer(
  format: AnswerFormat,
  report: AnalysisReport,
  footer: string,
): Promise<string> {
  if (format === 'png') {
    const canvas = await poster({ title: report.title, sentences: report.sentences, footer })
    const name = `${report.question}.png`
    return saveResponse(new Response(await blobOf(canvas, 'image/png')), name)
  }
  const picture = format === 'docx' ? await jpegOf(await poster(null)) : undefined
  const response = await send(`/api/v1/analyses/report.${format}`, {
    method: 'POST',
    body: { ...report, picture },
  })
  return saveResponse(response, `${report.question}.${format}`)
}

async function poster(text: PosterText | null): Promise<HTMLCanvasElement> {
  const { drawPicture } = await import('../../../tools/print/render.ts')
  // On paper everything is in its light colours.
  theme.onPaper = true
  try {
    await tick()
    await new Promise((resolve) => setTimeout(resolve, repaintMilliseconds))
    const request = { size: mapMillimeters, bounds: null, scale: null }
    const { url } = await drawPicture(request, new AbortController().signal)
    try {
      const map = new Image()
      map.src = url
      await map.decode()
      return drawPoster(
        map,
        legendBlocks.blocks.map(([, block]) => block),
        text,
      )
    } finally {
      URL.revokeObjectURL(url)
    }
  } finally {
    theme.onPaper = false
  }
}

function blobOf(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the browser made no picture'))),
      type,
      jpegQuality,
    )
  })
}

async function jpegOf(canvas: HTMLCanvasElement): Promise<NonNullable<AnalysisReport['picture']>> {
  const bytes = new Uint8Array(await (await blobOf(canvas, 'image/jpeg')).arrayBuffer())
  let binary = ''
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  }
  return { jpeg: btoa(binary), width: canvas.width, height: canvas.height }
}
