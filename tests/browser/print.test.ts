import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, cityTimeout, openBrowserCity, type BrowserCity } from './browser.ts'

/** Opens the dialog and waits until the sheet for paper is there. */
async function openSheet(page: Page): Promise<void> {
  await page.getByRole('button', { name: '打印当前画面' }).click()
  await page.locator('.preview[aria-busy="false"] .sheet').first().waitFor({ timeout: 90_000 })
}

/** How many different colours the picture of the map has. */
function coloursOfMap(page: Page): Promise<number> {
  return page.locator('.print-root figure img').evaluate(async (image: HTMLImageElement) => {
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.naturalWidth
    canvas.height = image.naturalHeight
    const context = canvas.getContext('2d')!
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    return new Set(new Uint32Array(data.buffer)).size
  })
}

describe.skipIf(!chromiumPath)('printing the view', () => {
  let city: BrowserCity
  beforeAll(async () => {
    city = await openBrowserCity()
    const admin = await city.visit({ username: 'admin' })
    const district = (await (await admin.request.get('/api/v1/district')).json()) as object
    const changed = await admin.request.put('/api/v1/district', {
      data: { ...district, approvalNumber: '吉S(2026)001号' },
      headers: { origin: city.url },
    })
    expect(changed.status()).toBe(200)
    await admin.context().close()
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city.close())

  it('lays out title, map, legend, scale, north, date, who and approval number on one sheet', async () => {
    const page = await city.visit({ username: 'planner' })
    await openSheet(page)
    await page.getByRole('textbox', { name: '标题' }).fill('夜间巡防缺口')
    await page.emulateMedia({ media: 'print' })
    const sheet = page.locator('.print-root')
    const words = await sheet.innerText()
    expect(words).toContain('夜间巡防缺口')
    expect(words).toMatch(/约 1:[\d,]+/)
    expect(words).toContain('北')
    expect(words).toContain('审图号：吉S(2026)001号')
    expect(words).toContain('派出所巡逻规划岗')
    expect(words).toMatch(/制图时间 \d{4}-\d{2}-\d{2} 周. \d{2}:\d{2}/)
    expect(words).toContain('第 1 页，共 1 页')
    expect(await sheet.getByRole('region', { name: '图例' }).innerText()).toMatch(/组织单位|网格/)
    expect(await coloursOfMap(page)).toBeGreaterThan(50)
    expect(await page.locator('#app').isVisible()).toBe(false)
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
    // A4 landscape, in points.
    expect(pdf.toString('latin1')).toMatch(/MediaBox \[0 0 84[12](\.\d+)? 59[45](\.\d+)?\]/)
    await page.context().close()
  }, 240_000)

  it('names on the sheet what the time bar lets through', async () => {
    const page = await city.visit({ username: 'leader', path: '/hotspots?h=22-2&wd=5,6' })
    const { features } = (await (await page.request.get('/api/v1/case-categories?limit=100')).json()) as {
      features: { properties: { code: string; name: string } }[]
    }
    const { code, name } = features.find(({ properties }) => properties.name.includes('盗窃'))!.properties
    await page.goto(`/hotspots?h=22-2&wd=5,6&c=${code}`)
    await page.waitForLoadState('networkidle')
    await openSheet(page)
    await page.emulateMedia({ media: 'print' })
    const head = await page.locator('.print-root header').first().innerText()
    expect(head).toMatch(/日期 \d{4}-\d{2}-\d{2} – /)
    expect(head).toContain('时段 22:00–02:00')
    expect(head).toContain('星期 周五、周六')
    expect(head).toContain(`类别 ${name}`)
    await page.context().close()
  }, 240_000)

  it('prints the own grid of a branch at a chosen scale on a portrait sheet', async () => {
    const page = await city.visit({ username: 'branch' })
    await openSheet(page)
    const dialog = page.getByRole('dialog', { name: '打印当前画面' })
    expect(await dialog.getByRole('textbox', { name: '标题' }).inputValue()).toMatch(/网格/)
    await dialog.getByLabel('方向').click()
    await page.getByRole('option', { name: '纵向' }).click()
    await dialog.getByLabel('比例尺').click()
    await page.getByRole('option', { name: '1:5,000', exact: true }).click()
    await expect
      .poll(() => page.locator('.print-root').innerText(), { timeout: 60_000 })
      .toMatch(/(^|\n)1:5,000/)
    expect(await coloursOfMap(page)).toBeGreaterThan(50)
    await page.context().close()
  }, 240_000)
})
