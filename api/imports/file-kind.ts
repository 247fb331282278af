import type { Bilingual } from '../http/contract.ts'
import { Problem } from '../http/problem.ts'
import type { ImportConcept, ImportFormat } from './contract.ts'
import { importableFormats } from './fields.ts'
import { personalDataIn } from './personal-data.ts'

const formatOfExtension: Record<string, ImportFormat> = {
  csv: 'csv',
  txt: 'csv',
  tsv: 'csv',
  geojson: 'geojson',
  json: 'geojson',
  gpx: 'gpx',
}

/** A file that cannot be read: what is wrong with it and what to do. */
export function unreadableFile(name: string, title: Bilingual, detail?: Bilingual): Problem {
  return new Problem({ status: 400, name, title, detail, field: 'file' })
}

/** What the first bytes say the file is; undefined for anything that is none of the three. */
export function sniffFormat(content: Uint8Array): ImportFormat | undefined {
  const head = content.subarray(0, 4096)
  if (head.length === 0 || head.includes(0)) return undefined
  const text = new TextDecoder('utf-8')
    .decode(head)
    .replace(/^\uFEFF/, '')
    .trimStart()
  if (text.startsWith('{')) return 'geojson'
  if (/^<\?xml|^<gpx|^<!DOCTYPE/i.test(text)) return 'gpx'
  // Other files that carry no zero byte at their beginning: PDF, zip, gzip, HTML, a bare JSON array.
  if (head[0] === 0x1f || /^(%PDF|PK|<|\[)/.test(text)) return undefined
  return text.includes('\n') || text.includes(',') ? 'csv' : undefined
}

/**
 * The format of an uploaded file, by name and content together.
 * @throws Problem when they disagree, or the concept is not read from it
 */
export function formatOfFile(concept: ImportConcept, fileName: string, content: Uint8Array): ImportFormat {
  const accepted = importableFormats[concept]
  const list = accepted.map((format) => ({ csv: 'CSV', geojson: 'GeoJSON', gpx: 'GPX' })[format]).join(' / ')
  const named = formatOfExtension[fileName.split('.').at(-1)?.toLowerCase() ?? '']
  if (personalDataIn(fileName) !== null) {
    throw unreadableFile(
      'personal-file-name',
      {
        zh: '文件名中含有身份证号或手机号',
        en: 'The name of the file holds an identity number or a mobile number',
      },
      {
        zh: '文件名会留在导入记录中，请改名后再试。',
        en: 'The name stays with the import; rename the file.',
      },
    )
  }
  if (content.length === 0) {
    throw unreadableFile('empty-file', { zh: '文件是空的', en: 'The file is empty' })
  }
  if (named === undefined || !accepted.includes(named)) {
    throw unreadableFile(
      'wrong-format',
      { zh: `这里需要 ${list} 文件`, en: `A ${list} file is needed here` },
      {
        zh: 'Excel 表格请先另存为 CSV;shapefile 请先转成 GeoJSON。',
        en: 'Save an Excel sheet as CSV first; convert a shapefile to GeoJSON first.',
      },
    )
  }
  if (sniffFormat(content) !== named) {
    throw unreadableFile(
      'file-is-not-what-it-says',
      {
        zh: '文件内容与扩展名不符',
        en: 'The content of the file is not what its name says',
      },
      { zh: `请检查文件是否为真正的 ${list}。`, en: `Check that it really is ${list}.` },
    )
  }
  return named
}
