import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { CaseSummary, TopPlaces } from '../../api/cases/contract.ts'
import type { Heat } from '../../api/hotspots/contract.ts'
import { type BrowserCity, chromiumPath, cityTimeout, mapSettled, openBrowserCity } from './browser.ts'

/** A software-drawn map on a busy machine. */
const patience = 180_000

/** Asks the API as the page's person, in the window the page shows. */
async function asked<Answer>(page: Page, name: string, more = ''): Promise<Answer> {
  const me = (await (await page.request.get('/api/v1/me')).json()) as { district: { dataThrough: string } }
  const lastDay = new Date(Date.parse(me.district.dataThrough) + 8 * 3_600_000).toISOString().slice(0, 10)
  const to = new Date(Date.parse(`${lastDay}T00:00:00+08:00`) + 86_400_000)
  const from = new Date(to.getTime() - 365 * 86_400_000)
  const address = `/api/v1/cases/${name}?from=${from.toISOString()}&to=${to.toISOString()}&source=public_report${more}`
  const answer = await page.request.get(address)
  expect(answer.status()).toBe(200)
  return (await answer.json()) as Answer
}

/** Longitude and latitude of the cell with the highest density. */
function hottest(heat: Heat): { longitude: number; latitude: number } {
  const bytes = Buffer.from(heat.values, 'base64')
  let best = { index: 0, value: -1 }
  for (let index = 0; index < heat.columns * heat.rows; index += 1) {
    const value = bytes.readFloatLE(index * 4)
    if (value > best.value) best = { index, value }
  }
  const [west, , east] = [heat.corners[0], heat.corners[1], heat.corners[2]]
  const column = (best.index % heat.columns) + 0.5
  const row = Math.floor(best.index / heat.columns) + 0.5
  return {
    longitude: west[0] + ((east[0] - west[0]) * column) / heat.columns,
    latitude: west[1] + ((east[1] - west[1]) * row) / heat.rows,
  }
}

/** Mean colour of a small square in the middle of the map. */
async function colorInTheMiddle(page: Page): Promise<{ red: number; blue: number }> {
  const box = (await page.locator('.maplibregl-canvas').boundingBox())!
  const clip = { x: box.x + box.width / 2 - 20, y: box.y + box.height / 2 - 20, width: 40, height: 40 }
  const picture = (await page.screenshot({ clip })).toString('base64')
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const context = canvas.getContext('2d')!
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
    let [red, blue] = [0, 0]
    for (let index = 0; index < data.length; index += 4) {
      red += data[index]!
      blue += data[index + 2]!
    }
    return { red: red / (data.length / 4), blue: blue / (data.length / 4) }
  }, picture)
}

describe.skipIf(!chromiumPath)('leadership: one look', () => {
  let city: BrowserCity
  const panel = (page: Page): Locator => page.locator('#panel')
  const total = (page: Page): Locator => panel(page).locator('.total strong')

  beforeAll(async () => {
    city = await openBrowserCity()
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city.close())

  it(
    'opens on the district with the number, its change in words and the heat with unit and method',
    async () => {
      const page = await city.visit({ username: 'leader', path: '/?r=365d' })
      const summary = await asked<CaseSummary>(page, 'summary')
      await total(page).waitFor()
      expect(await total(page).textContent()).toBe(summary.total.toLocaleString('zh-CN'))
      expect(await panel(page).getByRole('heading', { name: '警情热点' }).isVisible()).toBe(true)
      expect(await panel(page).locator('.number').textContent()).toMatch(/去年同期/)
      const legend = page.getByRole('region', { name: '图例' })
      await legend.getByText('警情密度').waitFor()
      expect(await legend.textContent()).toMatch(
        /每平方公里每年案件数 · \d{4}-\d\d-\d\d – .* · 核密度 h=350 m/,
      )
      await page.context().close()
    },
    patience,
  )

  it(
    'colours the map where the cases are, and only while heat is chosen',
    async () => {
      const page = await city.visit({ username: 'leader', path: '/hotspots?r=365d' })
      const { longitude, latitude } = hottest(await asked<Heat>(page, 'heat'))
      await page.goto(`/hotspots?r=365d&l=none&hp=core-areas&m=15/${latitude}/${longitude}`)
      await mapSettled(page)
      await total(page).waitFor()
      await expect
        .poll(
          async () => {
            const { red, blue } = await colorInTheMiddle(page)
            return red - blue
          },
          { timeout: 60_000 },
        )
        .toBeGreaterThan(60)
      await panel(page).getByRole('button', { name: '只看地图' }).click()
      await expect
        .poll(
          async () => {
            const { red, blue } = await colorInTheMiddle(page)
            return Math.abs(red - blue)
          },
          { timeout: 60_000 },
        )
        .toBeLessThan(40)
      await page.context().close()
    },
    patience,
  )

  it(
    'narrows everything to a category by keyboard, and the link keeps it',
    async () => {
      const page = await city.visit({ username: 'leader', path: '/hotspots?r=365d' })
      const summary = await asked<CaseSummary>(page, 'summary')
      const theft = summary.categories.find(({ code }) => code === 'ebike_theft')!
      const button = panel(page).getByRole('button', { name: theft.name })
      await button.focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => total(page).textContent(), { timeout: 60_000 }).toBe(String(theft.count))
      expect(new URL(page.url()).searchParams.get('c')).toBe('ebike_theft')
      expect(await button.getAttribute('aria-pressed')).toBe('true')
      await page.reload()
      await expect.poll(() => total(page).textContent(), { timeout: 60_000 }).toBe(String(theft.count))
      await page.context().close()
    },
    patience,
  )

  it(
    'leads from a ranked grid to the same figures for that grid',
    async () => {
      const page = await city.visit({ username: 'leader', path: '/hotspots?r=365d' })
      const places = await asked<TopPlaces>(page, 'top-places')
      const [first] = places.grids
      await panel(page).getByRole('button', { name: first!.name }).first().click()
      const drawer = page.locator('#details')
      const figure = drawer.getByRole('region', { name: '本区域警情' }).locator('.total strong')
      await figure.waitFor({ timeout: 60_000 })
      expect(await figure.textContent()).toBe(String(first!.count))
      await panel(page).getByRole('button', { name: '街道段' }).click()
      await panel(page)
        .getByText(/个占了一半案件/)
        .waitFor()
      await page.context().close()
    },
    patience,
  )

  it(
    'shows the change by grid with what it is compared with, and plays through the months',
    async () => {
      const page = await city.visit({ username: 'leader', path: '/hotspots?r=90d&hv=change' })
      await page.getByRole('region', { name: '图例' }).getByText(/对比/).waitFor({ timeout: 60_000 })
      await panel(page).getByRole('button', { name: '热力' }).click()
      const bar = page.getByRole('region', { name: '时间' })
      const whole = await bar.locator('.shown').textContent()
      await bar.getByRole('button', { name: /播放/ }).click()
      await expect.poll(() => bar.locator('.shown').textContent()).not.toBe(whole)
      await bar.getByRole('button', { name: '暂停' }).click()
      await expect.poll(() => bar.locator('.shown').textContent()).toBe(whole)
      await page.context().close()
    },
    patience,
  )

  it(
    'says why a window is empty and offers a way out',
    async () => {
      const page = await city.visit({
        username: 'leader',
        path: '/hotspots?from=2019-01-01&to=2019-01-31&c=burglary',
      })
      await panel(page).getByText('这段时间没有案件').waitFor()
      expect(await panel(page).getByRole('button', { name: '清除筛选' }).isVisible()).toBe(true)
      await panel(page).getByRole('button', { name: '看近 12 个月' }).click()
      await panel(page).getByText('这段时间没有案件').waitFor({ state: 'detached', timeout: 60_000 })
      await expect
        .poll(async () => Number(await total(page).textContent()), { timeout: 60_000 })
        .toBeGreaterThan(0)
      await page.context().close()
    },
    patience,
  )

  it(
    'works on a phone, in English and in the dark',
    async () => {
      const page = await city.visit({
        username: 'leader',
        path: '/hotspots?r=365d',
        viewport: { width: 390, height: 844 },
        theme: 'dark',
        language: 'en',
      })
      await page.getByRole('heading', { name: 'Hotspots' }).waitFor()
      await page
        .getByText(/last year/)
        .first()
        .waitFor()
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(overflow).toBeLessThanOrEqual(0)
      await page.context().close()
    },
    patience,
  )

  it(
    'is there for the planner with the station alone, and not for a branch',
    async () => {
      const planner = await city.visit({ username: 'planner', path: '/hotspots?r=365d' })
      const summary = await asked<CaseSummary>(planner, 'summary')
      await expect.poll(() => total(planner).textContent(), { timeout: 60_000 }).toBe(String(summary.total))
      await planner.context().close()
      const branch = await city.visit({ username: 'branch', path: '/hotspots' })
      expect(await branch.getByRole('link', { name: '警情热点' }).count()).toBe(0)
      expect(await branch.getByRole('heading', { name: '警情热点' }).count()).toBe(0)
      await branch.context().close()
    },
    patience,
  )
})
