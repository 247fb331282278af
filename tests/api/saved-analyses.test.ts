import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SavedAnalysis } from '../../api/saved-analyses/contract.ts'
import { engines } from '../database/scene.ts'
import { startTestServer, type TestServer } from './server.ts'

const path = '/api/v1/saved-analyses'

describe.each(engines)('saved analyses on %s', (engine) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(engine)
  })
  afterAll(() => server.close())
  const listOf = async (who: string) =>
    (await (await server.signIn(who))<{ savedAnalyses: SavedAnalysis[] }>(path)).body.savedAnalyses

  it('are kept by the unit that saved them, and by no other', async () => {
    const planner = await server.signIn('planner')
    const body = { name: '夜间盗窃', search: 'hv=significance&r=90d&h=22-2&c=theft' }
    const saved = await planner<SavedAnalysis>(path, { method: 'POST', body })
    expect(saved.status).toBe(201)
    expect(await listOf('planner')).toEqual([saved.body])
    expect(saved.body).toMatchObject(body)
    expect(await listOf('other-planner')).toEqual([])
    expect(await listOf('leader')).toEqual([])
    const stranger = await server.signIn('other-planner')
    expect((await stranger(`${path}/${saved.body.id}`, { method: 'DELETE' })).status).toBe(404)

    const again = await planner<SavedAnalysis>(path, {
      method: 'POST',
      body: { ...body, search: 'hv=change' },
    })
    expect(again.body).toMatchObject({ id: saved.body.id, search: 'hv=change' })
    expect(await listOf('planner')).toHaveLength(1)
    expect((await planner(`${path}/${saved.body.id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await listOf('planner')).toEqual([])
  })

  it('are refused where they are no link of the desk or name a person, and to the administrator', async () => {
    const planner = await server.signIn('planner')
    for (const search of ['<script>', 'a b=1', '//elsewhere?x=1']) {
      const { status, body } = await planner(path, { method: 'POST', body: { name: '一', search } })
      expect([status, body['field']]).toEqual([400, 'search'])
    }
    const named = await planner(path, { method: 'POST', body: { name: '13812345678', search: '' } })
    expect([named.status, named.body['field']]).toEqual([400, 'name'])
    const admin = await server.signIn('admin')
    expect((await admin(path)).status).toBe(403)
  })
})
