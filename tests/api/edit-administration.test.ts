import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engines } from '../database/scene.ts'
import { startTestServer, testCity, type TestServer, type Visit } from './server.ts'

interface Stored {
  id: number
  properties: Record<string, unknown> & { version: number }
  field?: string
  type?: string
}

describe.each(engines)('administration of records on %s', (engine) => {
  let server: TestServer
  let admin: Visit
  let planner: Visit
  beforeAll(async () => {
    server = await startTestServer(engine)
    admin = await server.signIn('admin')
    planner = await server.signIn('planner')
  })
  afterAll(() => server.close())

  const create = (visit: Visit, collection: string, properties: object) =>
    visit<Stored>(`/api/v1/${collection}`, { method: 'POST', body: { properties } })
  const change = (visit: Visit, collection: string, id: number, version: number, properties: object) =>
    visit<Stored>(`/api/v1/${collection}/${id}`, { method: 'PATCH', body: { version, properties } })
  const retire = (visit: Visit, collection: string, id: number, version: number) =>
    visit<Stored>(`/api/v1/${collection}/${id}?version=${version}`, { method: 'DELETE' })
  const unit = async (code: string) => {
    const { body } = await admin<{ features: Stored[] }>('/api/v1/org-units?limit=1000')
    return body.features.find((feature) => feature.properties['code'] === code)!
  }

  it('creates, renames, moves and retires org units, and scope follows at once', async () => {
    const station = await unit(testCity.station)
    const created = await create(admin, 'org-units', {
      code: '229901001009',
      name: '新社区',
      level: 'community',
      parentId: station.id,
      officerCount: 3,
      communityOfficerCount: 1,
    })
    expect(created.status).toBe(201)
    expect(created.body.properties).toMatchObject({ parent: { code: testCity.station }, gridCount: 0 })

    const renamed = await change(admin, 'org-units', created.body.id, 1, { name: '新城社区' })
    expect(renamed.body.properties).toMatchObject({ name: '新城社区', version: 2 })
    expect((await retire(admin, 'org-units', created.body.id, 2)).status).toBe(204)
    expect((await retire(admin, 'org-units', station.id, station.properties.version)).status).toBe(409)

    const otherPlanner = await server.signIn('other-planner')
    const gridsInScope = async () => {
      const { body } = await otherPlanner<{ features: Stored[] }>('/api/v1/grids')
      return body.features.filter((grid) => grid.properties['inScope']).length
    }
    expect(await gridsInScope()).toBe(1)
    const community = await unit(testCity.community)
    const moved = await change(admin, 'org-units', community.id, community.properties.version, {
      parentId: (await unit(testCity.otherStation)).id,
    })
    expect(moved.status).toBe(200)
    expect(await gridsInScope()).toBe(3)
    await change(admin, 'org-units', community.id, moved.body.properties.version, { parentId: station.id })
    expect(await gridsInScope()).toBe(1)
  })

  it('refuses units at the wrong level, with too many community officers, or with a wrong code', async () => {
    const district = await unit(testCity.district)
    const form = { code: '229901001008', name: '社区', level: 'community', parentId: district.id }
    expect((await create(admin, 'org-units', form)).body).toMatchObject({ status: 400, field: 'parentId' })
    const counts = { officerCount: 1, communityOfficerCount: 2 }
    const station = await unit(testCity.station)
    expect(
      (await create(admin, 'org-units', { ...form, parentId: station.id, ...counts })).body,
    ).toMatchObject({ field: 'communityOfficerCount' })
    expect((await create(admin, 'org-units', { ...form, code: '12' })).body).toMatchObject({
      field: 'properties.code',
    })
  })

  it('keeps patrol units, slots and categories, with versions and history', async () => {
    const station = await unit(testCity.station)
    const team = await create(admin, 'patrol-units', {
      code: 'N7',
      forceType: 'joint_defence',
      orgUnitId: station.id,
      strength: 6,
    })
    expect(team.body.properties).toMatchObject({ code: 'N7', orgUnit: { code: testCity.station } })
    const slot = await create(admin, 'time-slots', {
      code: 'LATE',
      name: '深夜',
      startTime: '22:00',
      endTime: '02:00',
      weekdays: [7, 5, 6, 5],
      dayKind: 'any',
    })
    expect(slot.body.properties).toMatchObject({ startTime: '22:00', endTime: '02:00', weekdays: [5, 6, 7] })
    const same = await change(admin, 'time-slots', slot.body.id, 1, { startTime: '22:00' })
    expect(same.body.properties.version).toBe(1)
    const parent = await create(admin, 'case-categories', {
      code: 'criminal',
      name: '刑事',
      nameEn: 'Criminal',
      parentId: null,
    })
    const child = await create(admin, 'case-categories', {
      code: 'burglary',
      name: '入室盗窃',
      nameEn: 'Burglary',
      parentId: parent.body.id,
      keyCase: true,
      severityWeight: 5,
    })
    expect(child.body.properties).toMatchObject({ depth: 2, parent: { code: 'criminal' }, keyCase: true })
    const flagged = await change(admin, 'case-categories', parent.body.id, 1, { restricted: true })
    expect(flagged.body.properties['restricted']).toBe(true)
    const below = await admin<Stored>(`/api/v1/case-categories/${child.body.id}`)
    expect(below.body.properties['restricted']).toBe(true)
    expect((await retire(admin, 'case-categories', parent.body.id, 2)).status).toBe(409)

    expect((await change(admin, 'patrol-units', team.body.id, 9, { strength: 7 })).body.type).toBe(
      '/problems/edit-conflict',
    )
    await change(admin, 'patrol-units', team.body.id, 1, { strength: 7 })
    expect((await retire(admin, 'patrol-units', team.body.id, 2)).status).toBe(204)
    const { body } = await admin<{ entries: { after: object }[] }>(
      `/api/v1/time-slots/${slot.body.id}/history`,
    )
    expect(body.entries).toHaveLength(1)
    const audit = await server.database.write
      .selectFrom('auditEntries')
      .select(['action', 'actor', 'recordCode'])
      .where('concept', '=', 'patrol-units')
      .orderBy('id')
      .execute()
    expect(audit).toEqual([
      { action: 'created', actor: 'admin', recordCode: 'N7' },
      { action: 'changed', actor: 'admin', recordCode: 'N7' },
      { action: 'retired', actor: 'admin', recordCode: 'N7' },
    ])
  })

  it('lets planners set requirements for targets of their station only', async () => {
    const slot = await create(admin, 'time-slots', {
      code: 'DAY',
      name: '白天',
      startTime: '08:00',
      endTime: '20:00',
      weekdays: [1, 2, 3, 4, 5],
      dayKind: 'workday',
    })
    const point = async (longitude: number) =>
      (
        await admin<Stored>('/api/v1/patrol-points', {
          method: 'POST',
          body: {
            properties: { name: '点', kind: 'standard' },
            geometry: { type: 'Point', coordinates: [longitude, 43.805] },
          },
        })
      ).body.id
    const [own, foreign] = [await point(126.505), await point(126.525)]
    const form = (id: number) => ({
      target: { layer: 'patrol-points', id },
      slotId: slot.body.id,
      measure: 'visits',
      amount: 2,
      validFrom: '2026-01-01',
    })
    const set = await create(planner, 'requirements', form(own))
    expect(set.status).toBe(201)
    expect(set.body.properties).toMatchObject({
      target: { layer: 'patrol-points', id: own },
      slot: { code: 'DAY', startTime: '08:00', weekdays: [1, 2, 3, 4, 5] },
      measure: 'visits',
      amount: 2,
      validFrom: '2026-01-01',
      validTo: null,
    })
    expect((await create(planner, 'requirements', form(foreign))).status).toBe(403)
    expect((await create(admin, 'requirements', form(foreign))).status).toBe(201)
    expect((await create(planner, 'requirements', { ...form(own), measure: 'passes' })).body).toMatchObject({
      field: 'measure',
    })
    const raised = await change(planner, 'requirements', set.body.id, 1, { amount: 4, validTo: '2026-12-31' })
    expect(raised.body.properties).toMatchObject({ amount: 4, validTo: '2026-12-31', version: 2 })
    expect(
      (await change(planner, 'requirements', set.body.id, 2, { validTo: '2025-12-31' })).body,
    ).toMatchObject({ field: 'validTo' })

    const listed = await planner<{ features: Stored[] }>(
      `/api/v1/requirements?layer=patrol-points&target=${own}`,
    )
    expect(listed.body.features.map((feature) => feature.id)).toEqual([set.body.id])
    expect((await planner<{ features: Stored[] }>('/api/v1/requirements')).body.features).toHaveLength(1)
    expect((await admin<{ features: Stored[] }>('/api/v1/requirements')).body.features).toHaveLength(2)
    expect((await retire(admin, 'time-slots', slot.body.id, 1)).status).toBe(409)
    expect((await retire(planner, 'requirements', set.body.id, 2)).status).toBe(204)
  })

  it('keeps these records from everybody who does not administer them', async () => {
    const slot = {
      code: 'X',
      name: '时段',
      startTime: '08:00',
      endTime: '09:00',
      weekdays: [1],
      dayKind: 'any',
    }
    for (const username of ['branch', 'planner', 'leader']) {
      const visit = await server.signIn(username)
      expect((await create(visit, 'time-slots', slot)).status).toBe(403)
    }
    const branch = await server.signIn('branch')
    const requirement = {
      target: { layer: 'patrol-points', id: 1 },
      slotId: 1,
      measure: 'visits',
      amount: 1,
      validFrom: '2026-01-01',
    }
    expect((await create(branch, 'requirements', requirement)).status).toBe(403)
  })
})
