import busboy from 'busboy'
import type { Request } from 'express'
import { invalidInput, Problem } from '../http/problem.ts'
import { type ImportConcept, importConcepts } from './contract.ts'
import { maximumFileBytes } from './read-file.ts'

interface ReceivedUpload {
  concept: ImportConcept
  fileName: string
  content: Buffer
  dropPersonalColumns: boolean
}

const longestFileName = 200

/**
 * Receives one file with its fields from multipart/form-data into memory: it never touches the disk, since it may hold personal columns.
 * @throws Problem when it is too large or something is missing
 */
export async function receiveUpload(req: Request): Promise<ReceivedUpload> {
  const contentType = req.headers['content-type'] ?? ''
  if (!contentType.startsWith('multipart/form-data')) {
    throw invalidInput('file', { zh: '请上传一个文件', en: 'Upload a file' })
  }
  const fields = new Map<string, string>()
  let fileName: string | undefined
  const chunks: Buffer[] = []
  let truncated = false
  await new Promise<void>((resolve, reject) => {
    const parser = multipartParser(req)
    parser.on('field', (name, value) => fields.set(name, value))
    parser.on('file', (_name, stream, info) => {
      fileName = info.filename
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('limit', () => {
        truncated = true
        chunks.length = 0
      })
    })
    parser.on('close', resolve)
    parser.on('error', () => reject(brokenOff()))
    req.on('aborted', () => reject(brokenOff()))
    req.pipe(parser)
  })
  if (truncated) {
    throw new Problem({
      status: 413,
      name: 'too-large',
      title: { zh: '文件超过 100 MB', en: 'The file is over 100 MB' },
      detail: { zh: '请分成几个文件导入。', en: 'Import it as several files.' },
      field: 'file',
    })
  }
  const concept = importConcepts.find((known) => known === fields.get('concept'))
  if (!concept) {
    throw invalidInput('concept', { zh: '请选择要导入的内容', en: 'Choose what the file holds' })
  }
  if (fileName === undefined) throw invalidInput('file', { zh: '请选择一个文件', en: 'Choose a file' })
  return {
    concept,
    fileName: fileName.slice(-longestFileName),
    content: Buffer.concat(chunks),
    dropPersonalColumns: fields.get('dropPersonalColumns') === 'true',
  }
}

/** @throws Problem when the header names no boundary */
function multipartParser(req: Request): busboy.Busboy {
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: { files: 1, fileSize: maximumFileBytes, fields: 10, fieldSize: 1000 },
    })
  } catch {
    throw brokenOff()
  }
}

function brokenOff(): Problem {
  return invalidInput('file', { zh: '上传中断', en: 'The upload broke off' })
}
