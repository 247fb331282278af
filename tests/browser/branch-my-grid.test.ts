import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CoverageAnswer } from '../../api/coverage/contract.ts'
import type { Me } from '../../api/me/contract.ts'
import { type BrowserCity, chromiumPath, cityTimeout, openBrowserCity } from './browser.ts'

const phone = { width: 390, height: 844 }
const dayMs = 86_400_000
/** A software-drawn map on a busy machine. */
const patience = 60_000

describe.skipIf(!chromiumPath)('a branch sees its grid today', { timeout: 3 * patience }, () => {
  let city: BrowserCity
  let page: Page
  let grid: NonNullable<Me['account']['homeGrid']>

  const card = (title: string) => page.getByRole('button', { name: new RegExp(`^${title}`) })
  const figure = async (title: string) => Number(await card(title).locator('strong').innerText())

  /** Courtyards of the grid not confirmed for 30 days, straight from the tables. */
  const staleIds = async () => {
    const { rows } = await sql<{ id: number }>`
      SELECT id FROM courtyards
      WHERE grid_id = ${grid.id} AND retired_at IS NULL
        AND (confirmed_at IS NULL OR confirmed_at < now() - interval '30 days')`.execute(city.database.read)
    return rows.map(({ id }) => id)
  }

  beforeAll(async () => {
    city = await openBrowserCity()
    page = await city.visit({ username: 'branch', viewport: phone })
    page.setDefaultTimeout(patience)
    const me = (await (await page.request.get('/api/v1/me')).json()) as Me
    grid = me.account.homeGrid!
    // So that there is always something to confirm.
    await sql`UPDATE courtyards SET confirmed_at = now() - interval '45 days'
      WHERE id IN (SELECT id FROM courtyards WHERE grid_id = ${grid.id} ORDER BY id LIMIT 2)`.execute(
      city.database.write,
    )
    await page.reload()
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city.close())

  it('opens on its own grid, and a tap on a card flies there', async () => {
    await page.getByRole('heading', { name: grid.name }).waitFor()
    await card('近 7 天警情').click()
    await page
      .getByText(/^近 7 天没有警情$|位置显示在所在路段中点/)
      .first()
      .waitFor()
    await expect.poll(() => new URL(page.url()).searchParams.get('m')).not.toBeNull()
    const [zoom, latitude, longitude] = new URL(page.url()).searchParams.get('m')!.split('/').map(Number)
    const [west, south, east, north] = grid.bbox
    expect(zoom).toBeGreaterThan(13)
    expect(longitude).toBeGreaterThan(west - (east - west))
    expect(longitude).toBeLessThan(east + (east - west))
    expect(latitude).toBeGreaterThan(south - 2 * (north - south))
    expect(latitude).toBeLessThan(north)
    await card('近 7 天警情').click()
    await expect.poll(() => new URL(page.url()).searchParams.get('card')).toBeNull()
  })

  it('counts cases of the last 7 days against the 7 before', async () => {
    const me = (await (await page.request.get('/api/v1/me')).json()) as Me
    const dayStart = (text: string) =>
      Math.floor((Date.parse(text) + 8 * 3_600_000) / dayMs) * dayMs - 8 * 3_600_000
    const to = dayStart(me.district.dataThrough!) + dayMs
    const count = async (from: number, until: number) => {
      const { rows } = await sql<{ n: number }>`
        SELECT count(*)::int AS n FROM cases JOIN case_categories ON case_categories.id = category_id
        WHERE district_code = ${me.district.code} AND grid_id = ${grid.id} AND NOT restricted
          AND occurred_from >= ${new Date(from)} AND occurred_from < ${new Date(until)}`.execute(
        city.database.read,
      )
      return rows[0]!.n
    }
    const now = await count(to - 7 * dayMs, to)
    const before = await count(to - 14 * dayMs, to - 7 * dayMs)
    await expect.poll(() => figure('近 7 天警情')).toBe(now)
    const words = await card('近 7 天警情').innerText()
    const difference = now - before
    expect(words).toContain(
      difference === 0 ? '与前 7 天持平' : `较前 7 天 ${difference > 0 ? '+' : '−'}${Math.abs(difference)}`,
    )
  })

  it('knows what is still due now', async () => {
    const midnight = Math.floor((Date.now() + 8 * 3_600_000) / dayMs) * dayMs - 8 * 3_600_000
    const from = new Date(midnight - dayMs).toISOString()
    const to = new Date(midnight + dayMs).toISOString()
    const answer = await page.request.get(`/api/v1/coverage?from=${from}&to=${to}&grid=${grid.code}`)
    const { targets } = (await answer.json()) as CoverageAnswer
    const due = targets
      .flatMap(({ occurrences }) => occurrences)
      .filter(({ state, done, required }) => state === 'due' && done < required)
    await expect.poll(() => figure('还要巡'), { timeout: patience }).toBe(due.length)
  })

  it('confirms a courtyard in one tap, right in the list', async () => {
    const before = await staleIds()
    expect(before.length).toBeGreaterThan(1)
    await expect.poll(() => figure('待核实院落')).toBe(before.length)
    await card('待核实院落').click()
    const buttons = page.getByRole('button', { name: /^情况属实/ })
    await expect.poll(() => buttons.count(), { timeout: patience }).toBe(before.length)
    const size = (await buttons.first().boundingBox())!
    expect(size.height, 'within reach of a thumb').toBeGreaterThanOrEqual(40)
    await buttons.first().click()
    await expect.poll(() => buttons.count(), { timeout: patience }).toBe(before.length - 1)
    await expect.poll(() => figure('待核实院落')).toBe(before.length - 1)
    await expect.poll(staleIds).toHaveLength(before.length - 1)
    const { rows } = await sql<{ confirmedBy: string }>`
      SELECT confirmed_by FROM courtyards WHERE id = ANY(${before}::bigint[]) AND confirmed_at > now() - interval '1 hour'`.execute(
      city.database.read,
    )
    expect(rows.map(({ confirmedBy }) => confirmedBy)).toEqual(['branch'])
  })

  it('opens a listed courtyard and comes back to the list', async () => {
    const rows = page.locator('li li').filter({ has: page.getByRole('button', { name: /^情况属实/ }) })
    const name = await rows.first().locator('.words > span').innerText()
    await rows.first().locator('.words').click()
    await page.getByRole('heading', { name }).waitFor()
    expect(new URL(page.url()).searchParams.get('s')).toMatch(/^courtyards\/\d+$/)
    await page.getByRole('region', { name: '所选对象' }).getByRole('button', { name: '关闭' }).click()
    await rows.first().waitFor()
  })
})
