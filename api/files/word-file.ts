import {
  AlignmentType,
  Document,
  Footer,
  HeadingLevel,
  ImageRun,
  Packer,
  PageNumber,
  Paragraph,
  type ParagraphChild,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import type { Language } from '../http/contract.ts'

export interface WordTable {
  title: string
  /** The first is the header. */
  rows: readonly (readonly (string | number)[])[]
  /** Below the table, in small type. */
  note?: string | null | undefined
}

export interface WordContent {
  title: string
  sentences: readonly string[]
  /** A JPEG below the sentences, as wide as the text. */
  picture?: { data: Buffer; width: number; height: number } | undefined
  tables: readonly WordTable[]
  /** The post of whoever made it, and when: `2026-11-27 12:40`. */
  madeBy: string
  madeAt: string
}

/** A4 with 20 mm margins, in twentieths of a point. */
const page = { width: 11_906, height: 16_838 }
const margin = 1134
const font = { ascii: 'Arial', hAnsi: 'Arial', eastAsia: '宋体', cs: 'Arial' }
const headFont = { ...font, eastAsia: '黑体' }
const headFill = 'E8EEF4'
/** Half points. */
const size = { title: 34, heading: 26, text: 22, table: 19, note: 18 }

/** A Word document: title, sentences, a picture, tables whose header rows repeat, and who made it when. */
export async function wordFile(content: WordContent, language: Language): Promise<Buffer> {
  const by = {
    zh: `制作：${content.madeBy}，${content.madeAt}`,
    en: `Made by ${content.madeBy}, ${content.madeAt}`,
  }[language]
  const document = new Document({
    title: content.title,
    creator: content.madeBy,
    styles: {
      default: {
        document: {
          run: {
            font,
            size: size.text,
            language: { value: language === 'zh' ? 'zh-CN' : 'en-GB', eastAsia: 'zh-CN' },
          },
        },
        title: { run: { font: headFont, size: size.title, bold: true } },
        heading1: {
          run: { font: headFont, size: size.heading, bold: true },
          paragraph: { spacing: { before: 320, after: 120 } },
        },
      },
    },
    sections: [
      {
        properties: {
          page: { size: page, margin: { top: margin, bottom: margin, left: margin, right: margin } },
        },
        footers: { default: footer(by, language) },
        children: [
          new Paragraph({ heading: HeadingLevel.TITLE, spacing: { after: 200 }, text: content.title }),
          ...content.sentences.map((text) => new Paragraph({ text, spacing: { after: 80, line: 340 } })),
          ...(content.picture ? [pictureOf(content.picture)] : []),
          ...content.tables.flatMap((table) => tableWithTitle(table, language)),
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
}

function footer(by: string, language: Language): Footer {
  const pageOf: ParagraphChild[] = [
    new TextRun({
      size: size.note,
      children:
        language === 'zh'
          ? [`${by}  ·  第 `, PageNumber.CURRENT, ' 页，共 ', PageNumber.TOTAL_PAGES, ' 页']
          : [`${by}  ·  page `, PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES],
    }),
  ]
  return new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children: pageOf })] })
}

/** A4 less its margins at 96 dots an inch. */
const textWidthPixels = Math.floor(((page.width - 2 * margin) / 1440) * 96)

function pictureOf({ data, width, height }: NonNullable<WordContent['picture']>): Paragraph {
  const transformation = { width: textWidthPixels, height: Math.round((textWidthPixels * height) / width) }
  return new Paragraph({
    spacing: { before: 160 },
    children: [new ImageRun({ type: 'jpg', data, transformation })],
  })
}

/** A number, a share or a change, a small number hidden, or the dash for one that is not known. */
function isFigure(value: string | number | undefined): boolean {
  return typeof value === 'number' || /^([+−<>]?\d[\d.]*%?|–)$/.test(value ?? '')
}

function tableWithTitle({ title, rows, note }: WordTable, language: Language): (Paragraph | Table)[] {
  const [head = [], ...body] = rows
  const heading = new Paragraph({ heading: HeadingLevel.HEADING_1, keepNext: true, text: title })
  if (body.length === 0) {
    return [heading, new Paragraph({ text: { zh: '没有。', en: 'None.' }[language] })]
  }
  const widths = columnWidths(rows, page.width - 2 * margin)
  const isOfFigures = head.map((_, column) => body.every((row) => isFigure(row[column])))
  const cells = (row: readonly (string | number)[], isHead: boolean) =>
    row.map(
      (value, column) =>
        new TableCell({
          width: { size: widths[column]!, type: WidthType.DXA },
          margins: { top: 50, bottom: 50, left: 80, right: 80 },
          ...(isHead && { shading: { fill: headFill } }),
          children: [
            new Paragraph({
              ...(isOfFigures[column] && { alignment: AlignmentType.RIGHT }),
              children: [new TextRun({ text: String(value), size: size.table, bold: isHead })],
            }),
          ],
        }),
    )
  const table = new Table({
    width: { size: page.width - 2 * margin, type: WidthType.DXA },
    columnWidths: widths,
    rows: [
      new TableRow({ tableHeader: true, cantSplit: true, children: cells(head, true) }),
      ...body.map((row) => new TableRow({ cantSplit: true, children: cells(row, false) })),
    ],
  })
  const under =
    note &&
    new Paragraph({
      spacing: { before: 80 },
      children: [new TextRun({ text: note, size: size.note, color: '555555' })],
    })
  return under ? [heading, table, under] : [heading, table]
}

const narrowest = 6
const widest = 30

/** Columns up to so long, as words and figures are, are not broken while others can give way. */
const unbroken = 10
/** A Latin character in tables, and what a cell has beside its text, in twentieths of a point. */
const characterTwips = 100
const besideTwips = 180

/** Widths by the longest text of each column, the long ones first to give way; a Chinese character is as wide as two others. */
function columnWidths(rows: readonly (readonly (string | number)[])[], total: number): number[] {
  const widthOf = (value: string | number | undefined) =>
    [...String(value ?? '')].reduce((width, character) => width + (character > '\u2e80' ? 2 : 1), 0)
  const sumOf = (widths: readonly number[]) => widths.reduce((all, width) => all + width, 0)
  const lengths = (rows[0] ?? []).map((_, column) =>
    Math.min(widest, Math.max(narrowest, ...rows.map((row) => widthOf(row[column])))),
  )
  const wanted = lengths.map((length) => besideTwips + length * characterTwips)
  const spare = lengths.map((length) => Math.max(0, length - unbroken) * characterTwips)
  const given = Math.min(1, Math.max(0, sumOf(wanted) - total) / (sumOf(spare) || 1))
  const fitting = wanted.map((width, column) => width - given * spare[column]!)
  return fitting.map((width) => Math.floor((width * total) / sumOf(fitting)))
}
