import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { firstAdministratorPath } from '../../api/setup/first-administrator.ts'
import { chromiumPath, cityTimeout, openBrowserCity, type BrowserCity } from './browser.ts'

const PASSWORD = 'a long password of my own'
const file = (name: string, content: unknown) => ({
  name,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(content)),
})
const point = (x: number, y: number) => ({ type: 'Point', coordinates: [x, y] })
const both = (...geometries: object[]) => ({ type: 'GeometryCollection', geometries })

describe.skipIf(!chromiumPath)('the first administrator of an empty district', () => {
  let city: BrowserCity
  beforeAll(async () => {
    city = await openBrowserCity('empty')
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city.close())

  it('takes the extent from a file, draws it anew on the empty map, and enters', async () => {
    const page = await city.visit({ path: (await firstAdministratorPath(city.database))! })
    const edge = async (name: string) =>
      Number(await page.getByRole('textbox', { name, exact: true }).inputValue())
    const input = page.locator('input[type="file"]')
    await page.locator('.maplibregl-canvas').waitFor()

    await input.setInputFiles(file('米制.geojson', both(point(512_345, 4_812_345))))
    await page.getByText('“米制.geojson”的坐标不是经纬度').waitFor()
    await input.setInputFiles(file('全国.geojson', both(point(73, 17), point(136, 54))))
    await page.getByText('范围超过任何区县').waitFor()
    await input.setInputFiles(file('区.geojson', both(point(114.03, 22.5), point(114.11, 22.6))))
    await page.getByText('东西约 8.22 km，南北约 11.1 km。').waitFor()
    expect(await edge('西')).toBe(114.03)

    await page.getByRole('button', { name: '画矩形' }).click()
    const map = (await page.getByRole('region', { name: '范围地图' }).boundingBox())!
    const at = (x: number, y: number) => [map.x + map.width * x, map.y + map.height * y] as const
    await page.mouse.move(...at(0.4, 0.4))
    await page.mouse.down()
    await page.mouse.move(...at(0.5, 0.5), { steps: 3 })
    await page.mouse.move(...at(0.6, 0.7), { steps: 3 })
    await page.mouse.up()
    await expect.poll(() => edge('西')).toBeGreaterThan(114.03)
    const extent = [await edge('西'), await edge('南'), await edge('东'), await edge('北')]
    expect(extent[2]).toBeLessThan(114.11)

    await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
    await page.getByLabel('再次输入密码').fill(PASSWORD)
    await page.getByRole('textbox', { name: '名称' }).fill('新区')
    await page.getByRole('textbox', { name: '行政区划代码' }).fill('229902')
    await page.getByRole('button', { name: '创建并进入' }).click()
    await page.getByRole('navigation', { name: '工作区' }).waitFor()
    const district = (await (await page.request.get('/api/v1/district')).json()) as { extent: number[] }
    expect(district.extent).toEqual(extent)
    await page.context().close()
  }, 240_000)
})
