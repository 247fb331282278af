import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, cityTimeout, mapSettled, openBrowserCity, type BrowserCity } from './browser.ts'

const middleOf = (page: { url(): string }) => {
  const [zoom, latitude, longitude] = (new URL(page.url()).searchParams.get('m') ?? '').split('/').map(Number)
  return { zoom: zoom!, latitude: latitude!, longitude: longitude! }
}

describe.skipIf(!chromiumPath)('what every map offers', () => {
  let city: BrowserCity
  beforeAll(async () => {
    city = await openBrowserCity()
  }, cityTimeout)
  // The browser itself logs the answer that a link to nothing gets.
  afterEach(() => expect(city.complaints.splice(0).filter((text) => !text.includes('404'))).toEqual([]))
  afterAll(() => city.close())

  it('shows where the device is, follows it, and says why it cannot', async () => {
    const page = await city.visit({ username: 'branch' })
    const button = page.getByRole('button', { name: /我的位置/ })
    const { account } = (await (await page.request.get('/api/v1/me')).json()) as {
      account: { homeGrid: { bbox: [number, number, number, number] } }
    }
    const [west, south, east, north] = account.homeGrid.bbox
    const at = { longitude: (west + east) / 2, latitude: (south + north) / 2 }

    await button.click()
    await page.getByText('浏览器不允许读取位置').waitFor()
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('false')

    await page.context().grantPermissions(['geolocation'])
    await page.context().setGeolocation({ ...at, accuracy: 20 })
    await button.click()
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true')
    await expect
      .poll(() => Math.abs(middleOf(page).longitude - at.longitude), { timeout: 20_000 })
      .toBeLessThan(0.001)
    await page
      .context()
      .setGeolocation({ longitude: at.longitude + 0.01, latitude: at.latitude, accuracy: 20 })
    await expect
      .poll(() => middleOf(page).longitude - at.longitude, { timeout: 20_000 })
      .toBeGreaterThan(0.009)

    const box = (await page.locator('.maplibregl-canvas').boundingBox())!
    await page.mouse.move(box.x + 600, box.y + 400)
    await page.mouse.down()
    await page.mouse.move(box.x + 500, box.y + 380, { steps: 6 })
    await page.mouse.up()
    await page.getByRole('button', { name: '跟随我的位置' }).click()
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true')

    await page.context().setGeolocation({ longitude: 10, latitude: 10, accuracy: 20 })
    await page.getByText('您的位置在本区以外，未显示。').waitFor()
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('false')
    await page.context().close()
  }, 240_000)

  it('puts a layer over another by dragging and by keys, and remembers it', async () => {
    const page = await city.visit({
      username: 'planner',
      path: '/gaps?l=courtyards,grids,control-areas,cases',
    })
    const order = () => new URL(page.url()).searchParams.get('l')
    await page.getByRole('button', { name: '图层', exact: true }).click()
    await page.getByRole('button', { name: '调整顺序' }).click()
    const handle = page.getByRole('button', { name: '上下移动院落' })
    const grip = (await handle.boundingBox())!
    await page.mouse.move(grip.x + 10, grip.y + 10)
    await page.mouse.down()
    await page.mouse.move(grip.x + 10, grip.y - 70, { steps: 8 })
    await page.mouse.up()
    expect(order()).toBe('grids,control-areas,courtyards,cases')
    await handle.press('ArrowDown')
    expect(order()).toBe('grids,courtyards,control-areas,cases')
    await page.getByText('院落：第 2 层，共 3 层').waitFor()
    await expect
      .poll(
        async () =>
          ((await (await page.request.get('/api/v1/me/preferences')).json()) as { layers: string }).layers,
      )
      .toBe('grids,courtyards,control-areas,cases')
    await page.context().close()
  }, 240_000)

  it('says that a link names nothing, and leads back', async () => {
    const page = await city.visit({ username: 'planner', path: '/gaps?s=grids/99999999' })
    const drawer = page.getByRole('complementary', { name: '所选对象' })
    await drawer.getByText('这条记录已不存在，或不在您的查看范围内。').waitFor()
    await drawer.getByRole('button', { name: '搜索', exact: true }).click()
    await drawer.waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.get('s')).toBeNull()
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('search')

    await page.goto('/gaps?s=nonsense')
    await mapSettled(page)
    await page.getByText('链接里的对象不存在，已直接打开地图。').waitFor()
    expect(new URL(page.url()).searchParams.get('s')).toBeNull()
    await page.context().close()
  }, 240_000)
})
