import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engines } from '../database/scene.ts'
import { startTestServer, type TestServer } from './server.ts'

describe.each(engines)('who may see and do what, on %s', (engine) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(engine)
  })
  afterAll(() => server.close())

  it('knows each account by its role and unit', async () => {
    for (const username of ['branch', 'planner', 'leader', 'admin']) {
      const visit = await server.signIn(username)
      const { body } = await visit<{ account: { role: string } }>('/api/v1/me')
      expect(body.account.role).toBe(username)
    }
  })
})
