import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Significance } from '../../api/analyses/significance/contract.ts'
import { caseRhythms } from '../../seed/case-rhythms.ts'
import { type BrowserCity, chromiumPath, cityTimeout, openBrowserCity } from './browser.ts'

/** A software-drawn map on a busy machine. */
const patience = 240_000
/** All that the small city has, of the kind of its hotspot that is there all along. */
const path = '/hotspots?hv=significance&r=365d&c=shop_theft&l=none'

describe.skipIf(!chromiumPath)('leadership: where it is significant', () => {
  let city: BrowserCity
  const panel = (page: Page): Locator => page.locator('#panel')
  const list = (page: Page): Locator => panel(page).getByRole('region', { name: '最突出的地方' })
  const legend = (page: Page): Locator => page.getByRole('region', { name: '图例' })

  /** Opens a page and takes what it was answered. */
  async function opened(at: string): Promise<{ page: Page; answer: Significance }> {
    const page = await city.visit({ username: 'leader' })
    const response = page.waitForResponse((one) => one.url().includes('/api/v1/analyses/significance'))
    await page.goto(at)
    const answer = (await (await response).json()) as Significance
    return { page, answer }
  }

  /** A category that the communities of the generated city hold in proportion to their area, and with enough cases to say so. */
  async function evenCategory(page: Page): Promise<string> {
    const me = (await (await page.request.get('/api/v1/me')).json()) as { district: { dataThrough: string } }
    const to = new Date(Date.parse(me.district.dataThrough) + 86_400_000)
    const from = new Date(to.getTime() - 366 * 86_400_000)
    const window = `from=${from.toISOString()}&to=${to.toISOString()}`
    for (const { code } of caseRhythms) {
      const path = `/api/v1/analyses/significance?${window}&unit=communities&category=${code}`
      const answer = (await (await page.request.get(path)).json()) as Significance
      if (!answer.tooFewCases && answer.found === 0) return code
    }
    throw new Error('every category of the small city gathers in some community')
  }

  beforeAll(async () => {
    city = await openBrowserCity()
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city.close())

  it(
    'says how many were tested, found and are chance, and leads from list to map and back',
    async () => {
      const { page, answer } = await opened(path)
      expect(answer.found).toBeGreaterThan(0)
      const [first] = answer.places.filter(({ kind, peak }) => kind === 'hot' && peak)
      await panel(page).getByText(`检验了 ${answer.tested} 个方格：`).waitFor()
      await legend(page).getByText('显著性（Gi*）').waitFor()
      const words = await legend(page).textContent()
      expect(words).toMatch(/200 m 方格连同相邻处，与案件随机散布相比/)
      expect(words).toContain(`检验 ${answer.tested} 个，发现 ${answer.found} 个，其中约`)

      const row = list(page).locator('ol button').first()
      expect(await row.textContent()).toContain(first!.name)
      await row.focus()
      await page.keyboard.press('Enter')
      const card = panel(page).locator('section.card')
      await card.getByText(/随机散布的 .*误报概率低于 /).waitFor()
      expect(await card.textContent()).toContain(`连同相邻 ${first!.casesAround.count} 起`)
      expect(new URL(page.url()).searchParams.get('sp')).toBe(String(first!.id))

      await card.getByRole('button', { name: '关闭' }).click()
      await card.waitFor({ state: 'detached' })
      // Its cell lies in the middle of the map now, where the rank stands.
      await page.waitForLoadState('networkidle')
      const canvas = (await page.locator('.maplibregl-canvas').boundingBox())!
      await expect
        .poll(
          async () => {
            await page.mouse.click(canvas.x + canvas.width / 2 - 8, canvas.y + canvas.height / 2 + 24)
            return new URL(page.url()).searchParams.has('sp')
          },
          { timeout: 60_000 },
        )
        .toBe(true)
      await card.waitFor()
      await page.context().close()
    },
    patience,
  )

  it(
    'tests other places on request, and the link keeps them',
    async () => {
      const { page } = await opened(path)
      await panel(page).getByRole('combobox', { name: '检验单元' }).click()
      const response = page.waitForResponse((one) => one.url().includes('unit=segments'))
      await page.getByRole('option', { name: '街道段' }).click()
      const answer = (await (await response).json()) as Significance
      await panel(page)
        .getByText(new RegExp(`检验了 ${answer.tested} 个街道段`))
        .waitFor()
      expect(new URL(page.url()).searchParams.get('su')).toBe('segments')
      expect(await panel(page).getByRole('group', { name: '格子大小' }).count()).toBe(0)
      await page.context().close()
    },
    patience,
  )

  it(
    'says that nothing is significant as an answer, and that cases are too few',
    async () => {
      const page = await city.visit({ username: 'leader' })
      const evenly = await evenCategory(page)
      await page.goto(`/hotspots?hv=significance&r=365d&su=communities&c=${evenly}`)
      await panel(page).getByText('没有显著的地方').waitFor()
      await page.goto('/hotspots?hv=significance&r=7d&c=shop_theft')
      await panel(page).getByText('案件太少，无法检验').waitFor()
      expect(
        await panel(page)
          .getByText(/至少需要 10 起/)
          .count(),
      ).toBe(1)
      await page.context().close()
    },
    patience,
  )

  it(
    'leaves as picture, Word and Excel, and is kept under a name that opens it again',
    async () => {
      const { page } = await opened(path)
      await list(page).locator('ol button').first().waitFor()
      for (const [format, beginning] of [
        ['图片（PNG）', '89504e47'],
        ['Word', '504b0304'],
        ['Excel', '504b0304'],
      ] as const) {
        await panel(page).getByRole('button', { name: '导出' }).click()
        const coming = page.waitForEvent('download')
        await page.getByRole('menuitem', { name: format }).click()
        const bytes = await readFile(await (await coming).path())
        expect(bytes.subarray(0, 4).toString('hex')).toBe(beginning)
        expect(bytes.length).toBeGreaterThan(5000)
      }

      await panel(page).getByRole('button', { name: '已存分析' }).click()
      const dialog = page.getByRole('dialog', { name: '已存分析' })
      await dialog.getByLabel('名称').fill('商铺被盗')
      await dialog.getByRole('button', { name: '保存当前分析' }).click()
      const link = dialog.getByRole('link', { name: '商铺被盗' })
      await link.waitFor()
      const other = await city.visit({ username: 'leader', path: (await link.getAttribute('href'))! })
      await list(other).locator('ol button').first().waitFor()
      expect(new URL(other.url()).searchParams.get('c')).toBe('shop_theft')
      await other.context().close()
      await page.context().close()
    },
    patience,
  )
})
