import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engines } from '../database/scene.ts'
import { startTestServer, testCity, type TestServer, type Visit } from './server.ts'

interface Account {
  id: number
  username: string
  version: number
  disabled: boolean
  mustChangePassword: boolean
  lastSignInAt: string | null
  orgUnit: { id: number; code: string }
}

describe.each(engines)('accounts and sign-in on %s', (engine) => {
  let server: TestServer
  let admin: Visit
  beforeAll(async () => {
    server = await startTestServer(engine)
    admin = await server.signIn('admin')
  })
  afterAll(() => server.close())

  const accounts = async () => (await admin<{ accounts: Account[] }>('/api/v1/accounts')).body.accounts
  const account = async (username: string) => (await accounts()).find((found) => found.username === username)!
  const signIn = (username: string, password: string, language: 'zh' | 'en' = 'zh') =>
    server.visit('/api/v1/sessions', { method: 'POST', body: { username, password }, language })
  const change = (id: number, body: object) =>
    admin<Account & { field?: string; type?: string; detail?: string }>(`/api/v1/accounts/${id}`, {
      method: 'PATCH',
      body,
    })
  const create = (form: object, language: 'zh' | 'en' = 'zh') =>
    admin<{ account: Account; password: string; field?: string; title?: string; detail?: string }>(
      '/api/v1/accounts',
      { method: 'POST', body: form, language },
    )

  it('hands out a session cookie that no script reads and no other site sends', async () => {
    const answer = await signIn('planner', testCity.password)
    expect(answer.status).toBe(201)
    const cookie = answer.headers.get('set-cookie')!
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    expect(cookie).toMatch(/Path=\//)
    expect(JSON.stringify(answer.body)).not.toContain(cookie.split('=')[1]!.split(';')[0])
  })

  it('refuses a wrong password and an unknown account in the same words, and counts neither apart', async () => {
    const wrong = await signIn('planner', 'not the password', 'en')
    const unknown = await signIn('nobody', 'not the password', 'en')
    expect(wrong.status).toBe(401)
    expect(wrong.body).toMatchObject({ title: 'Wrong user name or password', field: 'password' })
    const { requestId: _one, ...first } = wrong.body
    const { requestId: _other, ...second } = unknown.body
    expect(second).toEqual(first)
    expect((await signIn('planner', 'not the password')).body['title']).toBe('账号或密码不对')
  })

  it('stops guessing after ten failures of one account, without shutting out another', async () => {
    const statuses: number[] = []
    for (let attempt = 0; attempt < 11; attempt++) statuses.push((await signIn('guessed', 'wrong')).status)
    expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401))
    expect(statuses[10]).toBe(429)
    expect((await signIn('leader', testCity.password)).status).toBe(201)
  })

  it('keeps demo accounts out where the demo city does not run, even with a session', async () => {
    const { orgUnit } = await account('admin')
    const { body } = await create({
      username: 'demo-leader',
      post: '演示',
      role: 'leader',
      orgUnitId: orgUnit.id,
    })
    await server.database.write
      .updateTable('accounts')
      .set({ isDemo: true })
      .where('id', '=', body.account.id)
      .execute()
    expect((await signIn('demo-leader', body.password)).status).toBe(401)
    const { token } = await server.context.sessions.start(body.account.id, 1)
    const me = await server.visit('/api/v1/me', { headers: { cookie: `xunge_session=${token}` } })
    expect(me.status).toBe(401)
    const options = await server.visit('/api/v1/session-options')
    expect(options.body).toMatchObject({ demo: false, demoAccounts: [] })
  })

  it('refuses writes that a page of another site sends with the cookie', async () => {
    const write = (headers: Record<string, string>) =>
      admin('/api/v1/me/preferences', { method: 'PUT', body: {}, headers })
    expect((await write({ origin: 'https://elsewhere.example' })).status).toBe(403)
    expect((await write({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await write({ origin: server.url })).status).toBe(200)
  })

  it('gives a first password once, which must be changed, and remembers the last sign-in', async () => {
    const { orgUnit } = await account('planner')
    const { body, status } = await create({
      username: 'duty-desk',
      post: '值班室',
      role: 'planner',
      orgUnitId: orgUnit.id,
    })
    expect(status).toBe(201)
    expect(body.password).toHaveLength(16)
    expect(body.account).toMatchObject({ mustChangePassword: true, lastSignInAt: null })
    expect(JSON.stringify(await accounts())).not.toContain(body.password)
    const stored = await server.database.write
      .selectFrom('auditEntries')
      .select('detail')
      .where('recordCode', '=', 'duty-desk')
      .execute()
    expect(JSON.stringify(stored)).not.toContain(body.password)

    const answer = await signIn('duty-desk', body.password)
    expect(answer.body).toEqual({ mustChangePassword: true })
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!
    const own = (newPassword: string, currentPassword = body.password) =>
      server.visit('/api/v1/me/password', {
        method: 'PUT',
        body: { currentPassword, newPassword },
        headers: { cookie },
        language: 'en',
      })
    expect((await own('short')).body).toMatchObject({ status: 400, field: 'newPassword' })
    expect((await own('duty-desk-2026-xx')).body).toMatchObject({ status: 400, field: 'newPassword' })
    expect((await own('a long new one', 'wrong')).body).toMatchObject({ field: 'currentPassword' })
    expect((await own('a long new one')).status).toBe(204)
    expect((await signIn('duty-desk', body.password)).status).toBe(401)
    expect((await signIn('duty-desk', 'a long new one')).body).toEqual({ mustChangePassword: false })
    expect((await account('duty-desk')).lastSignInAt).not.toBeNull()
  })

  it('ends a session at once after sign-out, disabling and reset, and its tokens with the account', async () => {
    const target = await account('other-planner')
    const mine = await server.signIn('other-planner')
    expect((await mine('/api/v1/me')).status).toBe(200)
    expect((await mine('/api/v1/sessions/current', { method: 'DELETE' })).status).toBe(204)
    expect((await mine('/api/v1/me')).status).toBe(401)

    const before = await server.signIn('other-planner')
    expect((await before('/api/v1/me')).status).toBe(200)
    const disabled = await change(target.id, { version: target.version, disabled: true })
    expect(disabled.body.disabled).toBe(true)
    expect((await before('/api/v1/me')).status).toBe(401)
    expect((await signIn('other-planner', testCity.password)).status).toBe(401)
    const enabled = await change(target.id, { version: disabled.body.version, disabled: false })
    expect(enabled.status).toBe(200)

    const again = await server.signIn('other-planner')
    const reset = await admin<{ password: string }>(`/api/v1/accounts/${target.id}/password-reset`, {
      method: 'POST',
    })
    expect((await again('/api/v1/me')).status).toBe(401)
    expect((await signIn('other-planner', testCity.password)).status).toBe(401)
    expect((await signIn('other-planner', reset.body.password)).status).toBe(201)
  })

  it('keeps the last administrator, also when the only other one is a demo account', async () => {
    const own = await account('admin')
    const refused = await change(own.id, { version: own.version, disabled: true })
    expect(refused.body).toMatchObject({ status: 400, field: 'disabled' })
    const { body } = await create({
      username: 'admin2',
      post: '管理员',
      role: 'admin',
      orgUnitId: own.orgUnit.id,
    })
    const setDemo = (isDemo: boolean) =>
      server.database.write
        .updateTable('accounts')
        .set({ isDemo })
        .where('id', '=', body.account.id)
        .execute()
    await setDemo(true)
    expect((await change(own.id, { version: own.version, role: 'leader' })).body).toMatchObject({
      field: 'role',
    })
    await setDemo(false)
    const { version } = await account('admin2')
    expect((await change(body.account.id, { version, disabled: true })).status).toBe(200)
  })

  it('refuses personal numbers in a post, a unit that does not fit, a taken name and an old version', async () => {
    const { orgUnit } = await account('planner')
    const form = { username: 'desk2', post: '值班室', role: 'planner', orgUnitId: orgUnit.id }
    const zh = await create({ ...form, post: '值班 13812345678' })
    expect(zh.body).toMatchObject({ field: 'post', title: '文字中含有身份证号或手机号' })
    expect(JSON.stringify(zh.body)).not.toContain('13812345678')
    const en = await create({ ...form, post: '11010519491231002X' }, 'en')
    expect(en.body).toMatchObject({
      field: 'post',
      title: 'The text holds an identity number or a mobile number',
    })
    expect((await create({ ...form, username: '13812345678' })).body).toMatchObject({ field: 'username' })
    expect((await create({ ...form, role: 'admin' })).body).toMatchObject({ field: 'orgUnitId' })
    expect((await create({ ...form, username: 'planner' })).status).toBe(409)
    const target = await account('planner')
    expect((await change(target.id, { version: target.version + 5, post: '规划' })).body.type).toBe(
      '/problems/edit-conflict',
    )
  })

  it('renames a post without ending its sessions', async () => {
    const target = await account('leader')
    const leader = await server.signIn('leader')
    expect((await change(target.id, { version: target.version, post: '指挥长岗' })).status).toBe(200)
    expect((await leader('/api/v1/me')).status).toBe(200)
  })

  it('is closed to every other role', async () => {
    const attempts: [string, 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', object?][] = [
      ['/api/v1/accounts', 'GET'],
      ['/api/v1/accounts', 'POST', { username: 'xx', post: 'x', role: 'branch', orgUnitId: 1 }],
      ['/api/v1/accounts/1', 'PATCH', { version: 1, post: 'x' }],
      ['/api/v1/accounts/1/password-reset', 'POST'],
      ['/api/v1/tokens', 'GET'],
      ['/api/v1/tokens', 'POST', { name: 'x', accountId: 1 }],
      ['/api/v1/tokens/1', 'DELETE'],
      ['/api/v1/settings', 'GET'],
      ['/api/v1/settings/sessions.hours', 'PUT', { value: 1 }],
      ['/api/v1/settings/sessions.hours', 'DELETE'],
      [
        '/api/v1/district',
        'PUT',
        {
          name: 'x',
          code: testCity.districtCode,
          extent: testCity.extent,
          timeZone: 'Asia/Shanghai',
          metricCrs: 32652,
          approvalNumber: null,
        },
      ],
      ['/api/v1/audit', 'GET'],
    ]
    for (const username of ['branch', 'planner', 'leader']) {
      const visit = await server.signIn(username)
      for (const [path, method, body] of attempts) {
        const { status } = await visit(path, { method, ...(body && { body }) })
        expect([username, method, path, status]).toEqual([username, method, path, 403])
      }
    }
    expect((await server.visit('/api/v1/accounts')).status).toBe(401)
  })
})
