import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CoverageAnswer, GapCollection } from '../../api/coverage/contract.ts'
import { ensurePartitions } from '../../api/database/partitions.ts'
import { storeSummaryState } from '../../api/summaries/state.ts'
import { tracksChanged } from '../../api/tracks/changed.ts'
import { engines } from '../database/scene.ts'
import { addCases, makeCategoriesAndStreet } from './cases-scene.ts'
import { startTestServer, testCity, type TestServer, type Visit } from './server.ts'

/**
 * One must-patrol line of 482 m from west to east, one must-arrive point at its middle (radius 40 m, 5 minutes), both once each night 22-02.
 * 2 November, 22:30: walked from end to end, and ten minutes at the point: done.
 * 3 November, 22:30: half way and back, without stopping: two partial passes, a visit too brief.
 * 4 November: walked in full, but at noon, outside the slot.
 */
const line = { west: 126.501, east: 126.507, latitude: 43.805 }
const middle = (line.west + line.east) / 2
const window = 'from=2026-11-02T00:00:00%2B08:00&to=2026-11-05T00:00:00%2B08:00'

interface Fix {
  seconds: number
  longitude: number
}

/** A walk between longitudes at 1.2 m/s, a fix every 15 s; 0.001 degrees are 80.4 m here. */
function walk(from: number, to: number, startSeconds: number): Fix[] {
  const degreesPerSecond = (1.2 / 80.4) * 0.001
  const duration = Math.abs(to - from) / degreesPerSecond
  const steps = Math.ceil(duration / 15)
  return Array.from({ length: steps + 1 }, (_, index) => ({
    seconds: startSeconds + Math.round((duration * index) / steps),
    longitude: from + ((to - from) * index) / steps,
  }))
}

function stand(at: number, startSeconds: number, durationSeconds: number): Fix[] {
  return Array.from({ length: durationSeconds / 15 }, (_, index) => ({
    seconds: startSeconds + 15 * (index + 1),
    longitude: at,
  }))
}

async function insertTrack(server: TestServer, unitId: number, fixes: Fix[], attire = 'uniform') {
  const startedAt = new Date(fixes[0]!.seconds * 1000)
  // The receiver finds its first place some minutes after the unit has set out.
  const setOut = new Date(startedAt.getTime() - 7 * 60_000)
  const endedAt = new Date(fixes.at(-1)!.seconds * 1000)
  const path = fixes.map((fix) => `${fix.longitude} ${line.latitude} ${fix.seconds}`).join(', ')
  await server.database.write.transaction().execute(async (trx) => {
    await ensurePartitions(trx, 'patrols', setOut, endedAt)
    await ensurePartitions(trx, 'tracks', startedAt, endedAt)
    const { id } = await trx
      .insertInto('patrols')
      .values({
        districtCode: testCity.districtCode,
        unitId,
        mode: 'foot',
        attire,
        startedAt: setOut,
        endedAt,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await sql`
      INSERT INTO tracks (district_code, patrol_id, unit_id, started_at, ended_at, fix_count, observed_seconds, unobserved_seconds,
        length_meters, geom)
      VALUES (${testCity.districtCode}, ${id}, ${unitId}, ${startedAt}, ${endedAt}, ${fixes.length}, 0, 0, 0,
        ST_GeomFromText(${`MULTILINESTRING M ((${path}))`}, 4490))`.execute(trx)
    const change = { patrolId: id, unitId, from: startedAt, to: endedAt, removed: false }
    await tracksChanged(trx, server.database, testCity.districtCode, [change])
  })
}

const at = (text: string) => Date.parse(`${text}+08:00`) / 1000

describe.each(engines)('coverage on %s', (engine) => {
  let server: TestServer
  let planner: Visit

  beforeAll(async () => {
    server = await startTestServer(engine)
    const db = server.database.write
    const station = await db
      .selectFrom('orgUnits')
      .select('id')
      .where('code', '=', testCity.station)
      .executeTakeFirstOrThrow()
    const place = { orgUnitId: station.id, name: '北山路' }
    const patrolLine = await db
      .insertInto('patrolLines')
      .values({
        ...place,
        code: 'BX-1',
        geom: `SRID=4490;LINESTRING(${line.west} ${line.latitude}, ${line.east} ${line.latitude})`,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const patrolPoint = await db
      .insertInto('patrolPoints')
      .values({
        ...place,
        code: 'BD-1',
        radiusMeters: 40,
        dwellSeconds: 300,
        geom: `SRID=4490;POINT(${middle} ${line.latitude})`,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const slot = await db
      .insertInto('timeSlots')
      .values({ code: 'night', name: '深夜', startTime: '22:00', endTime: '02:00', dayKind: 'any' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const required = { timeSlotId: slot.id, amount: 1, validFrom: '2026-01-01' }
    await db
      .insertInto('requirements')
      .values([
        { ...required, patrolLineId: patrolLine.id, measure: 'passes' },
        { ...required, patrolPointId: patrolPoint.id, measure: 'visits' },
      ])
      .execute()
    const unit = await db
      .insertInto('patrolUnits')
      .values({ code: 'XL-1', forceType: 'auxiliary', orgUnitId: station.id })
      .returning('id')
      .executeTakeFirstOrThrow()

    const start = at('2026-11-02T22:30:00')
    const toMiddle = walk(line.west, middle, start)
    const standing = stand(middle, toMiddle.at(-1)!.seconds, 600)
    const onward = walk(middle, line.east, standing.at(-1)!.seconds).slice(1)
    await insertTrack(server, unit.id, [...toMiddle, ...standing, ...onward])
    const out = walk(line.west, middle, at('2026-11-03T22:30:00'))
    await insertTrack(
      server,
      unit.id,
      [...out, ...walk(middle, line.west, out.at(-1)!.seconds).slice(1)],
      'plain',
    )
    await insertTrack(server, unit.id, walk(line.west, line.east, at('2026-11-04T12:00:00')))
    planner = await server.signIn('planner')
  })
  afterAll(() => server?.close())

  it('counts what was done in the slot and names what was missed', async () => {
    const { status, body } = await planner<CoverageAnswer>(`/api/v1/coverage?${window}&slot=night`)
    expect(status).toBe(200)
    const [lineTarget, pointTarget] = ['BX-1', 'BD-1'].map((code) =>
      body.targets.find((target) => target.code === code)!,
    )
    expect(lineTarget).toMatchObject({
      status: 'partly',
      required: 3,
      done: 1,
      missing: 2,
      gapCount: 2,
      passCount: 1,
      partialPassCount: 2,
      gridCode: testCity.grid,
    })
    expect(lineTarget!.lengthMeters).toBeCloseTo(482.6, 0)
    expect(lineTarget!.coverage).toBeCloseTo(1 / 3, 9)
    expect(lineTarget!.coveredShare).toBeCloseTo(1, 2)
    expect(lineTarget!.occurrences.map(({ day, done }) => [day, done])).toEqual([
      ['2026-11-02', 1],
      ['2026-11-03', 0],
      ['2026-11-04', 0],
    ])
    expect(lineTarget!.reasons).toEqual([
      { reason: 'partial', count: 1 },
      { reason: 'tooFar', count: 1 },
    ])
    // Walked on the 4th too, but at noon.
    expect(lineTarget!.lastDoneAt).toMatch(/^2026-11-02T14:/)
    expect(lineTarget!.lookedFrom).toBe('2026-10-25T16:00:00.000Z')
    const later = 'from=2026-11-04T00:00:00%2B08:00&to=2026-11-05T00:00:00%2B08:00'
    const lastDay = await planner<CoverageAnswer>(`/api/v1/coverage?${later}&slot=night`)
    expect(lastDay.body.targets.find(({ code }) => code === 'BX-1')!.lastDoneAt).toBe(lineTarget!.lastDoneAt)
    expect(pointTarget).toMatchObject({ status: 'partly', required: 3, done: 1, visitCount: 1 })
    expect(pointTarget!.reasons).toContainEqual({ reason: 'tooBrief', count: 1 })
    expect(body.summary).toMatchObject({ targets: 2, partly: 2, gaps: 4, required: 6, completed: 2 })
    expect(body.summary.coverage).toBeCloseTo(1 / 3, 9)
  })

  it('shows every part of the severity', async () => {
    const { body } = await planner<CoverageAnswer>(`/api/v1/coverage?${window}`)
    const { severity } = body.targets.find((target) => target.code === 'BX-1')!
    // Two of three missing, no case near, the only line of its kind (rank 0), last done more than a week ago or at noon of the 4th.
    expect(severity!.missingShare).toBeCloseTo(2 / 3, 9)
    expect(severity!.risk).toMatchObject({ rank: 0, part: 0, count: 0, countText: '0', suppressed: false })
    expect(severity!.severity).toBeCloseTo(
      100 * severity!.missingShare * (severity!.risk.part + severity!.wait.part + severity!.size.part),
      9,
    )
  })

  it('counts only what the public reported at the line in the hours of the slot, and nothing restricted', async () => {
    await makeCategoriesAndStreet(server.database)
    const night = { at: '2026-11-01T23:10:00+08:00', lon: middle, lat: line.latitude }
    await addCases(server.database, [
      night,
      { ...night, category: 'sexual_offence' },
      { ...night, source: 'patrol_found' },
      { ...night, at: '2026-11-01T12:00:00+08:00' },
      { ...night, lat: line.latitude + 0.002 },
    ])
    const { body } = await planner<CoverageAnswer>(`/api/v1/coverage?${window}`)
    expect(body.targets.find((target) => target.code === 'BX-1')!.severity!.risk.count).toBe(1)
  })

  it('does not give the cases of the neighbours at a border away, neither alone nor by subtraction', async () => {
    const border = testCity.west.neighbourGrid
    const stationOf = server.database.write.selectFrom('orgUnits').select('id')
    const { id: orgUnitId } = await stationOf.where('code', '=', testCity.station).executeTakeFirstOrThrow()
    const { id: patrolLineId } = await server.database.write
      .insertInto('patrolLines')
      .values({
        orgUnitId,
        name: '界街',
        code: 'BX-2',
        geom: `SRID=4490;LINESTRING(${border - 0.0001} 43.808, ${border + 0.0001} 43.809)`,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: timeSlotId } = await server.database.write
      .selectFrom('timeSlots')
      .select('id')
      .executeTakeFirstOrThrow()
    await server.database.write
      .insertInto('requirements')
      .values({ timeSlotId, patrolLineId, amount: 1, validFrom: '2026-01-01', measure: 'passes' })
      .execute()
    const branch = await server.signIn('branch')
    const riskFor = async (visit: Visit) => {
      const { body } = await visit<CoverageAnswer>(`/api/v1/coverage?${window}`)
      const { count, countText } = body.targets.find((target) => target.code === 'BX-2')!.severity!.risk
      const list = await visit<{ target: CoverageAnswer['targets'][number] }>(
        `/api/v1/coverage/patrol-lines/${patrolLineId}?${window}`,
      )
      expect(list.body.target.severity!.risk).toMatchObject({ count, countText })
      const gaps = await visit<GapCollection>(`/api/v1/gaps?${window}`)
      const gap = gaps.body.features.find(({ id }) => id === patrolLineId)!
      expect(gap.properties.severity!.risk).toMatchObject({ count, countText })
      return [count, countText]
    }
    const night = { at: '2026-11-01T23:10:00+08:00', lat: 43.8085 }
    const others = { ...night, lon: border + 0.0002, grid: testCity.neighbourGrid }
    await addCases(server.database, [others])
    expect(await riskFor(branch)).toEqual([null, '<3'])
    expect(await riskFor(planner)).toEqual([1, '1'])
    await addCases(
      server.database,
      [1, 2, 3, 4].map(() => ({ ...night, lon: border - 0.0002 })),
    )
    expect(await riskFor(branch)).toEqual([null, '>4'])
    expect(await riskFor(planner)).toEqual([5, '5'])
    await addCases(server.database, [others, others])
    expect(await riskFor(branch)).toEqual([7, '7'])
    await server.database.write
      .updateTable('patrolLines')
      .set({ retiredAt: new Date() })
      .where('id', '=', patrolLineId)
      .execute()
  })

  it('gives the evidence: the passes that count and those that do not, and why', async () => {
    const { body: answer } = await planner<CoverageAnswer>(`/api/v1/coverage?${window}`)
    const { id } = answer.targets.find((target) => target.code === 'BX-1')!
    interface Evidence {
      passes: { complete: boolean; unitCode: string | null; coveredShare: number; slotCode: string | null }[]
    }
    const { body } = await planner<Evidence>(`/api/v1/coverage/patrol-lines/${id}?${window}`)
    expect(body.passes.map(({ complete, slotCode }) => [complete, slotCode])).toEqual([
      [true, 'night'],
      [false, 'night'],
      [false, 'night'],
      [true, null],
    ])
    expect(body.passes[1]!.coveredShare).toBeCloseTo(0.5, 1)
    const branch = await server.signIn('branch')
    const seen = await branch<Evidence>(`/api/v1/coverage/patrol-lines/${id}?${window}`)
    // The night in plain clothes is not theirs to know.
    expect(seen.body.passes.map((pass) => pass.unitCode)).toEqual(['XL-1', 'XL-1'])
  })

  it('cuts to the scope of the viewer', async () => {
    const count = async (username: string) => {
      const visit = await server.signIn(username)
      const { status, body } = await visit<CoverageAnswer>(`/api/v1/coverage?${window}`)
      return status === 200 ? body.targets.length : status
    }
    expect(await count('branch')).toBe(2)
    expect(await count('leader')).toBe(2)
    expect(await count('other-planner')).toBe(0)
    expect(await count('admin')).toBe(403)
    const { body } = await planner<CoverageAnswer>(`/api/v1/coverage?${window}&grid=${testCity.otherGrid}`)
    expect(body.targets).toEqual([])
  })

  it('answers what was counted before tracks lost their times, with the standard tolerance', async () => {
    const set = (hasTimes: boolean) =>
      server.database.write.transaction().execute(async (trx) => {
        await trx
          .updateTable('tracks')
          .set({ hasTimes })
          .where('endedAt', '<', new Date(at('2026-11-03T00:00:00') * 1000))
          .execute()
        await sql`SELECT bump_layer_version('tracks')`.execute(trx)
      })
    const figures = async (query: string) => {
      const { body } = await planner<CoverageAnswer>(`/api/v1/coverage?${query}`)
      return body.targets.map(({ code, done, passCount, coveredShare }) => [
        code,
        done,
        passCount,
        coveredShare,
      ])
    }
    const before = await figures(window)
    const wide = await figures(`${window}&tolerance=40`)
    expect(wide.map(([code, done]) => [code, done])).toEqual(before.map(([code, done]) => [code, done]))
    await set(false)
    expect(await figures(window)).toEqual(before)
    for (const path of ['coverage', 'gaps', 'gaps.csv']) {
      expect(await planner(`/api/v1/${path}?${window}&tolerance=40`)).toMatchObject({
        status: 400,
        body: { field: 'tolerance', detail: '请改用标准容差,或选择 2026-11-03 或以后开始。' },
      })
    }

    // As in a database whose tracks were there long before anything was counted.
    await server.database.write
      .transaction()
      .execute((trx) => storeSummaryState(trx, testCity.districtCode, ''))
    expect(await planner(`/api/v1/coverage?${window}`)).toMatchObject({
      status: 400,
      body: { field: 'from', detail: '请选择 2026-11-03 或以后开始。' },
    })
    const later = 'from=2026-11-03T00:00:00%2B08:00&to=2026-11-05T00:00:00%2B08:00'
    const { status, body } = await planner<CoverageAnswer>(`/api/v1/coverage?${later}`)
    expect(status).toBe(200)
    expect(body.tracksFrom).toMatch(/^2026-11-02T/)
    await server.database.write.deleteFrom('settings').where('key', '=', 'summaries').execute()
    await set(true)
  })

  it('exports the gaps as CSV and GeoJSON for those who may, and leaves an audit row', async () => {
    const gaps = await planner<GapCollection>(`/api/v1/gaps?${window}`)
    expect(gaps.body.features.map(({ geometry }) => geometry.type).sort()).toEqual(['LineString', 'Point'])
    const csv = await planner<string>(`/api/v1/gaps.csv?${window}`, { language: 'en' })
    expect(csv.status).toBe(200)
    expect(csv.body.split('\n')[0]).toContain('Rank,Kind,Code')
    expect(csv.body).toContain('BX-1')
    expect(csv.body).toContain('"1 × not completed, 1 × nobody near",2026-11-03 深夜 2026-11-04 深夜')
    expect(csv.body).toContain('2026-11-02 – 2026-11-04,all slots')
    const night = await planner<string>(`/api/v1/gaps.csv?${window}&slot=night`)
    expect(night.headers.get('content-disposition')).toContain('gaps-2026-11-02_2026-11-04-night.csv')
    expect(night.body).toContain('2026-11-02 – 2026-11-04,深夜 22:00–02:00')
    expect(night.body).toContain('1 个时段未走完全程，1 个时段无人靠近')
    const geojson = await planner<GapCollection>(`/api/v1/gaps.geojson?${window}`)
    expect(geojson.headers.get('content-disposition')).toContain('gaps-2026-11-02_2026-11-04.geojson')
    expect(geojson.body).not.toHaveProperty('nextCursor')
    // Who reads a file is not known: the small number that the planner sees is hidden in it.
    const riskOf = ({ features }: GapCollection) =>
      features.find(({ properties }) => properties.code === 'BX-1')!.properties.severity!.risk.countText
    expect(riskOf(gaps.body)).toBe('1')
    expect(riskOf(geojson.body)).toBe('<3')
    const branch = await server.signIn('branch')
    expect((await branch(`/api/v1/gaps.csv?${window}`)).status).toBe(403)
    const exports = await server.database.read
      .selectFrom('auditEntries')
      .select('actor')
      .where('action', '=', 'exported')
      .execute()
    expect(exports).toEqual([{ actor: 'planner' }, { actor: 'planner' }, { actor: 'planner' }])
  })

  it('refuses a window that ends before it starts or is too long, naming the field', async () => {
    const turned = await planner(
      `/api/v1/coverage?from=2026-11-05T00:00:00%2B08:00&to=2026-11-02T00:00:00%2B08:00`,
    )
    expect([turned.status, turned.body['field']]).toEqual([400, 'to'])
    const long = await planner(
      `/api/v1/coverage?from=2025-11-05T00:00:00%2B08:00&to=2026-11-02T00:00:00%2B08:00`,
    )
    expect([long.status, long.body['field']]).toEqual([400, 'from'])
  })
})
