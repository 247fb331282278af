import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { GridPresenceAnswer, PresenceMatrix } from '../../api/presence/contract.ts'
import { type BrowserCity, chromiumPath, cityTimeout, openBrowserCity } from './browser.ts'

/** A software-drawn map on a busy machine. */
const patience = 60_000

describe.skipIf(!chromiumPath)(
  'the planner sees where and when patrols are seen',
  { timeout: 3 * patience },
  () => {
    let city: BrowserCity
    let page: Page

    const rows = () => page.getByRole('grid', { name: '网格见警率' }).locator('[data-index]')
    const ask = async <Answer>(path: string): Promise<Answer> =>
      (await (await page.request.get(`/api/v1/presence/${path}`)).json()) as Answer
    const window = async (): Promise<string> => {
      const asked = await page.waitForRequest((request) => request.url().includes('/presence/'))
      const { searchParams } = new URL(asked.url())
      return `from=${encodeURIComponent(searchParams.get('from')!)}&to=${encodeURIComponent(searchParams.get('to')!)}`
    }
    let asked: string

    beforeAll(async () => {
      city = await openBrowserCity()
      page = await city.visit({ username: 'planner' })
      page.setDefaultTimeout(patience)
    }, cityTimeout)
    afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
    afterAll(() => city.close())

    it('ranks the grids of the station, least seen first, and colours the map', async () => {
      const [found] = await Promise.all([window(), page.getByRole('button', { name: '见警率' }).click()])
      asked = found
      await rows().first().waitFor()
      const { grids, hours } = await ask<GridPresenceAnswer>(`grids?${asked}`)
      await page.getByText(`共 ${grids.length} 行`).waitFor()
      await page.getByText(new RegExp(`^${hours} 小时里，每公里街道每小时平均见警`)).waitFor()
      const rates = grids.flatMap(({ minutesPerKilometerHour: rate }) => (rate === null ? [] : [rate]))
      const least = grids.filter(({ minutesPerKilometerHour: rate }) => rate === Math.min(...rates))
      expect(least.map(({ name }) => name)).toContain(
        await rows().first().locator('[role=gridcell]').first().innerText(),
      )
      // The small city opens near enough for cells.
      const map = page.locator('canvas.maplibregl-canvas')
      for (let step = 0; step < 2; step++) await map.press('-')
      await page.getByText('每公里街道每小时巡逻分钟').waitFor()
    })

    it('opens a grid on the map, and shows cells from near', async () => {
      const cells = page.waitForResponse((response) => response.url().includes('/presence/cells'))
      await rows().first().click()
      await expect.poll(() => new URL(page.url()).searchParams.get('s')).toMatch(/^grids\//)
      const map = page.locator('canvas.maplibregl-canvas')
      for (let step = 0; step < 3; step++) await map.press('+')
      expect((await cells).status()).toBe(200)
      await page.getByText('百米方格巡逻时间').waitFor()
      await page.keyboard.press('Escape')
    })

    it('says in words which hours have cases and no patrol, and goes from an hour to its grids', async () => {
      await page.getByRole('button', { name: '时段', exact: true }).click()
      await page.getByRole('button', { name: '近 28 天' }).click()
      const matrix = page.getByRole('grid', { name: '各星期、各小时的巡逻时间' })
      await matrix.waitFor()
      await page.getByRole('heading', { name: /^无人在岗的时间/ }).waitFor()
      const monday = matrix.getByRole('button', { name: /^周一 09:00–10:00：巡逻/ })
      await monday.click()
      await page.getByText('只看 周一 09:00–10:00').waitFor()
      const { searchParams } = new URL(page.url())
      expect([searchParams.get('gv'), searchParams.get('h'), searchParams.get('wd')]).toEqual([
        'visibility',
        '9-10',
        '1',
      ])
      await page.getByRole('button', { name: '恢复全部时间' }).click()
      await expect.poll(() => new URL(page.url()).searchParams.get('h')).toBeNull()
    })

    it('walks the matrix by keyboard, with the figures of the hour', async () => {
      await page.getByRole('button', { name: '时段', exact: true }).click()
      const matrix = page.getByRole('grid', { name: '各星期、各小时的巡逻时间' })
      await matrix.locator('[data-at="0-0"]').focus()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowDown')
      const focused = await page.locator(':focus').getAttribute('aria-label')
      expect(focused).toMatch(/^周二 01:00–02:00：巡逻 \d+ 分钟 · 案件 [\d.]+ 起/)
      const { minutes, occurrences } = await ask<PresenceMatrix>(`matrix?${asked}`)
      expect(minutes.flat().some((value) => value > 0)).toBe(true)
      expect(occurrences.flat().every((count) => count <= 1)).toBe(true)
    })

    it('tells in the drawer of a courtyard who passed lately', async () => {
      const { features } = (await (await page.request.get('/api/v1/courtyards?limit=1')).json()) as {
        features: { id: number }[]
      }
      await page.goto(`/gaps?s=courtyards/${features[0]!.id}`)
      await page
        .getByText(/^近 7 天有巡逻经过 \d+ 次，志愿者 \d+ 次|^近 28 天没有巡逻或志愿者经过/)
        .first()
        .waitFor()
    })
  },
)
