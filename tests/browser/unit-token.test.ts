import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, cityTimeout, openBrowserCity, type BrowserCity } from './browser.ts'

describe.skipIf(!chromiumPath)('a device on patrol', () => {
  let city: BrowserCity
  let page: Page
  beforeAll(async () => {
    city = await openBrowserCity()
    page = await city.visit({ username: 'admin', path: '/system?page=tokens' })
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city.close())

  it('is given a token of its unit, sends with it, and its signal can be looked at', async () => {
    await page.getByRole('button', { name: '新建令牌' }).click()
    const form = page.getByRole('dialog', { name: '新建令牌' })
    await form.getByRole('textbox', { name: '名称' }).fill('对讲机')
    await form.getByRole('button', { name: '新建' }).click()
    await form.getByText('请选择一个。').waitFor()
    await form.getByRole('radio').first().click()
    await form.getByRole('button', { name: '新建' }).click()
    const secret = page.getByRole('dialog', { name: '令牌“对讲机”' })
    const token = await secret.getByRole('textbox').inputValue()
    await secret.getByRole('button', { name: '我已记下' }).click()

    const row = page.getByRole('row', { name: /对讲机/ })
    await row.waitFor()
    const { extent } = (await (await page.request.get('/api/v1/me')).json()).district as {
      extent: [number, number, number, number]
    }
    const answer = await fetch(new URL('/api/v1/positions', page.url()), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        positions: [0, 1, 2].map((i) => ({
          time: new Date(Date.now() - 3_600_000 + i * 10_000).toISOString(),
          lon: (extent[0] + extent[2]) / 2 + i * 0.0001,
          lat: (extent[1] + extent[3]) / 2,
        })),
      }),
    })
    const receipt = (await answer.json()) as { unit: string; accepted: number }
    expect([answer.status, receipt.accepted]).toEqual([200, 3])
    expect(await row.innerText()).toContain(receipt.unit)

    await page.getByRole('navigation', { name: '系统页面' }).getByRole('button', { name: '巡逻力量' }).click()
    await page.getByRole('searchbox', { name: '筛选' }).fill(receipt.unit)
    await page.getByRole('button', { name: `${receipt.unit} 的信号` }).click()
    const signal = page.getByRole('dialog', { name: `${receipt.unit} 近 7 日信号质量` })
    await signal.getByText('新 3，重复 0').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(1)
    await signal.getByRole('button', { name: '关闭' }).click()
    await signal.waitFor({ state: 'detached' })
  }, 180_000)
})
