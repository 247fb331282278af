import type { Locator, Page, Response } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Change } from '../../api/analyses/change/contract.ts'
import type { Emerging } from '../../api/analyses/emerging/contract.ts'
import type { Repeats } from '../../api/analyses/repeats/contract.ts'
import { type BrowserCity, chromiumPath, cityTimeout, openBrowserCity } from './browser.ts'

/** A software-drawn map on a busy machine. */
const patience = 240_000

describe.skipIf(!chromiumPath)('leadership: what is new', () => {
  let city: BrowserCity
  const panel = (page: Page): Locator => page.locator('#panel')
  const legend = (page: Page): Locator => page.getByRole('region', { name: '图例' })

  /** Opens a page and takes what it was answered; a slow answer is asked for once more, as it came as events. */
  async function opened<Answer>(path: string, method: string): Promise<{ page: Page; answer: Answer }> {
    const page = await city.visit({ username: 'leader' })
    const response = page.waitForResponse((one: Response) => one.url().includes(`/analyses/${method}?`))
    await page.goto(path)
    const answer = (await (await page.request.get((await response).url())).json()) as Answer
    return { page, answer }
  }

  beforeAll(async () => {
    city = await openBrowserCity()
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city.close())

  it(
    'tells what rose and fell from what may be chance, against the time before and last year',
    async () => {
      const { page, answer } = await opened<Change>('/hotspots?hv=change&r=90d&l=none', 'change')
      await panel(page)
        .getByText(`全区从 ${answer.before.countText} 起到 ${answer.now.countText} 起`)
        .waitFor()
      const kinds = answer.places.map(({ significant, kind }) => (significant ? kind : 'chance'))
      const count = (kind: string) => kinds.filter((one) => one === kind).length
      await panel(page)
        .getByRole('button', { name: `可能是偶然 ${count('chance')}` })
        .click()
      await panel(page).getByText('可能只是偶然').first().waitFor()
      await legend(page)
        .getByText(/对比.*精确检验/)
        .waitFor()
      const response = page.waitForResponse((one) => one.url().includes('against=lastYear'))
      await panel(page).getByRole('button', { name: '去年同期' }).click()
      expect((await response).status()).toBe(200)
      expect(new URL(page.url()).searchParams.get('ca')).toBe('lastYear')
      await page.context().close()
    },
    patience,
  )

  it(
    'sorts hot spots into new and fading with the months of the chosen one, or says why there are none',
    async () => {
      const { page, answer } = await opened<Emerging>('/hotspots?hv=emerging&r=365d&l=none', 'emerging')
      if (answer.places.length === 0) {
        // The small city has few cases a month.
        const words = answer.tooFewCases
          ? '案件太少，无法逐月检验'
          : answer.complete
            ? '没有热点'
            : '历史数据不够久'
        await panel(page).getByText(words, { exact: true }).waitFor()
        await page.context().close()
        return
      }
      await panel(page).getByText('近 12 个月的热点：').waitFor()
      const row = panel(page).getByRole('region', { name: '各类热点' }).locator('ol button').first()
      await row.focus()
      await page.keyboard.press('Enter')
      await panel(page)
        .getByRole('img', { name: /连同相邻处各月案件数/ })
        .waitFor()
      expect(await panel(page).locator('.months li').count()).toBe(12)
      await page.context().close()
    },
    patience,
  )

  it(
    'says how few streets hold the cases and where it may happen again',
    async () => {
      const { page, answer } = await opened<Repeats>('/hotspots?hv=again&r=365d&l=none', 'repeats')
      const { concentration, nearRepeat } = answer
      await panel(page).getByText(`（${concentration!.topSegments} 段）`).waitFor()
      expect(nearRepeat.table).toHaveLength(16)
      const table = panel(page).getByRole('region', { name: '再次发案与偶然相比' })
      expect(await table.locator('td[title]').count()).toBe(16)
      await panel(page).getByRole('button', { name: '街道段', exact: true }).click()
      const rows = panel(page).getByRole('region', { name: '案件最多的街道段' }).locator('ol button')
      await rows.first().waitFor()
      expect(await rows.first().textContent()).toContain(String(concentration!.places[0]!.cases))
      await page.context().close()
    },
    patience,
  )
})
