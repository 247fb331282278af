import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Me } from '../../api/me/contract.ts'
import { type BrowserCity, chromiumPath, cityTimeout, mapSettled, openBrowserCity } from './browser.ts'

const phone = { width: 390, height: 844 }
/** A software-drawn map on a busy machine. */
const patience = 60_000
/** About a metre, and a step that no patrol car outruns in the time between two fixes. */
const meterDegrees = 1 / 111_000
const stepMeters = 12
const stepMilliseconds = 400

describe.skipIf(!chromiumPath)('a patrol is recorded on the phone', { timeout: 4 * patience }, () => {
  let city: BrowserCity
  let page: Page
  let unit: string
  /** Two must-arrive points of the own grid: one is walked past, one is left out. */
  let near: { id: number; name: string; lon: number; lat: number }
  let far: { id: number; name: string }
  let place: { lon: number; lat: number }
  let walked = 0

  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const fixCount = async () => {
    const { rows } = await sql<{ n: number; times: number }>`
      SELECT count(*)::int AS n, count(DISTINCT fixed_at)::int AS times FROM track_fixes
      WHERE patrol_id IN (SELECT id FROM patrols WHERE patrol_key LIKE 'phone-%')`.execute(city.database.read)
    return rows[0]!
  }
  /** What the device has recorded, sent or not. */
  const recorded = (sent?: 0 | 1) =>
    page.evaluate(
      (wanted) =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open('xunge-record')
          opening.onerror = () => reject(new Error('no database'))
          opening.onsuccess = () => {
            const all = opening.result.transaction('fixes').objectStore('fixes').getAll()
            all.onsuccess = () => {
              opening.result.close()
              const fixes = all.result as { sent: number }[]
              resolve(fixes.filter((fix) => wanted === undefined || fix.sent === wanted).length)
            }
          }
        }),
      sent,
    )

  /** Walks on northwards; each step is a fix of its own on the device. */
  async function walk(steps: number) {
    for (let step = 0; step < steps; step++) {
      const before = await recorded()
      place = { ...place, lat: place.lat + stepMeters * meterDegrees }
      await page.context().setGeolocation({ longitude: place.lon, latitude: place.lat, accuracy: 6 })
      await expect.poll(() => recorded(), { timeout: patience }).toBeGreaterThan(before)
      await page.waitForTimeout(stepMilliseconds)
    }
    walked = await recorded()
  }

  /** What the browser says by itself about requests that find no network. */
  const withoutNetworkErrors = () => {
    const others = city.complaints.filter((what) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(what))
    city.complaints.splice(0)
    return others
  }

  beforeAll(async () => {
    city = await openBrowserCity()
    const visitor = await city.visit({ username: 'branch', viewport: phone })
    const me = (await (await visitor.request.get('/api/v1/me')).json()) as Me
    await visitor.context().close()
    const db = city.database.write
    const grid = me.account.homeGrid!
    const { rows: units } = await sql<{ code: string }>`
      SELECT code FROM patrol_units
      WHERE org_unit_id IN (SELECT id FROM org_units WHERE ${me.account.orgUnit.code} LIKE left(code, 9) || '%' AND level = 'street')
      ORDER BY code LIMIT 1`.execute(db)
    unit = units[0]!.code
    // All day, so that the hour at which the test runs does not matter; no dwell, so that it need not wait.
    await sql`UPDATE requirements SET retired_at = now() WHERE patrol_point_id IS NOT NULL OR patrol_line_id IS NOT NULL`.execute(
      db,
    )
    const { id: slotId } = await db
      .insertInto('timeSlots')
      .values({ code: 'all-day', name: '全天', startTime: '00:00', endTime: '00:00' })
      .returning('id')
      .executeTakeFirstOrThrow()
    // The middle of the grid, and the place in it that lies furthest to the side of the way, which goes north.
    const { rows: places } = await sql<{ lon: number; lat: number }>`
      WITH home AS (SELECT geom, ST_PointOnSurface(geom) AS middle FROM grids WHERE id = ${grid.id}),
      places AS (
        SELECT middle AS place, 0.0 AS aside FROM home
        UNION ALL
        SELECT place, abs(ST_X(place) - ST_X(middle))
        FROM home, ST_DumpPoints(geom) AS vertex, ST_LineInterpolatePoint(ST_MakeLine(middle, vertex.geom), 0.9) AS place
        WHERE ST_Contains(home.geom, place)
      )
      SELECT ST_X(place) AS lon, ST_Y(place) AS lat FROM places
      WHERE aside = 0 OR aside = (SELECT max(aside) FROM places) ORDER BY aside LIMIT 2`.execute(db)
    const [middle, aside] = [places[0]!, places[1]!]
    const addPoint = async (code: string, name: string, lon: number, lat: number) => {
      const { id } = await db
        .insertInto('patrolPoints')
        .values({
          code,
          name,
          orgUnitId: me.account.orgUnit.id,
          radiusMeters: 30,
          dwellSeconds: 0,
          geom: `SRID=4490;POINT(${lon} ${lat})`,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      await db
        .insertInto('requirements')
        .values({
          patrolPointId: id,
          timeSlotId: slotId,
          measure: 'visits',
          amount: 1,
          validFrom: '2026-01-01',
        })
        .execute()
      return { id, name, lon, lat }
    }
    near = await addPoint('T-NEAR', '试点北门', middle.lon, middle.lat)
    far = await addPoint('T-FAR', '试点东门', aside.lon, aside.lat)
    place = { lon: near.lon, lat: near.lat - 60 * meterDegrees }

    page = await city.visit({ username: 'branch', viewport: phone, path: '/record' })
    page.setDefaultTimeout(patience)
    await page.context().grantPermissions(['geolocation'])
    await page.context().setGeolocation({ longitude: place.lon, latitude: place.lat, accuracy: 6 })
  }, cityTimeout)
  afterEach(() => expect(withoutNetworkErrors()).toEqual([]))
  afterAll(() => city.close())

  it('starts for a unit of the own station, and a point ticks when it is walked past', async () => {
    await page.getByRole('combobox', { name: /巡逻力量/ }).click()
    const options = page.getByRole('option')
    await options.first().waitFor()
    expect(await page.getByText('便衣').count(), 'a branch knows nothing of plain clothes').toBe(0)
    await options.filter({ hasText: unit }).click()
    const start = button('开始记录')
    expect((await start.boundingBox())!.height).toBeGreaterThanOrEqual(44)
    await start.click()
    await page.getByRole('heading', { name: /记录中/ }).waitFor()
    await page.getByText('已完成 0 / 2').waitFor()
    await expect.poll(() => recorded(), { timeout: patience }).toBeGreaterThan(0)
    await walk(6)
    await page.getByText('已完成 1 / 2').waitFor()
    await page.getByRole('button', { name: new RegExp(`^${near.name}`) }).waitFor()
    expect(await page.getByRole('status').first().innerText()).toContain(`${near.name}已完成`)
  })

  it('records nothing in a pause, and the track breaks there', async () => {
    await button('暂停').click()
    await page.getByRole('heading', { name: /已暂停/ }).waitFor()
    const before = await recorded()
    await page.context().setGeolocation({ longitude: place.lon, latitude: place.lat + 0.0001, accuracy: 6 })
    await page.waitForTimeout(stepMilliseconds)
    expect(await recorded()).toBe(before)
    await button('继续').click()
    await walk(2)
  })

  it('goes on without network, also after the page was closed, and says what is not sent', async () => {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.context().setOffline(true)
    await page.getByText(/没有网络：照常记录/).waitFor()
    await walk(3)
    await page
      .getByText(/条未上传/)
      .first()
      .waitFor()
    await page.reload()
    await page.getByRole('heading', { name: '没有网络' }).waitFor()
    await page.getByRole('heading', { name: `继续 ${unit} 的这次巡逻？` }).waitFor()
    await button(/^继续/).click()
    await page.getByRole('heading', { name: /记录中/ }).waitFor()
    await page.getByText('已完成 1 / 2').waitFor()
    await walk(2)
    expect(await recorded(0)).toBeGreaterThanOrEqual(5)
  })

  it('sends everything exactly once when the network is back', async () => {
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: /记录中/ }).waitFor()
    await mapSettled(page)
    await expect.poll(() => recorded(0), { timeout: patience }).toBe(0)
    await page.getByText('已全部上传').waitFor()
    const { n, times } = await fixCount()
    expect([n, times]).toEqual([await recorded(), await recorded()])
    expect(n).toBeGreaterThanOrEqual(walked)
    const { rows } = await sql<{ marks: number }>`
      SELECT marks FROM track_fixes WHERE marks & 16 <> 0 AND patrol_id IN (SELECT id FROM patrols WHERE patrol_key LIKE 'phone-%')`.execute(
      city.database.read,
    )
    expect(rows, 'after the pause, and after the page was closed').toHaveLength(2)
  })

  it('asks at the end why something was left out, and the planner sees it', async () => {
    await button('结束').click()
    await button('结束').click()
    await page.getByRole('heading', { name: '没有巡到的原因' }).waitFor()
    await page.getByRole('heading', { name: far.name }).waitFor()
    await button('完成').click()
    await page.getByText('请为每一处选择原因').waitFor()
    await page.getByText('道路封闭', { exact: true }).first().click()
    await button('完成').click()
    await page.getByRole('heading', { name: '巡逻已结束' }).waitFor()
    await page.getByText('已全部上传').waitFor()
    expect(await recorded(), 'the device keeps nothing of what the server has').toBe(0)
    const { rows } = await sql<{ targetId: number; reason: string }>`
      SELECT target_id, reason FROM missed_reasons`.execute(city.database.read)
    expect(rows).toEqual([{ targetId: far.id, reason: 'road_closed' }])
    const { rows: tracks } = await sql<{ runs: number }>`
      SELECT ST_NumGeometries(geom) AS runs FROM tracks
      WHERE patrol_id IN (SELECT id FROM patrols WHERE patrol_key LIKE 'phone-%')`.execute(city.database.read)
    expect(tracks).toEqual([{ runs: 3 }])

    const planner = await city.visit({ username: 'planner', path: `/gaps?s=patrol-points/${far.id}` })
    await planner.getByText('道路封闭').first().waitFor()
    await planner.context().close()
  })

  it('keeps what one account could not send until somebody signs in who may', async () => {
    await button('再记录一次').click()
    await button('开始记录').click()
    await page.getByRole('heading', { name: /记录中/ }).waitFor()
    await walk(1)
    await expect.poll(() => recorded(0), { timeout: patience }).toBe(0)
    const before = (await fixCount()).n
    await page.context().setOffline(true)
    await walk(3)
    await button('结束').click()
    await button('结束').click()
    await button('不说明').click()
    await page.getByRole('heading', { name: '巡逻已结束' }).waitFor()
    const waiting = await recorded(0)
    expect(waiting).toBeGreaterThanOrEqual(3)
    // Somebody whose post sends nothing takes over the phone.
    await page.context().clearCookies()
    await page.context().setOffline(false)
    const signIn = async (username: string) => {
      await page.request.post('/api/v1/sessions', { data: { username, password: 'xunge-demo' } })
      await page.goto('/')
      await mapSettled(page)
    }
    await signIn('leader')
    await page
      .getByText(new RegExp(`当前账号不能为 ${unit} 上传`))
      .first()
      .waitFor()
    expect(await recorded(0)).toBe(waiting)
    expect((await fixCount()).n).toBe(before)
    await page.context().clearCookies()
    await signIn('planner')
    await expect.poll(() => recorded(), { timeout: patience }).toBe(0)
    const { n, times } = await fixCount()
    expect([n, times]).toEqual([before + waiting, before + waiting])
    // The browser says by itself that the leader was refused.
    const refused = city.complaints.filter((what) => what.includes('403') || what.includes('401'))
    city.complaints.splice(0, Infinity, ...city.complaints.filter((what) => !refused.includes(what)))
  })
})
