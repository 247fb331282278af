import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engines } from '../database/scene.ts'
import { startTestServer, testCity, type TestServer } from './server.ts'

/** The smallest JPEG there is: one grey pixel. */
const jpeg =
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k='

const report = {
  question: 'significance',
  title: '哪里的案件多得不像偶然？',
  sentences: ['发现 3 处显著的热点。', '其中约 0.2 处可能是偶然。'],
  parameters: [['时间', '2026-08-23 – 11-21'] as const],
  tables: [
    {
      title: '热点',
      rows: [
        ['编码', '案件数'],
        ['229901001001001', 24],
      ],
    },
  ],
  picture: { jpeg, width: 1, height: 1 },
}

describe.each(engines)('the report of an analysis on %s', (engine) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(engine)
  })
  afterAll(() => server.close())

  /** The parts of the file as text, by name. */
  async function partsOf(format: 'docx' | 'xlsx'): Promise<Record<string, string>> {
    const session = await fetch(`${server.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ username: 'leader', password: testCity.password }),
    })
    const answer = await fetch(`${server.url}/api/v1/analyses/report.${format}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-language': 'zh',
        origin: server.url,
        cookie: session.headers.get('set-cookie')!.split(';')[0]!,
      },
      body: JSON.stringify(report),
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-disposition')).toMatch(
      new RegExp(`significance-\\d{8}-\\d{4}\\.${format}`),
    )
    const parts = unzipSync(new Uint8Array(await answer.arrayBuffer()))
    return Object.fromEntries(Object.entries(parts).map(([name, data]) => [name, strFromU8(data)]))
  }

  it('is a Word document with sentence, picture, parameters and tables', async () => {
    const parts = await partsOf('docx')
    const document = parts['word/document.xml']!
    for (const words of [
      report.title,
      ...report.sentences,
      '怎样算的',
      '2026-08-23 – 11-21',
      '229901001001001',
    ]) {
      expect(document).toContain(words)
    }
    expect(Object.keys(parts).some((name) => /^word\/media\/.*\.jpg$/.test(name))).toBe(true)
  })

  it('is an Excel workbook whose codes stay text and whose numbers are numbers', async () => {
    const parts = await partsOf('xlsx')
    const sheets = Object.entries(parts).filter(([name]) => /^xl\/worksheets\/sheet\d+\.xml$/.test(name))
    expect(sheets).toHaveLength(3)
    const figures = sheets.at(-1)![1]
    expect(figures).toContain('<v>24</v>')
    expect(figures).not.toContain('<v>229901001001001</v>')
  })

  it('leaves an audit row, and is refused to a branch and with a picture that is none', async () => {
    const leader = await server.signIn('leader')
    const path = '/api/v1/analyses/report.docx'
    const wrong = { ...report, picture: { jpeg: 'aGVsbG8=', width: 1, height: 1 } }
    const refused = await leader(path, { method: 'POST', body: wrong })
    expect([refused.status, refused.body['field']]).toEqual([400, 'picture.jpeg'])
    const branch = await server.signIn('branch')
    expect((await branch(path, { method: 'POST', body: report })).status).toBe(403)
    await partsOf('docx')
    const rows = await server.database.read
      .selectFrom('auditEntries')
      .select(['action', 'detail'])
      .where('concept', '=', 'analyses')
      .where('actor', '=', 'leader')
      .execute()
    expect(rows.at(-1)).toEqual({
      action: 'exported',
      detail: { format: 'docx', question: 'significance' },
    })
  })
})
