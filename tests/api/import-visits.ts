import type { ImportDetail } from '../../api/imports/contract.ts'
import { testCity, type TestServer } from './server.ts'

export interface ProblemAnswer {
  type: string
  title: string
  detail: string
  field: string
  columns?: string[]
}

export interface Upload {
  concept: string
  fileName: string
  content: string | Uint8Array<ArrayBuffer>
  dropPersonalColumns?: boolean
}

/** The administrator's hands on imports: upload and JSON calls with one session. */
export class Importer {
  readonly #url: string
  readonly #cookie: string

  constructor(url: string, cookie: string) {
    this.#url = url
    this.#cookie = cookie
  }

  static async signIn(server: TestServer, username = 'admin'): Promise<Importer> {
    const response = await fetch(`${server.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: testCity.password }),
    })
    return new Importer(server.url, response.headers.get('set-cookie')!.split(';')[0]!)
  }

  async call<Body>(method: string, path: string, body?: unknown, language = 'zh') {
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        cookie: this.#cookie,
        'accept-language': language,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, body: (isJson && text ? JSON.parse(text) : text) as Body }
  }

  async upload<Body = ImportDetail>(upload: Upload) {
    const form = new FormData()
    form.set('concept', upload.concept)
    if (upload.dropPersonalColumns) form.set('dropPersonalColumns', 'true')
    form.set('file', new Blob([upload.content]), upload.fileName)
    const response = await fetch(`${this.#url}/api/v1/imports`, {
      method: 'POST',
      headers: { cookie: this.#cookie },
      body: form,
    })
    return { status: response.status, body: (await response.json()) as Body }
  }

  /** Uploads, checks with the guessed mapping, and answers the checked import. */
  async check(upload: Upload, options: object = {}, coordinateSystem = 'wgs84'): Promise<ImportDetail> {
    const read = await this.upload(upload)
    if (read.status !== 201) throw new Error(JSON.stringify(read.body))
    const checked = await this.call<ImportDetail>('PUT', `/imports/${read.body.id}`, {
      mapping: read.body.mapping,
      coordinateSystem,
      options,
    })
    if (checked.status !== 200) throw new Error(JSON.stringify(checked.body))
    return checked.body
  }

  async confirm(id: number): Promise<ImportDetail> {
    const answer = await this.call<ImportDetail>('POST', `/imports/${id}/confirmation`)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return answer.body
  }
}
