import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstAdministratorPath } from '../../api/setup/first-administrator.ts'
import { en, zh } from '../../client/i18n/system-settings.ts'
import { engines } from '../database/scene.ts'
import { startTestServer, testCity, type TestServer, type Visit } from './server.ts'

interface Setting {
  key: string
  value: unknown
  defaultValue: unknown
  isDefault: boolean
  limits: Record<string, { whole: boolean; minimum: number; maximum: number }>
  updatedBy: string | null
  field?: string
  title?: string
  detail?: string
}

interface AuditEntry {
  actor: string
  action: string
  recordCode: string | null
  detail: { before?: unknown; after?: unknown }
}

describe.each(engines)('settings, tokens and setup on %s', (engine) => {
  let server: TestServer
  let admin: Visit
  beforeAll(async () => {
    server = await startTestServer(engine)
    admin = await server.signIn('admin')
  })
  afterAll(() => server.close())

  const put = (key: string, value: unknown, language: 'zh' | 'en' = 'zh') =>
    admin<Setting>(`/api/v1/settings/${key}`, { method: 'PUT', body: { value }, language })
  const audit = async (query: string) =>
    (await admin<{ entries: AuditEntry[]; nextCursor: string | null }>(`/api/v1/audit?${query}`)).body

  it('changes a setting, holds it at once, puts it back, and leaves both in the audit', async () => {
    const changed = await put('freshness.staleDays', 45)
    expect(changed.body).toMatchObject({ value: 45, defaultValue: 30, isDefault: false, updatedBy: 'admin' })
    expect((await admin<{ staleDays: number }>('/api/v1/me')).body.staleDays).toBe(45)
    const reset = await admin<Setting>('/api/v1/settings/freshness.staleDays', { method: 'DELETE' })
    expect(reset.body).toMatchObject({ value: 30, isDefault: true, updatedBy: null })
    const { entries } = await audit('concept=settings&actor=admin')
    expect(entries.slice(0, 2)).toMatchObject([
      { action: 'reset', recordCode: 'freshness.staleDays', detail: { before: 45, after: 30 } },
      { action: 'changed', recordCode: 'freshness.staleDays', detail: { before: 30, after: 45 } },
    ])
  })

  it('says of every number what it may be, and takes nothing else', async () => {
    const { body } = await admin<{ settings: Setting[] }>('/api/v1/settings')
    const limitsOf = (wanted: string) => body.settings.find(({ key }) => key === wanted)?.limits
    expect(limitsOf('coverage.maximumSpeedMetersPerSecond')).toEqual({
      value: { whole: false, minimum: 5, maximum: 80 },
    })
    expect(limitsOf('hotspots.minimumCases')).toEqual({ value: { whole: true, minimum: 1, maximum: 1000 } })
    expect(Object.keys(limitsOf('rewards.fallRewards') ?? {})).toEqual(['fallPercent', 'yuan'])
    expect((await put('coverage.maximumSpeedMetersPerSecond', 150)).status).toBe(400)
    expect((await put('freshness.staleDays', -5)).status).toBe(400)
    const groups = new Set(body.settings.map(({ key }) => key.split('.')[0]!))
    expect([...groups].filter((group) => !(group in zh.groups) || !(group in en.groups))).toEqual([])
  })

  it('keeps lists in their shape', async () => {
    expect((await put('response.ringMinutes', [2, 4])).body.value).toEqual([2, 4])
    const rewards = [{ fallPercent: 20, yuan: 100 }]
    expect((await put('rewards.fallRewards', rewards)).body.value).toEqual(rewards)
  })

  it('refuses values out of range, naming the field in both languages', async () => {
    const zh = await put('coverage.lineToleranceMeters', 4)
    expect(zh).toMatchObject({ status: 400, body: { field: 'value', title: '这个值不在允许范围内' } })
    expect(zh.body.detail).toBe('请改正：须不小于 5。')
    const en = await put('coverage.lineToleranceMeters', 'wide', 'en')
    expect(en.body).toMatchObject({ field: 'value', title: 'This value is not in the allowed range' })
    expect(en.body.detail).toBe('Please correct: it must be a number.')
    expect((await put('survey.securityTargetsPercent', [95, 120])).body.field).toBe('value.1')
    const fall = [{ fallPercent: 30, yuan: -1 }]
    expect((await put('rewards.fallRewards', fall)).body.field).toBe('value.0.yuan')
    expect((await put('no.such', 1)).status).toBe(404)
    expect((await put('toString', 1)).status).toBe(404)
  })

  it('changes the district but not its code, and refuses a district nobody could compute in', async () => {
    const { body: district } = await admin<Record<string, unknown>>('/api/v1/district')
    const save = (change: object) =>
      admin<{ field?: string }>('/api/v1/district', { method: 'PUT', body: { ...district, ...change } })
    expect((await save({ code: '110101' })).body.field).toBe('code')
    expect((await save({ timeZone: 'Asia/Nowhere' })).body.field).toBe('timeZone')
    expect((await save({ metricCrs: 3857 })).body.field).toBe('metricCrs')
    expect((await save({ extent: [126.7, 43.7, 126.4, 43.9] })).body.field).toBe('extent')
    expect((await save({ approvalNumber: 'GS(2026)1号' })).status).toBe(200)
    const read = await admin<{ approvalNumber: string }>('/api/v1/district')
    expect(read.body.approvalNumber).toBe('GS(2026)1号')
  })

  it('lets a machine in by token, says when, and shuts it out when revoked, expired or its account disabled', async () => {
    const { body } = await admin<{ accounts: { id: number; username: string; version: number }[] }>(
      '/api/v1/accounts',
    )
    const planner = body.accounts.find(({ username }) => username === 'planner')!
    const create = async (name: string, expiresAt: string | null = null) =>
      (
        await admin<{ token: { id: number; lastUsedAt: string | null }; secret: string }>('/api/v1/tokens', {
          method: 'POST',
          body: { name, accountId: planner.id, expiresAt },
        })
      ).body
    const use = (secret: string, path = '/api/v1/me') =>
      server.visit(path, { headers: { authorization: `Bearer ${secret}` } })
    const { token, secret } = await create('车载终端')
    expect(token.lastUsedAt).toBeNull()
    expect((await use(secret)).status).toBe(200)
    expect((await use(secret, '/api/v1/settings')).status).toBe(403)
    const listed = await admin<{ tokens: { id: number; lastUsedAt: string | null }[] }>('/api/v1/tokens')
    expect(listed.body.tokens.find(({ id }) => id === token.id)?.lastUsedAt).not.toBeNull()
    expect(JSON.stringify(listed.body)).not.toContain(secret)

    expect((await admin(`/api/v1/tokens/${token.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await use(secret)).status).toBe(401)
    expect((await admin(`/api/v1/tokens/${token.id}`, { method: 'DELETE' })).status).toBe(404)

    const expired = await create('过期', new Date(Date.now() - 1000).toISOString())
    expect((await use(expired.secret)).status).toBe(401)

    const own = await create('又一台')
    const disable = { method: 'PATCH' as const, body: { version: planner.version, disabled: true } }
    expect((await use(own.secret)).status).toBe(200)
    expect((await admin(`/api/v1/accounts/${planner.id}`, disable)).status).toBe(200)
    expect((await use(own.secret)).status).toBe(401)
    const { entries } = await audit('concept=tokens')
    expect(entries.map(({ action }) => action)).toEqual(['created', 'created', 'revoked', 'created'])
  })

  it('pages and filters the audit, newest first', async () => {
    const first = await audit('limit=2')
    expect(first.entries).toHaveLength(2)
    const second = await audit(`limit=2&cursor=${first.nextCursor}`)
    expect(second.entries).not.toEqual(first.entries)
    expect((await audit('action=sign-in&actor=admin')).entries.every(({ actor }) => actor === 'admin')).toBe(
      true,
    )
    const ahead = encodeURIComponent(new Date(Date.now() + 60_000).toISOString())
    expect((await audit(`from=${ahead}`)).entries).toEqual([])
  })

  it('sets up by a link that works once and for an hour, and only while there is no administrator', async () => {
    expect(await firstAdministratorPath(server.database)).toBeUndefined()
    await server.database.write
      .updateTable('accounts')
      .set({ role: 'leader' })
      .where('username', '=', 'admin')
      .execute()
    const tokenOf = async () => (await firstAdministratorPath(server.database))!.split('token=')[1]!
    const setUp = (token: string, username: string, password = 'a good long one') =>
      server.visit<{ field?: string; status?: number }>('/api/v1/setup', {
        method: 'POST',
        body: {
          token,
          username,
          password,
          district: {
            name: '测试区',
            code: testCity.districtCode,
            extent: testCity.extent,
            timeZone: 'Asia/Shanghai',
            metricCrs: 32652,
          },
        },
      })
    const old = await tokenOf()
    await server.database.write
      .updateTable('setupTokens')
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .execute()
    expect((await setUp(old, 'late')).status).toBe(403)
    const token = await tokenOf()
    expect((await setUp(old, 'replaced')).status).toBe(403)
    expect((await setUp(token, 'first', 'short')).body).toMatchObject({ status: 400, field: 'password' })
    expect((await setUp(token, 'first')).status).toBe(201)
    expect((await setUp(token, 'second')).status).toBe(403)
    expect(await firstAdministratorPath(server.database)).toBeUndefined()
  })
})
