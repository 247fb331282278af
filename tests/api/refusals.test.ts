import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engines } from '../database/scene.ts'
import { startTestServer, testCity, type TestServer, type Visit } from './server.ts'

/** Whatever a client sends, the fault is named as its own (4xx), never the server's. */
describe.each(engines)('unusable requests on %s', (engine) => {
  let server: TestServer
  let leader: Visit
  let admin: Visit

  beforeAll(async () => {
    server = await startTestServer(engine)
    leader = await server.signIn('leader')
    admin = await server.signIn('admin')
  })
  afterAll(() => server.close())

  const window = 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z'

  it.each([
    ['search?q=%00', 'the zero character'],
    ['courtyards?grid=%00', 'the zero character'],
    ['courtyards?updatedSince=0000-01-01T00:00:00Z', 'a year that is none'],
    ['courtyards?bbox=,,,', 'an empty box'],
    ['courtyards?bbox=NaN,1,2,3', 'no numbers'],
    ['courtyards?limit=99999999999999999999', 'a huge page'],
    ['courtyards?cursor=garbage', 'a cursor never given out'],
    ['courtyards/99999999999999999999', 'an id beyond every number'],
    ['cases?cursor=9.9999999999999999999', 'a cursor never given out'],
    [`cases/summary?${window}&hours=`, 'no hour, which is not midnight'],
    [`cases/heat?${window}&weekdays=1,,2`, 'an empty weekday'],
  ])('answers 400 to %s: %s', async (path) => {
    expect((await leader(`/api/v1/${path}`)).status).toBe(400)
  })

  it('answers 400 to texts and numbers that the database cannot hold', async () => {
    const zero = await admin('/api/v1/tokens', {
      method: 'POST',
      body: { name: 'a\u0000b', accountId: 1 },
    })
    expect(zero.status).toBe(400)
    const signIn = await server.visit('/api/v1/sessions', {
      method: 'POST',
      body: { username: 'a\u0000b', password: 'any' },
    })
    expect(signIn.status).toBe(400)
  })

  it('answers 400 to an upload without boundary or end', async () => {
    const upload = async (contentType: string, body: string) => {
      const { headers } = await server.visit('/api/v1/sessions', {
        method: 'POST',
        body: { username: 'admin', password: testCity.password },
      })
      const response = await fetch(`${server.url}/api/v1/imports`, {
        method: 'POST',
        headers: { cookie: headers.get('set-cookie')!.split(';')[0]!, 'content-type': contentType },
        body,
      })
      return response.status
    }
    expect(await upload('multipart/form-data', 'x')).toBe(400)
    expect(await upload('multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data')).toBe(400)
  })

  it('takes a write from its own pages and from scripts, not from another site', async () => {
    const from = async (headers: Record<string, string>) => {
      const body = { username: 'planner', password: testCity.password }
      return (await server.visit('/api/v1/sessions', { method: 'POST', body, headers })).status
    }
    expect(await from({})).toBe(201)
    expect(await from({ origin: server.url })).toBe(201)
    expect(await from({ origin: 'https://elsewhere.example' })).toBe(403)
    expect(await from({ origin: 'null' })).toBe(403)
    expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe(403)
  })

  it('limits failed sign-ins from one address however many names are tried', async () => {
    const statuses: number[] = []
    for (let attempt = 0; attempt < 62; attempt += 1) {
      const { status } = await server.visit('/api/v1/sessions', {
        method: 'POST',
        body: { username: `nobody${attempt}`, password: 'guess' },
      })
      statuses.push(status)
    }
    expect(statuses[0]).toBe(401)
    expect(statuses.at(-1)).toBe(429)
  })
})
