import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { unreadableFile } from './file-kind.ts'
import { personalDataIn } from './personal-data.ts'
import { longestText, type SourceFile, type SourceRow } from './source-file.ts'

const sliceBytes = 1 << 16

/** A record and how many records (with the header) and empty lines there were up to it. */
interface ReadRecord {
  record: string[]
  info: { records: number; empty_lines: number }
}

/** UTF-8 when every byte of the file is valid UTF-8, else GB18030 (which includes GBK and GB2312). */
export function encodingOf(content: Uint8Array): 'utf-8' | 'gb18030' {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (let start = 0; start < content.length; start += sliceBytes) {
      decoder.decode(content.subarray(start, start + sliceBytes), { stream: true })
    }
    decoder.decode()
    return 'utf-8'
  } catch {
    return 'gb18030'
  }
}

function* decodedSlices(content: Uint8Array, encoding: string): Generator<string> {
  const decoder = new TextDecoder(encoding)
  for (let start = 0; start < content.length; start += sliceBytes) {
    yield decoder.decode(content.subarray(start, start + sliceBytes), { stream: true })
  }
  yield decoder.decode()
}

/** The separator that stands most often in the first line. */
function separatorOf(firstLine: string): string {
  const count = (separator: string) => firstLine.split(separator).length
  return [',', ';', '\t'].reduce((best, candidate) => (count(candidate) > count(best) ? candidate : best))
}

/** Column names without blanks or repeats: an unnamed column is `column 3`, a second `date` is `date 2`. */
function distinctNames(header: string[]): string[] {
  const used = new Set<string>()
  return header.map((raw, index) => {
    const name = raw.trim().slice(0, 100) || `column ${index + 1}`
    let distinct = name
    for (let repeat = 2; used.has(distinct); repeat++) distinct = `${name} ${repeat}`
    used.add(distinct)
    return distinct
  })
}

/**
 * Opens a CSV file held in memory: encoding and separator are found out, the first line names the columns.
 * @throws Problem when there is no header; while reading rows, when a quote is never closed
 */
export async function openCsv(content: Uint8Array): Promise<SourceFile> {
  const encoding = encodingOf(content)
  const head = new TextDecoder(encoding).decode(content.subarray(0, sliceBytes)).replace(/^\uFEFF/, '')
  const parser = Readable.from(decodedSlices(content, encoding)).pipe(
    parse({
      bom: true,
      delimiter: separatorOf(head.split('\n', 1)[0] ?? ''),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 1 << 20,
      info: true,
    }),
  )
  const records = (parser as AsyncIterable<ReadRecord>)[Symbol.asyncIterator]()
  const first = (await nextRecord(records))?.record
  // A number of a person where a name should stand: the file has no header, and its first row must not become one.
  if (first === undefined || first.length < 2 || first.some((name) => personalDataIn(name) !== null)) {
    throw unreadableFile(
      'no-columns',
      { zh: '第一行没有列名', en: 'The first line names no columns' },
      {
        zh: 'CSV 的第一行须是列名，用逗号、分号或制表符分隔。',
        en: 'The first line of a CSV names the columns, separated by comma, semicolon or tab.',
      },
    )
  }
  const columns = distinctNames(first)
  return { columns, rows: readRows(records, columns) }
}

async function* readRows(records: AsyncIterator<ReadRecord>, columns: string[]): AsyncGenerator<SourceRow> {
  for (;;) {
    const read = await nextRecord(records)
    if (read === undefined) return
    const { record, info } = read
    // The row as a spreadsheet counts it: the header is row 1, empty lines count, line breaks in a cell do not.
    const origin = info.records + info.empty_lines
    const values: Record<string, string> = {}
    columns.forEach((column, index) => {
      const text = record[index]
      if (text) values[column] = text.slice(0, longestText)
    })
    yield { origin, values, problems: [] }
  }
}

async function nextRecord(records: AsyncIterator<ReadRecord>): Promise<ReadRecord | undefined> {
  try {
    const next = await records.next()
    return next.done ? undefined : next.value
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : undefined
    throw unreadableFile(
      'csv-unreadable',
      { zh: 'CSV 文件有误', en: 'The CSV file is broken' },
      {
        zh: `请检查第 ${line ?? '?'} 行附近的引号是否成对。`,
        en: `Check near line ${line ?? '?'} that every quote is closed.`,
      },
    )
  }
}
