import { LABEL_FONT } from '../../../map/palette.ts'
import type { LegendBlock } from '../../../map/scene.svelte.ts'

/** What stands around the map: nothing of it for a paper that has its own title. */
export interface PosterText {
  title: string
  sentences: readonly string[]
  /** Who made it, when, from what. */
  footer: string
}

const margin = 32
const lineHeight = 1.5
const size = { title: 30, text: 20, note: 16, legendTitle: 18 }
const ink = { text: '#1d2127', quiet: '#565d67', paper: '#ffffff' }
const swatch = { width: 34, height: 18 }

/** The map with its legend below and, where given, words around it, as a canvas of the map's width. */
export function drawPoster(
  map: HTMLImageElement,
  legend: readonly LegendBlock[],
  text: PosterText | null,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (!context) throw new Error('the browser draws no pictures')
  const inner = map.width - 2 * margin
  const head = text ? [...lines(context, [text.title], size.title, true, inner)] : []
  const words = text ? [...lines(context, text.sentences, size.text, false, inner)] : []
  const entries = legend.map((block) => legendLines(context, block, inner))
  const foot = text ? [...lines(context, [text.footer], size.note, false, inner)] : []
  const heightOf = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + row.height, 0)
  const above = text ? margin + heightOf([...head, ...words]) + margin / 2 : 0
  const legendHeight = entries.reduce((sum, rows) => sum + heightOf(rows) + margin / 2, margin / 2)
  canvas.width = map.width
  canvas.height = Math.ceil(above + map.height + legendHeight + (text ? heightOf(foot) + margin : margin / 2))

  context.fillStyle = ink.paper
  context.fillRect(0, 0, canvas.width, canvas.height)
  draw(context, [...head, ...words], margin)
  context.drawImage(map, 0, above)
  let top = above + map.height + margin / 2
  for (const rows of entries) top = draw(context, rows, top) + margin / 2
  draw(context, foot, top)
  return canvas
}

/** One line of words, or of classes of the legend. */
interface Row {
  height: number
  draw: (context: CanvasRenderingContext2D, top: number) => void
}

function draw(context: CanvasRenderingContext2D, rows: readonly Row[], from: number): number {
  let top = from
  for (const row of rows) {
    row.draw(context, top)
    top += row.height
  }
  return top
}

function fontOf(pixels: number, strong: boolean): string {
  return `${strong ? 600 : 400} ${pixels}px ${LABEL_FONT}`
}

/** Broken where the width ends: Chinese between any two characters, Latin words whole. */
function* lines(
  context: CanvasRenderingContext2D,
  paragraphs: readonly string[],
  pixels: number,
  strong: boolean,
  width: number,
  color = ink.text,
): Generator<Row> {
  context.font = fontOf(pixels, strong)
  for (const paragraph of paragraphs) {
    let line = ''
    const rows: string[] = []
    for (const [part] of paragraph.matchAll(/[\u2e80-\uffef]|[^\u2e80-\uffef\s]+\s*|\s+/gu)) {
      if (line !== '' && context.measureText(line + part.trimEnd()).width > width) {
        rows.push(line)
        line = ''
      }
      line += part
    }
    for (const words of [...rows, line]) {
      yield {
        height: pixels * lineHeight,
        draw: (on, top) => {
          on.font = fontOf(pixels, strong)
          on.fillStyle = color
          on.textBaseline = 'middle'
          on.fillText(words, margin, top + (pixels * lineHeight) / 2)
        },
      }
    }
  }
}

function legendLines(context: CanvasRenderingContext2D, block: LegendBlock, width: number): Row[] {
  const rows = [
    ...lines(context, [block.title], size.legendTitle, true, width),
    ...lines(context, block.note ? [block.note] : [], size.note, false, width, ink.quiet),
  ]
  context.font = fontOf(size.note, false)
  let left = 0
  let line: { left: number; entry: LegendBlock['entries'][number] }[] = []
  const finish = (): void => {
    const entries = line
    if (entries.length > 0) {
      rows.push({
        height: size.note * 1.8,
        draw: (on, top) => {
          for (const { left, entry } of entries) {
            const middle = top + size.note * 0.9
            drawSymbol(on, entry, margin + left, middle)
            on.font = fontOf(size.note, false)
            on.fillStyle = ink.text
            on.textBaseline = 'middle'
            on.fillText(entry.label, margin + left + swatch.width + 8, middle)
          }
        },
      })
    }
    line = []
    left = 0
  }
  for (const entry of block.entries) {
    const needed = swatch.width + 8 + context.measureText(entry.label).width + 24
    if (left > 0 && left + needed > width) finish()
    line.push({ left, entry })
    left += needed
  }
  finish()
  return rows
}

function drawSymbol(
  context: CanvasRenderingContext2D,
  { shape, color, line = color, width = 3, dash, pattern, mark }: LegendBlock['entries'][number],
  left: number,
  middle: number,
): void {
  context.save()
  context.strokeStyle = line
  context.fillStyle = color
  if (shape === 'area') {
    const box = [left, middle - swatch.height / 2, swatch.width, swatch.height] as const
    context.fillRect(...box)
    if (pattern) {
      context.beginPath()
      context.rect(...box)
      context.clip()
      context.lineWidth = 1
      for (let x = -swatch.height; x < swatch.width; x += 6) {
        context.beginPath()
        context.moveTo(left + x, middle + swatch.height / 2)
        context.lineTo(left + x + swatch.height, middle - swatch.height / 2)
        context.stroke()
      }
    }
    context.lineWidth = 1.5
    context.setLineDash(dash ?? [])
    context.strokeRect(...box)
  } else if (shape === 'line') {
    context.strokeStyle = color
    context.lineWidth = width
    context.setLineDash((dash ?? []).map((part) => part * width))
    context.beginPath()
    context.moveTo(left, middle)
    context.lineTo(left + swatch.width, middle)
    context.stroke()
  } else {
    context.beginPath()
    context.arc(left + swatch.width / 2, middle, mark ? 9 : 6, 0, 2 * Math.PI)
    context.fill()
    if (mark) {
      context.font = fontOf(12, true)
      context.fillStyle = ink.paper
      context.textAlign = 'center'
      context.textBaseline = 'middle'
      context.fillText(mark, left + swatch.width / 2, middle)
    }
  }
  context.restore()
}
