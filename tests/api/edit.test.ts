import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engines } from '../database/scene.ts'
import { rectangle, startTestServer, type TestServer, type Visit } from './server.ts'

interface Place {
  id: number
  geometry: { type: string; coordinates: unknown }
  properties: Record<string, unknown> & { version: number; code: string }
}
interface Problem {
  title: string
  detail?: string
  field?: string
  type: string
  current?: Place
}
interface History {
  entries: {
    actor: string
    action: string
    before: Record<string, unknown>
    after: Record<string, unknown>
    happenedAt: string
  }[]
}

const ownCourtyard = rectangle(126.502, 43.802, 126.504, 43.804)
const line = (longitude: number) => ({
  type: 'LineString',
  coordinates: [
    [longitude, 43.802],
    [longitude, 43.808],
  ],
})

describe.each(engines)('editing places on %s', (engine) => {
  let server: TestServer
  let branch: Visit
  let planner: Visit
  let leader: Visit
  beforeAll(async () => {
    server = await startTestServer(engine)
    branch = await server.signIn('branch')
    planner = await server.signIn('planner')
    leader = await server.signIn('leader')
  })
  afterAll(() => server.close())

  const draw = (visit: Visit, properties: object, geometry: object = ownCourtyard) =>
    visit<Place>('/api/v1/courtyards', { method: 'POST', body: { properties, geometry } })
  const newCourtyard = async (name: string) =>
    (await draw(branch, { name, kind: 'attended', householdCount: 120 })).body

  it('stores what a branch draws, fresh, with a code, its grid and its unit', async () => {
    const { status, body } = await draw(branch, { name: '光明小区', kind: 'attended', gateCount: 2 })
    expect(status).toBe(201)
    expect(body.geometry).toEqual(ownCourtyard)
    expect(body.properties).toMatchObject({
      name: '光明小区',
      kind: 'attended',
      gateCount: 2,
      scattered: false,
      gridCode: '229901001001001',
      orgUnit: { code: '229901001001001' },
      version: 1,
      updatedBy: 'branch',
      confirmedBy: 'branch',
    })
    expect(body.properties.code).toMatch(/^CY-N\d+$/)
    expect(body.properties['confirmedAt']).not.toBeNull()
  })

  it('changes what was sent and nothing else, and keeps who, when, before and after', async () => {
    const { id } = await newCourtyard('改名小区')
    const { status, body } = await branch<Place>(`/api/v1/courtyards/${id}`, {
      method: 'PATCH',
      body: { version: 1, properties: { name: '新名小区', gateCount: 3 } },
    })
    expect(status).toBe(200)
    expect(body.properties).toMatchObject({ name: '新名小区', gateCount: 3, householdCount: 120, version: 2 })
    const moved = rectangle(126.505, 43.802, 126.506, 43.804)
    await planner(`/api/v1/courtyards/${id}`, { method: 'PATCH', body: { version: 2, geometry: moved } })
    const { body: history } = await branch<History>(`/api/v1/courtyards/${id}/history`)
    expect(history.entries.map(({ actor, action }) => [actor, action])).toEqual([
      ['planner', 'changed'],
      ['branch', 'changed'],
      ['branch', 'created'],
    ])
    expect(history.entries[0]).toMatchObject({ before: {}, after: { geometry: moved }, post: 'planner 岗' })
    expect(history.entries[1]!.before).toEqual({ name: '改名小区', gateCount: null })
    expect(history.entries[1]!.after).toEqual({ name: '新名小区', gateCount: 3 })
  })

  it('leaves version and history alone when nothing differs', async () => {
    const { id } = await newCourtyard('不变小区')
    const { body } = await branch<Place>(`/api/v1/courtyards/${id}`, {
      method: 'PATCH',
      body: { version: 1, properties: { name: '不变小区' }, geometry: ownCourtyard },
    })
    expect(body.properties.version).toBe(1)
    expect((await branch<History>(`/api/v1/courtyards/${id}/history`)).body.entries).toHaveLength(1)
  })

  it('tells the second of two editors, with the record as it is now, and overwrites nothing', async () => {
    const { id } = await newCourtyard('两人小区')
    const change = (visit: Visit, name: string) =>
      visit<Place & Problem>(`/api/v1/courtyards/${id}`, {
        method: 'PATCH',
        body: { version: 1, properties: { name } },
      })
    const answers = await Promise.all([change(branch, '甲改的'), change(planner, '乙改的')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const [won, lost] = answers[0]!.status === 200 ? answers : [answers[1]!, answers[0]!]
    expect(lost.body.type).toBe('/problems/edit-conflict')
    expect(lost.body.current!.properties).toMatchObject({ name: won.body.properties['name'], version: 2 })
    const retired = await branch<Problem>(`/api/v1/courtyards/${id}?version=1`, { method: 'DELETE' })
    expect(retired.status).toBe(409)
  })

  it('makes a record fresh in one tap, without a version', async () => {
    const { id } = await newCourtyard('属实小区')
    await server.database.write
      .updateTable('courtyards')
      .set({ confirmedAt: '2026-01-01T00:00:00Z', confirmedBy: 'import' })
      .where('id', '=', id)
      .execute()
    const { status, body } = await branch<Place>(`/api/v1/courtyards/${id}/confirmation`, { method: 'POST' })
    expect(status).toBe(200)
    expect(body.properties['confirmedBy']).toBe('branch')
    expect(Date.now() - Date.parse(String(body.properties['confirmedAt']))).toBeLessThan(60_000)
    const { body: history } = await branch<History>(`/api/v1/courtyards/${id}/history`)
    expect(history.entries[0]).toMatchObject({
      action: 'confirmed',
      before: { confirmedAt: '2026-01-01T00:00:00.000Z' },
    })
  })

  it('hides what is retired, keeps the row, and ends what was required of it', async () => {
    const { body: drawn } = await planner<Place>('/api/v1/patrol-lines', {
      method: 'POST',
      body: { properties: { name: '夜巡线', kind: 'standard' }, geometry: line(126.505) },
    })
    expect(drawn.properties['lengthMeters']).toBeCloseTo(667, -1)
    const { id: timeSlotId } = await server.database.write
      .insertInto('timeSlots')
      .values({ code: 'NIGHT', name: '夜间', startTime: '22:00', endTime: '02:00' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await server.database.write
      .insertInto('requirements')
      .values({
        patrolLineId: drawn.id,
        timeSlotId,
        measure: 'passes',
        amount: 2,
        validFrom: '2026-01-01',
      })
      .execute()
    const path = `/api/v1/patrol-lines/${drawn.id}`
    expect((await planner(`${path}?version=1`, { method: 'DELETE' })).status).toBe(204)
    expect((await planner(path)).status).toBe(404)
    const row = await server.database.write
      .selectFrom('requirements')
      .innerJoin('patrolLines', 'patrolLines.id', 'requirements.patrolLineId')
      .select([
        'patrolLines.retiredAt',
        'patrolLines.updatedBy',
        'requirements.retiredAt as requirementEnded',
      ])
      .where('patrolLines.id', '=', drawn.id)
      .executeTakeFirstOrThrow()
    expect(row.updatedBy).toBe('planner')
    expect(row.retiredAt).not.toBeNull()
    expect(row.requirementEnded).not.toBeNull()
  })

  it('lets only those edit whose post may', async () => {
    const body = { properties: { name: '线', kind: 'standard' }, geometry: line(126.505) }
    expect((await branch('/api/v1/patrol-lines', { method: 'POST', body })).status).toBe(403)
    const { id } = await newCourtyard('权限小区')
    const path = `/api/v1/courtyards/${id}`
    const change = { version: 1, properties: { name: '改' } }
    expect((await leader(path, { method: 'PATCH', body: change })).status).toBe(403)
    expect((await leader(`${path}/confirmation`, { method: 'POST' })).status).toBe(403)
    expect((await leader(`${path}?version=1`, { method: 'DELETE' })).status).toBe(403)
    const otherPlanner = await server.signIn('other-planner')
    expect((await otherPlanner(path, { method: 'PATCH', body: change })).status).toBe(404)
    expect((await otherPlanner(`${path}/confirmation`, { method: 'POST' })).status).toBe(404)
    expect((await otherPlanner(`${path}/history`)).status).toBe(404)
    expect((await server.visit(path, { method: 'PATCH', body: change })).status).toBe(401)
  })

  it('keeps drawings inside the own area, also when a place is moved', async () => {
    const outside = rectangle(126.512, 43.802, 126.514, 43.804)
    const drawn = await draw(branch, { name: '越界', kind: 'attended' }, outside)
    expect(drawn.status).toBe(400)
    expect((drawn.body as unknown as Problem).field).toBe('geometry')
    const { id } = await newCourtyard('搬家小区')
    const moved = await branch<Problem>(`/api/v1/courtyards/${id}`, {
      method: 'PATCH',
      body: { version: 1, geometry: outside },
    })
    expect(moved.status).toBe(400)
    const { body } = await branch<Place>(`/api/v1/courtyards/${id}`)
    expect(body.geometry).toEqual(ownCourtyard)
    const given = await draw(branch, { name: '别人的', kind: 'attended', orgUnitId: 1 })
    expect((given.body as unknown as Problem).field).toBe('orgUnitId')
  })

  it.each<[string, object, string]>([
    ['a wrong type', { type: 'LineString', coordinates: [] }, '这里需要点或面'],
    [
      'an open ring',
      { type: 'Polygon', coordinates: [ownCourtyard.coordinates[0]!.slice(0, 4)] },
      '面没有闭合:首尾顶点必须相同',
    ],
    [
      'a bow tie',
      {
        type: 'Polygon',
        coordinates: [
          [
            [126.502, 43.802],
            [126.504, 43.804],
            [126.504, 43.802],
            [126.502, 43.804],
            [126.502, 43.802],
          ],
        ],
      },
      '面的边界自相交',
    ],
    ['words', { type: 'Point', coordinates: ['x', 43] }, '坐标不是“经度,纬度”的数字'],
    [
      'swapped coordinates',
      { type: 'Point', coordinates: [43.8, 76.5] },
      '位置在辖区之外超过 50 公里，请检查坐标',
    ],
    [
      'a hole outside',
      {
        type: 'Polygon',
        coordinates: [
          ownCourtyard.coordinates[0]!,
          rectangle(126.506, 43.806, 126.507, 43.807).coordinates[0]!,
        ],
      },
      '面的孔必须在外边界之内',
    ],
  ])('refuses %s and says why', async (_, geometry, title) => {
    const answer = await draw(branch, { name: '图形', kind: 'attended' }, geometry)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ field: 'geometry', title })
  })

  it('refuses a line of no length', async () => {
    const { status, body } = await planner<Problem>('/api/v1/key-sections', {
      method: 'POST',
      language: 'en',
      body: {
        properties: { name: '短', kind: 'foot_patrol' },
        geometry: {
          type: 'LineString',
          coordinates: [
            [126.505, 43.805],
            [126.50501, 43.805],
          ],
        },
      },
    })
    expect(status).toBe(400)
    expect(body).toMatchObject({ field: 'geometry', title: 'The line is shorter than 5 m' })
  })

  it('names the field at fault in the language of the user', async () => {
    const wrong = { properties: { name: '坏', kind: 'palace' }, geometry: ownCourtyard }
    const zh = await branch<Problem>('/api/v1/courtyards', { method: 'POST', body: wrong })
    expect(zh.body).toMatchObject({ field: 'properties.kind', title: '“properties.kind”的值不正确' })
    const en = await branch<Problem>('/api/v1/courtyards', { method: 'POST', body: wrong, language: 'en' })
    expect(en.body.title).toBe('The value of "properties.kind" is not acceptable')
    const unknown = await draw(branch, { name: '多', kind: 'attended', owner: '某人' })
    expect(unknown.status).toBe(400)
    const noName = await draw(branch, { kind: 'attended' })
    expect(noName.body).toMatchObject({ field: 'properties.name' })
  })

  it('refuses numbers of persons in any text, without repeating them', async () => {
    const answer = await draw(branch, { name: '小区', kind: 'attended', dutyNote: '值班 13912345678' })
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ field: 'dutyNote', title: '文字中含有身份证号或手机号' })
    expect(JSON.stringify(answer.body)).not.toContain('13912345678')
    const identity = await draw(branch, { name: '11010519491231002X', kind: 'attended' })
    expect(identity.body).toMatchObject({ field: 'name' })
  })

  it('asks a campaign area for its days, also when one is taken away', async () => {
    const area = (properties: object) =>
      planner<Place & Problem>('/api/v1/control-areas', {
        method: 'POST',
        body: { properties: { name: '整治', kind: 'campaign', ...properties }, geometry: ownCourtyard },
      })
    expect((await area({})).body).toMatchObject({ field: 'startsOn' })
    const backwards = await area({ startsOn: '2026-11-02', endsOn: '2026-11-01' })
    expect(backwards.body).toMatchObject({ field: 'endsOn', title: '结束日期不能早于开始日期' })
    const { body } = await area({ startsOn: '2026-11-01', endsOn: '2026-11-30' })
    expect(body.properties).toMatchObject({ startsOn: '2026-11-01', endsOn: '2026-11-30' })
    const taken = await planner<Problem>(`/api/v1/control-areas/${body.id}`, {
      method: 'PATCH',
      body: { version: 1, properties: { endsOn: null } },
    })
    expect(taken.body).toMatchObject({ field: 'endsOn' })
  })

  it('says when a code is taken', async () => {
    await draw(branch, { name: '一号', kind: 'attended', code: 'TAKEN' })
    const second = await draw(branch, { name: '二号', kind: 'attended', code: 'TAKEN' })
    expect(second.status).toBe(409)
    expect(second.body).toMatchObject({ field: 'code', title: '这个编码或账号已被使用' })
  })

  it.each([
    ['patrol-points', { name: '点', kind: 'standard', radiusMeters: 60, dwellSeconds: 120 }],
    ['facilities', { name: '警务站', kind: 'workstation', alwaysOpen: true }],
    ['premises', { name: '五金店', kind: 'shop', letterSignedOn: '2026-01-01' }],
  ])('draws, changes and retires %s as well', async (collection, properties) => {
    const geometry = { type: 'Point', coordinates: [126.505, 43.805] }
    const drawn = await planner<Place>(`/api/v1/${collection}`, {
      method: 'POST',
      body: { properties, geometry },
    })
    expect(drawn.status).toBe(201)
    expect(drawn.body.properties).toMatchObject(properties)
    const path = `/api/v1/${collection}/${drawn.body.id}`
    const changed = await planner<Place>(path, {
      method: 'PATCH',
      body: { version: 1, properties: { address: '光明路 1 号' } },
    })
    expect(changed.body.properties).toMatchObject({ ...properties, address: '光明路 1 号', version: 2 })
    expect((await planner(`${path}?version=2`, { method: 'DELETE' })).status).toBe(204)
  })
})
