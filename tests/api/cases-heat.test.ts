import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metricProjection } from '../../api/geometry/metric-projection.ts'
import type { Heat } from '../../api/hotspots/contract.ts'
import { engines } from '../database/scene.ts'
import { addCases, makeCategoriesAndStreet } from './cases-scene.ts'
import { startTestServer, testCity, type TestServer } from './server.ts'

const { forward, inverse } = metricProjection(32652)
const [middleX, middleY] = forward(126.505, 43.805)
/** South-west corner of a 50 m cell in the middle of the first grid. */
const cornerX = Math.floor(middleX / 50) * 50
const cornerY = Math.floor(middleY / 50) * 50

/** A place so many metres east and north of that corner. */
function at(east: number, north: number): { lon: number; lat: number } {
  const [lon, lat] = inverse(cornerX + east, cornerY + north)
  return { lon, lat }
}

/** Exactly one year, so that densities are per km² as well. */
const year = 'from=2025-01-01T00:00:00Z&to=2026-01-01T06:00:00Z'
/** Quartic kernel at its centre, h = 350 m, per km² and case. */
const peak = 3 / (Math.PI * 0.35 ** 2)

function valuesOf(heat: Heat): Float32Array {
  const bytes = Buffer.from(heat.values, 'base64')
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

/** The value of the cell that holds a place so many metres from the corner. */
function valueAt(heat: Heat, east: number, north: number): number {
  const column = Math.floor((cornerX + east - heat.originX) / heat.cellMeters)
  const row = Math.floor((cornerY + north - heat.originY) / heat.cellMeters)
  return valuesOf(heat)[row * heat.columns + column] ?? NaN
}

describe.each(engines)('the heat map on %s', (engine) => {
  let server: TestServer
  const heatOf = async (who: string, query: string): Promise<Heat> => {
    const visit = await server.signIn(who)
    const { status, body } = await visit<Heat>(`/api/v1/cases/heat?${query}`)
    expect(status).toBe(200)
    return body
  }

  beforeAll(async () => {
    server = await startTestServer(engine)
    await makeCategoriesAndStreet(server.database)
    const ten = Array.from({ length: 10 }, () => ({ at: '2025-06-01T12:00:00+08:00', ...at(20, 30) }))
    await addCases(server.database, [
      ...ten,
      // not by the public, restricted, and exactly at the end of the window: none of them counts
      { at: '2025-06-01T12:00:00+08:00', ...at(20, 30), source: 'patrol_found' },
      { at: '2025-06-01T12:00:00+08:00', ...at(20, 30), category: 'sexual_offence' },
      { at: '2026-01-01T06:00:00Z', ...at(20, 30) },
    ])
  })
  afterAll(() => server.close())

  it('is the quartic kernel of the cases in their cell, per km² and year', async () => {
    const heat = await heatOf('leader', year)
    expect(heat).toMatchObject({
      crs: 32652,
      cellMeters: 50,
      bandwidthMeters: 350,
      kernel: 'quartic',
      caseCount: 10,
      tooFewCases: false,
    })
    expect(heat.originX % 50).toBe(0)
    expect(valuesOf(heat)).toHaveLength(heat.columns * heat.rows)
    expect(valueAt(heat, 25, 25)).toBeCloseTo(10 * peak, 3)
    expect(valueAt(heat, 125, 25)).toBeCloseTo(10 * peak * (1 - (100 / 350) ** 2) ** 2, 3)
    expect(valueAt(heat, 375, 25)).toBe(0)
    expect(heat.maximum).toBeCloseTo(10 * peak, 3)
    expect(heat.breaks[0]).toBe(0)
    expect(heat.breaks.at(-1)).toBeGreaterThanOrEqual(heat.maximum)
    expect(heat.breaks.length).toBeLessThanOrEqual(7)
    const [west, south] = heat.corners[0]
    expect(forward(west, south)[0]).toBeCloseTo(heat.originX, 3)
    expect(forward(west, south)[1]).toBeCloseTo(heat.originY, 3)
  })

  it('lets a case on a cell edge belong to the upper cell', async () => {
    const onEdge = Array.from({ length: 10 }, () => ({ at: '2028-06-01T12:00:00Z', ...at(50.001, 100.001) }))
    await addCases(server.database, onEdge)
    const heat = await heatOf('leader', 'from=2028-01-01T00:00:00Z&to=2029-01-01T00:00:00Z')
    const values = valuesOf(heat)
    const top = values.indexOf(Math.max(...values.filter((value) => !Number.isNaN(value))))
    expect(heat.originX + (top % heat.columns) * 50).toBe(cornerX + 50)
    expect(heat.originY + Math.floor(top / heat.columns) * 50).toBe(cornerY + 100)
  })

  it('gives every viewer the same figure for a cell, and no cell outside the scope', async () => {
    const leader = await heatOf('leader', year)
    const branch = await heatOf('branch', year)
    const other = await heatOf('other-planner', year)
    expect(valueAt(branch, 25, 25)).toBe(valueAt(leader, 25, 25))
    expect(branch.breaks).toEqual(leader.breaks)
    expect(branch.columns).toBeLessThan(leader.columns)
    // the other station's cells lie over 600 m east of the cases: nothing of them reaches there
    expect(other.originX).toBeGreaterThan(cornerX + 600)
    expect(other).toMatchObject({ caseCount: 0, tooFewCases: true, maximum: 0 })
    expect(valuesOf(leader).some(Number.isNaN)).toBe(true)
  })

  it('counts for a viewer the own cases only, although cells along the border hold the neighbours’', async () => {
    const query = 'from=2031-01-01T00:00:00Z&to=2032-01-01T00:00:00Z'
    const border = { at: '2031-06-01T12:00:00+08:00', lat: 43.805, lon: testCity.west.neighbourGrid }
    await addCases(server.database, [
      ...Array.from({ length: 10 }, () => ({ ...border, lon: border.lon - 0.00005 })),
      { ...border, lon: border.lon + 0.00005, grid: testCity.neighbourGrid },
    ])
    expect((await heatOf('leader', query)).caseCount).toBe(11)
    expect((await heatOf('planner', query)).caseCount).toBe(11)
    expect((await heatOf('branch', query)).caseCount).toBe(10)
    expect((await heatOf('branch', `${query}&hours=13`)).caseCount).toBe(0)
  })

  it('weighs by hours and weekdays', async () => {
    const heat = await heatOf('leader', `${year}&hours=12&weekdays=7`)
    expect(heat.caseCount).toBe(10)
    expect((await heatOf('leader', `${year}&hours=13`)).caseCount).toBe(0)
    expect((await heatOf('leader', `${year}&weekdays=1`)).caseCount).toBe(0)
  })

  it('holds no restricted case, for leadership neither', async () => {
    expect((await heatOf('leader', `${year}&category=criminal`)).caseCount).toBe(10)
    for (const who of ['leader', 'planner']) {
      const visit = await server.signIn(who)
      const refused = await visit(`/api/v1/cases/heat?${year}&category=sexual_offence`)
      expect(refused).toMatchObject({ status: 400, body: { field: 'category' } })
    }
  })

  it('says when there are too few cases', async () => {
    const heat = await heatOf('leader', `${year}&source=patrol_found`)
    expect(heat).toMatchObject({ caseCount: 1, tooFewCases: true, minimumCases: 10 })
  })

  it('takes from the settings how few are too few', async () => {
    const set = async (value: string | null) => {
      const settings = server.database.write
      await settings.deleteFrom('settings').where('key', '=', 'hotspots.minimumCases').execute()
      if (value)
        await settings.insertInto('settings').values({ key: 'hotspots.minimumCases', value }).execute()
      server.context.settings.forget()
    }
    await set('11')
    expect(await heatOf('leader', year)).toMatchObject({ tooFewCases: true, minimumCases: 11 })
    await set(null)
    expect(await heatOf('leader', year)).toMatchObject({ tooFewCases: false, minimumCases: 10 })
  })

  it('keeps the densities of too few cases from a branch, which is not shown points', async () => {
    const few = `${year}&source=patrol_found`
    const branch = await heatOf('branch', few)
    expect(branch).toMatchObject({ tooFewCases: true, maximum: 0 })
    expect(valuesOf(branch).every(Number.isNaN)).toBe(true)
    expect(valueAt(await heatOf('planner', few), 25, 25)).toBeGreaterThan(0)
  })

  it('follows new cases at once', async () => {
    const query = 'from=2029-01-01T00:00:00Z&to=2030-01-01T00:00:00Z'
    expect((await heatOf('leader', query)).caseCount).toBe(0)
    await addCases(server.database, [{ at: '2029-05-05T12:00:00Z', ...at(20, 30) }])
    expect((await heatOf('leader', query)).caseCount).toBe(1)
  })

  it('refuses sizes that make no map, and a narrow look by a branch', async () => {
    const leader = await server.signIn('leader')
    const branch = await server.signIn('branch')
    const admin = await server.signIn('admin')
    const fieldOf = async (query: string, visit = leader) => {
      const { status, body } = await visit<{ field: string }>(`/api/v1/cases/heat?${query}`)
      return [status, body.field]
    }
    expect(await fieldOf(`${year}&bandwidth=3000`)).toEqual([400, 'bandwidth'])
    expect(await fieldOf(`${year}&bandwidth=100&cell=200`)).toEqual([400, 'cell'])
    expect(await fieldOf('from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z')).toEqual([400, 'to'])
    expect(await fieldOf(`${year}&bandwidth=60&cell=25`, branch)).toEqual([400, 'bandwidth'])
    expect((await admin(`/api/v1/cases/heat?${year}`)).status).toBe(403)
  })
})
