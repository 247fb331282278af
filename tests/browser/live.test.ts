import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { pino } from 'pino'
import { AlertRounds } from '../../api/alerts/rounds.ts'
import { PositionDesk, type Sender } from '../../api/positions/receive.ts'
import { positionBatch } from '../../api/positions/contract.ts'
import { SessionStore } from '../../api/sessions/store.ts'
import { readEnvironment } from '../../api/settings/environment.ts'
import { SettingsReader } from '../../api/settings/reader.ts'
import { chromiumPath, cityTimeout, openBrowserCity, type BrowserCity } from './browser.ts'

/** A software-drawn map on a busy machine. */
const patience = 180_000

describe.skipIf(!chromiumPath)('the planner watches the night', () => {
  let city: BrowserCity
  let page: Page
  let sender: Sender
  let desk: PositionDesk
  let rounds: AlertRounds

  beforeAll(async () => {
    city = await openBrowserCity()
    const { database } = city
    const settings = new SettingsReader(database)
    desk = new PositionDesk({ database, settings })
    rounds = new AlertRounds({
      database,
      settings,
      environment: { ...readEnvironment({}), demo: true },
      sessions: new SessionStore(database, true),
      log: pino({ level: 'error' }),
    })
    const { rows } = await sql<{ id: number; code: string }>`
      SELECT u.id, u.code FROM patrol_units u JOIN org_units o ON o.id = u.org_unit_id
      JOIN accounts a ON a.username = 'planner' JOIN org_units own ON own.id = a.org_unit_id
      WHERE starts_with(o.path, own.path) ORDER BY u.code LIMIT 1`.execute(database.write)
    const { id, code } = rows[0]!
    sender = { unitId: id, unitCode: code, tokenId: 0, actor: `unit:${code}`, source: 'http' }
    page = await city.visit({ username: 'planner' })
    await page.getByRole('navigation', { name: '工作区' }).getByRole('button', { name: '实时巡防' }).click()
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city.close())

  const row = () =>
    page.getByRole('grid', { name: '按编号排列的巡逻力量' }).getByRole('row', { name: sender.unitCode })
  async function send(eastDegrees: number) {
    const { account } = (await (await page.request.get('/api/v1/me')).json()) as {
      account: { orgUnit: { bbox: [number, number, number, number] } }
    }
    const [west, south, east, north] = account.orgUnit.bbox
    const lon = (west + east) / 2 + eastDegrees
    await desk.receive(
      sender,
      positionBatch.parse({
        mode: 'foot',
        positions: [{ time: new Date().toISOString(), lon, lat: (south + north) / 2 }],
      }),
    )
  }
  it(
    'sees a unit appear, move, open its card, and fall silent; the alert is acknowledged',
    async () => {
      await page.getByText('现在没有力量在巡').waitFor()
      await send(0)
      await row().waitFor()
      await page.getByText(/^数据截至/).waitFor()
      await row().click()
      const card = page.getByRole('complementary', { name: '所选对象' })
      await card.getByRole('heading', { name: sender.unitCode }).waitFor()
      await card.getByText('移动中').waitFor()
      await send(0.0005)
      await card.getByRole('button', { name: '跟随' }).click()
      await card.getByRole('button', { name: '停止跟随' }).waitFor()

      await sql`
        INSERT INTO settings (key, value) VALUES ('live.silentMinutes', '0.1')
        ON CONFLICT (key) DO UPDATE SET value = excluded.value`.execute(city.database.write)
      await card.getByText('失联').waitFor()
      await rounds.round(new Date())
      const alert = page.getByRole('listitem').filter({ hasText: `${sender.unitCode} 失联` })
      await alert.waitFor()
      await alert.getByRole('button', { name: `确认：${sender.unitCode} 失联` }).click()
      await page.getByRole('menuitem', { name: '已联系上' }).click()
      await alert.getByText(/已联系上 · .*已确认/).waitFor()
      await send(0.001)
      await card.getByText('移动中').waitFor()
      await rounds.round(new Date())
      await alert.waitFor({ state: 'detached' })
    },
    patience,
  )

  it(
    'plays a night back by button and key',
    async () => {
      await page.getByRole('button', { name: '回放' }).click()
      const bar = page.getByRole('region', { name: '回放' })
      await page.getByRole('list', { name: '这一夜的出巡' }).waitFor()
      const moment = () => bar.locator('output strong').innerText()
      const start = await moment()
      await bar.getByRole('button', { name: '播放' }).click()
      await expect.poll(moment, { timeout: 60_000 }).not.toBe(start)
      await bar.getByRole('button', { name: '暂停' }).click()
      const stopped = await moment()
      await page.evaluate(() => (document.activeElement as HTMLElement).blur())
      await page.keyboard.press('Shift+ArrowRight')
      await expect.poll(moment).not.toBe(stopped)
      await page.keyboard.press('Space')
      await bar.getByRole('button', { name: '暂停' }).waitFor()
    },
    patience,
  )
})
