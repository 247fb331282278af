import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type {
  HotspotStaysAnswer,
  PatrolAgainstCases,
} from '../../api/analyses/patrol-against-cases/contract.ts'
import type { Spikes } from '../../api/analyses/spikes/contract.ts'
import { type BrowserCity, chromiumPath, cityTimeout, openBrowserCity } from './browser.ts'

/** A software-drawn map on a busy machine. */
const patience = 240_000

describe.skipIf(!chromiumPath)('when it happens, what is unusual, and where patrols are', () => {
  let city: BrowserCity
  const panel = (page: Page): Locator => page.locator('#panel')
  const legend = (page: Page): Locator => page.getByRole('region', { name: '图例' })
  const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name)

  beforeAll(async () => {
    city = await openBrowserCity()
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city.close())

  it(
    'leads from the first page of planner and leader to the control chart',
    async () => {
      for (const username of ['planner', 'leader']) {
        const page = await city.visit({ username })
        const response = page.waitForResponse((one) => one.url().includes('/api/v1/analyses/spikes'))
        await page.goto('/')
        const { spikes, charts } = (await (await response).json()) as Spikes
        const line = panel(page).getByTitle('打开控制图')
        await line.waitFor()
        const [first] = spikes
        expect(await line.textContent()).toContain(first ? `${first.area.name}：` : '近一周没有突增')
        await line.focus()
        await page.keyboard.press('Enter')
        await panel(page).getByText(`检查了 ${charts} 条控制线`).waitFor()
        expect(parameter(page, 'hv')).toBe('spikes')
        expect(parameter(page, 'c')).toBe(first?.category?.code ?? null)
        await panel(page)
          .getByRole('img', { name: /每周案件数。最近一周 / })
          .waitFor()
        await panel(page).getByText('逐周数字').click()
        expect(await panel(page).locator('table tbody tr').count()).toBeGreaterThan(20)
        await page.context().close()
      }
    },
    patience,
  )

  it(
    'tells hours, months and holidays, and narrows to a station that the link keeps',
    async () => {
      const page = await city.visit({ username: 'leader' })
      await page.goto('/hotspots?hv=when&r=365d')
      await panel(page)
        .getByText(/的案件发生在 \d\d:00–\d\d:00。最多的一小时是周/)
        .waitFor()
      await panel(page)
        .getByRole('img', { name: /一天各小时的案件数/ })
        .waitFor()
      const holidays = panel(page).getByRole('region', { name: '节假日' })
      expect(await holidays.getByRole('rowheader', { name: /国庆节/ }).count()).toBe(1)
      await panel(page).getByRole('combobox', { name: '范围' }).click()
      const response = page.waitForResponse((one) => one.url().includes('orgUnit='))
      await page.getByRole('option').nth(1).click()
      await response
      expect(parameter(page, 'oa')).toMatch(/^streets:\d+$/)
      await page.context().close()
    },
    patience,
  )

  it(
    'holds patrols against cases on the map, by list, and with a divider that keys move',
    async () => {
      const page = await city.visit({ username: 'leader' })
      const response = page.waitForResponse((one) =>
        one.url().includes('/api/v1/analyses/patrol-against-cases'),
      )
      await page.goto('/hotspots?hv=patrol&r=28d')
      const answer = (await (await response).json()) as PatrolAgainstCases
      const share = Math.round(answer.displacedShare * 100)
      await panel(page).getByText(`${share} % 的巡逻时间要换个网格`).waitFor()
      await legend(page).getByText('案多巡少').waitFor()
      const under = answer.grids.filter(({ balance }) => balance === 'under')
      if (under[0]) {
        await panel(page).getByTitle(`在地图上显示${under[0].name}`).click()
        expect(parameter(page, 's')).toBe(`grids/${under[0].id}`)
      }
      const asked = page.waitForResponse((one) => one.url().includes('/api/v1/analyses/hotspot-stays'))
      await panel(page).getByRole('button', { name: '热点停留' }).click()
      const { hotspots } = (await (await asked).json()) as HotspotStaysAnswer
      if (hotspots.length > 0) {
        await panel(page)
          .getByText(/要求：时段内每 2 小时停留一次，每次 10 至 16 分钟/)
          .waitFor()
        await legend(page).getByText('热点停留').waitFor()
      } else await panel(page).getByText('这里没有热点').waitFor()
      await panel(page).getByRole('button', { name: '卷帘' }).click()
      const divider = page.getByRole('slider', { name: /分界/ })
      await divider.focus()
      for (let press = 0; press < 5; press += 1) await page.keyboard.press('ArrowLeft')
      expect(await divider.getAttribute('aria-valuenow')).toBe('40')
      await legend(page).getByText('警情密度').waitFor()
      await panel(page).getByRole('button', { name: '对照', exact: true }).click()
      await expect.poll(() => parameter(page, 'pv')).toBeNull()
      await divider.waitFor({ state: 'detached' })
      await page.context().close()
    },
    patience,
  )
})
