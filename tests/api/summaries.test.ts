import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PendingSummaries } from '../../api/summaries/pending.ts'
import type { SummariesAnswer } from '../../api/summaries/contract.ts'
import { reportProgress } from '../../api/summaries/progress.ts'
import { engines } from '../database/scene.ts'
import { makePatrolScene, type PatrolScene } from './patrol-scene.ts'
import { startTestServer, type TestServer } from './server.ts'

describe.each(engines)('how far summaries are computed again, on %s', (engine) => {
  let server: TestServer
  let scene: PatrolScene
  let pending: PendingSummaries

  beforeAll(async () => {
    server = await startTestServer(engine)
    scene = await makePatrolScene(server.database)
    pending = new PendingSummaries({ database: server.database, log: pino({ level: 'silent' }) })
    await pending.finish()
  })
  afterAll(() => server?.close())

  const askAs = async (username: string) => {
    const visit = await server.signIn(username)
    return visit<SummariesAnswer>('/api/v1/summaries')
  }

  it('is told to planners, leadership and the administrator; not to a branch or without a session', async () => {
    for (const username of ['planner', 'leader', 'admin']) {
      const { status, body } = await askAs(username)
      expect([username, status, body]).toEqual([
        username,
        200,
        { waiting: 0, done: null, total: null, share: 1 },
      ])
    }
    expect((await askAs('branch')).status).toBe(403)
    expect((await server.visit('/api/v1/summaries')).status).toBe(401)
  })

  it('counts a moved line until it is held against the tracks again', async () => {
    await sql`UPDATE patrol_lines SET geom = ST_Translate(geom, 0, 0.001) WHERE id = ${scene.lineId}`.execute(
      server.database.write,
    )
    expect((await askAs('planner')).body).toEqual({ waiting: 1, done: null, total: null, share: 0 })
    await pending.finish()
    expect((await askAs('planner')).body).toEqual({ waiting: 0, done: null, total: null, share: 1 })
  })

  it('is a share of the tracks while this process is at it', async () => {
    reportProgress(server.database, { doneCount: 30, totalCount: 120 })
    expect((await askAs('planner')).body).toMatchObject({ done: 30, total: 120, share: 0.25 })
    reportProgress(server.database, null)
  })
})
