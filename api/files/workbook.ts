import writeXlsxFile, { type Cell, type Row } from 'write-excel-file/node'
import { insertElementMarkupAccordingToOrderOfSiblings } from 'write-excel-file/utility'

export interface Sheet {
  name: string
  /** One width (characters) for each column, in the order of the cells. */
  columns: readonly { title: string; width: number }[]
  /** Numbers stand as numbers; text, codes of digits too, as text. */
  rows: readonly (readonly (string | number | null)[])[]
}

/** What comes after the filter in the XML of a sheet; the format asks for this order. */
const afterSheetData = [
  'sheetData',
  'autoFilter',
  'mergeCells',
  'conditionalFormatting',
  'pageMargins',
  'pageSetup',
  'drawing',
]
/** Names of sheets may not hold these, nor be longer. */
const unusableInName = /[\\/?*[\]:]/g
const longestName = 31

/** An Excel workbook: bold frozen header, a filter on every column. */
export async function workbook(sheets: readonly Sheet[]): Promise<Buffer> {
  const written = sheets.map(({ name, columns, rows }) => ({
    sheet: name.replaceAll(unusableInName, ' ').slice(0, longestName),
    stickyRowsCount: 1,
    columns: columns.map(({ width }) => ({ width })),
    data: [
      columns.map(({ title }): Cell => ({ value: title, type: String, fontWeight: 'bold', wrap: true })),
      ...rows.map((row): Row => row.map(cellOf)),
    ],
  }))
  return writeXlsxFile(written, {
    features: [
      {
        files: {
          transform: {
            'xl/worksheets/sheet{id}.xml': {
              transform: (xml, _options, { sheetIndex }) => withFilter(xml, sheets[sheetIndex]!),
            },
          },
        },
      },
    ],
  }).toBuffer()
}

/** The writer has no filters of its own. */
function withFilter(xml: string, { columns, rows }: Sheet): string {
  const range = `A1:${columnName(columns.length - 1)}${rows.length + 1}`
  const filter = `<autoFilter ref="${range}"/>`
  return insertElementMarkupAccordingToOrderOfSiblings(xml, filter, afterSheetData, 'worksheet')
}

function cellOf(value: string | number | null): Cell {
  if (value === null || value === '') return null
  return typeof value === 'number'
    ? { value, type: Number }
    : { value, type: String, wrap: value.length > 30 }
}

/** 0 is A, 26 is AA. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter
}

const narrowest = 8
const widest = 48

/** A table under its header row as a sheet, each column as wide as its longest text. */
export function sheetOf(name: string, [head = [], ...rows]: (string | number)[][]): Sheet {
  const widthOf = (value: string | number | undefined) =>
    [...String(value ?? '')].reduce((width, character) => width + (character > '\u2e80' ? 2 : 1), 0)
  const columns = head.map((title, index) => {
    const longest = Math.max(widthOf(title), ...rows.slice(0, 200).map((row) => widthOf(row[index])))
    return { title: String(title), width: Math.min(widest, Math.max(narrowest, longest + 2)) }
  })
  return { name, columns, rows }
}
