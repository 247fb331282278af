import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, cityTimeout, mapAtRest, openBrowserCity, type BrowserCity } from './browser.ts'

interface Place {
  id: number
  geometry: { type: string; coordinates: unknown }
  properties: Record<string, unknown> & { name: string; version: number }
}

async function places(page: Page, layer: string): Promise<Place[]> {
  const answer = await page.request.get(`/api/v1/${layer}?limit=100`)
  return ((await answer.json()) as { features: Place[] }).features
}

async function read(page: Page, layer: string, id: number): Promise<Place> {
  return (await (await page.request.get(`/api/v1/${layer}/${id}`)).json()) as Place
}

/** Where a position lies on the page, by the view the address bar tells: `m=zoom/latitude/longitude`. */
async function onPage(
  page: Page,
  [longitude, latitude]: [number, number],
): Promise<{ x: number; y: number }> {
  const [zoom = 0, centerLatitude = 0, centerLongitude = 0] = (
    new URL(page.url()).searchParams.get('m') ?? ''
  )
    .split('/')
    .map(Number)
  const world = 512 * 2 ** zoom
  const north = (degrees: number) => Math.asinh(Math.tan((degrees * Math.PI) / 180)) / (2 * Math.PI)
  const box = (await page.locator('.maplibregl-canvas').boundingBox())!
  return {
    x: box.x + box.width / 2 + ((longitude - centerLongitude) / 360) * world,
    y: box.y + box.height / 2 - (north(latitude) - north(centerLatitude)) * world,
  }
}

/** Opens a record in the drawer, brings it into view and begins to change it. */
async function openForm(page: Page, layer: string, id: number): Promise<void> {
  await page.goto(`/?s=${layer}/${id}`)
  await page.getByRole('button', { name: '编辑', exact: true }).waitFor()
  await page.getByRole('button', { name: '在地图上查看' }).click()
  await expect.poll(() => new URL(page.url()).searchParams.get('m'), { timeout: 20_000 }).not.toBeNull()
  await mapAtRest(page)
  await page.getByRole('button', { name: '编辑', exact: true }).click()
  await page.getByRole('form', { name: '编辑' }).waitFor()
  // The drawing tools have come, and the map has moved what is drawn beside them.
  await page.getByRole('region', { name: '绘制' }).getByText(/^拖动/).waitFor()
  await mapAtRest(page)
}

const name = (page: Page) => page.getByRole('textbox', { name: '名称' })
const save = (page: Page) => page.getByRole('button', { name: '保存', exact: true })

describe.skipIf(!chromiumPath)('editing on the map', () => {
  let city: BrowserCity
  beforeAll(async () => {
    city = await openBrowserCity()
  }, cityTimeout)
  // The browser itself logs the refusal that the conflict is about.
  afterEach(() => expect(city.complaints.splice(0).filter((text) => !text.includes('409'))).toEqual([]))
  afterAll(() => city.close())

  it('lets two planners who changed the same line choose field by field', async () => {
    const first = await city.visit({ username: 'planner' })
    const line = (await places(first, 'patrol-lines')).toSorted(
      (a, b) => (a.geometry.coordinates as unknown[]).length - (b.geometry.coordinates as unknown[]).length,
    )[0]!
    const end = (line.geometry.coordinates as [number, number][])[0]!
    await openForm(first, 'patrol-lines', line.id)
    await name(first).fill('人民大街东侧必巡线')

    const vertex = await onPage(first, end)
    await first.mouse.move(vertex.x, vertex.y)
    await first.mouse.down()
    await first.mouse.move(vertex.x + 30, vertex.y + 20, { steps: 8 })
    await first.mouse.up()
    await first.getByText('位置已改动').waitFor()
    await first.keyboard.press('Control+z')
    await first.getByText('位置未改动').waitFor()
    await first.getByRole('button', { name: /^重做/ }).click()
    await first.getByText('位置已改动').waitFor()

    const second = await city.visit({ username: 'planner' })
    await openForm(second, 'patrol-lines', line.id)
    await name(second).fill('站前必巡线')
    await second.getByRole('textbox', { name: /有效偏距/ }).fill('40')
    await save(second).click()
    await second.getByText('已保存').waitFor()

    await save(first).click()
    const dialog = first.getByRole('dialog', { name: '别人刚刚保存了这条记录' })
    await dialog.getByText('还有 1 项没有选择。').waitFor()
    expect(await dialog.getByRole('group', { name: '名称' }).innerText()).toMatch(
      /人民大街东侧必巡线[\s\S]*站前必巡线/,
    )
    await dialog.getByRole('group', { name: '名称' }).getByRole('radio', { name: /我的/ }).check()
    await dialog.getByRole('button', { name: '按选择保存' }).click()
    await first.getByText('已保存').waitFor()

    const stored = await read(first, 'patrol-lines', line.id)
    expect(stored.properties).toMatchObject({ name: '人民大街东侧必巡线', toleranceMeters: 40 })
    expect((stored.geometry.coordinates as unknown[])[0]).not.toEqual(end)
    await first.getByRole('heading', { name: '人民大街东侧必巡线' }).waitFor()
    await first.getByRole('button', { name: '修改历史' }).click()
    await first.getByText('站前必巡线 → 人民大街东侧必巡线').waitFor()
    await Promise.all([first.context().close(), second.context().close()])
  }, 300_000)

  it('asks before it drops what is not saved, and shows at the field what is wrong', async () => {
    const page = await city.visit({ username: 'planner' })
    const [line] = await places(page, 'patrol-lines')
    await openForm(page, 'patrol-lines', line!.id)
    await page.getByRole('textbox', { name: /有效偏距/ }).fill('900')
    await save(page).click()
    await page.getByText('不能大于 200。').waitFor()
    await name(page).fill('')
    await save(page).click()
    await page.getByText('有 2 项需要修改。').waitFor()
    await page.getByText('不能大于 200。').waitFor()
    await expect.poll(() => name(page).evaluate((field) => field === document.activeElement)).toBe(true)
    await page.keyboard.press('Escape')
    const question = page.getByRole('dialog', { name: '修改尚未保存' })
    await question.getByRole('button', { name: '继续编辑' }).click()
    await page
      .getByRole('complementary', { name: '所选对象' })
      .getByRole('button', { name: '关闭', exact: true })
      .click()
    await question.getByRole('button', { name: '放弃修改' }).click()
    await page.getByRole('complementary', { name: '所选对象' }).waitFor({ state: 'detached' })
    expect((await read(page, 'patrol-lines', line!.id)).properties.version).toBe(line!.properties.version)
    await page.context().close()
  }, 240_000)

  it('takes a saved edit back in one tap, unless somebody else has saved since', async () => {
    const page = await city.visit({ username: 'planner' })
    const line = (await places(page, 'patrol-lines'))[1]!
    const undo = page.getByRole('button', { name: '撤销', exact: true })
    const heading = (words: string) => page.getByRole('heading', { name: words, exact: true })
    await openForm(page, 'patrol-lines', line.id)
    await name(page).fill('写错的名称')
    await save(page).click()
    await heading('写错的名称').waitFor()
    await undo.click()
    await heading(line.properties.name).waitFor()
    expect((await read(page, 'patrol-lines', line.id)).properties).toMatchObject({
      name: line.properties.name,
      version: line.properties.version + 2,
    })

    await page.getByRole('button', { name: '编辑', exact: true }).click()
    await name(page).fill('又写错的名称')
    await save(page).click()
    await heading('又写错的名称').waitFor()
    const changed = await page.request.patch(`/api/v1/patrol-lines/${line.id}`, {
      data: { version: line.properties.version + 3, properties: { toleranceMeters: 31 } },
      headers: { origin: city.url },
    })
    expect(changed.status()).toBe(200)
    await undo.click()
    await page.getByText('没有撤销：别人刚刚又改过这条记录。').waitFor()
    expect((await read(page, 'patrol-lines', line.id)).properties).toMatchObject({
      name: '又写错的名称',
      toleranceMeters: 31,
    })
    await page.context().close()
  }, 240_000)

  it('lets a branch confirm a courtyard with one tap, on a phone', async () => {
    const page = await city.visit({ username: 'branch', viewport: { width: 390, height: 844 } })
    const stale = (await places(page, 'courtyards')).find(
      ({ properties }) => Date.parse(String(properties['confirmedAt'])) < Date.now() - 2 * 86_400_000,
    )!
    await page.goto(`/?s=courtyards/${stale.id}`)
    await page.getByRole('button', { name: '情况属实' }).tap()
    const toast = (await page.locator('.toast').boundingBox())!
    const button = (await page.getByRole('button', { name: '编辑', exact: true }).boundingBox())!
    expect(toast.y + toast.height, 'covers no button').toBeLessThan(button.y)
    // The link names no view: the map went to the courtyard.
    await expect.poll(() => new URL(page.url()).searchParams.get('m')).not.toBeNull()
    await page.getByText('今天已核实').waitFor()
    const { properties } = await read(page, 'courtyards', stale.id)
    expect(Date.now() - Date.parse(String(properties['confirmedAt']))).toBeLessThan(120_000)
    await page.context().close()
  }, 240_000)

  it('keeps the hole of an area, and moves a corner of the hole', async () => {
    const page = await city.visit({ username: 'planner' })
    const area = (await places(page, 'control-areas')).find(({ geometry }) => geometry.type === 'Polygon')!
    const [outer] = area.geometry.coordinates as [number, number][][]
    // Around the middle of a street-bounded block.
    const middle = [0, 1].map((axis) => {
      const values = outer!.map((position) => position[axis]!)
      return (Math.min(...values) + Math.max(...values)) / 2
    }) as [number, number]
    const size = 0.0003
    const hole = [
      [-1, -1],
      [-1, 1],
      [1, 1],
      [1, -1],
      [-1, -1],
    ].map(([x, y]) => [
      Number((middle[0] + x! * size).toFixed(7)),
      Number((middle[1] + y! * size).toFixed(7)),
    ]) as [number, number][]
    const cut = await page.request.patch(`/api/v1/control-areas/${area.id}`, {
      data: {
        version: area.properties.version,
        geometry: { type: 'Polygon', coordinates: [outer, hole] },
      },
      headers: { origin: city.url },
    })
    expect(cut.status()).toBe(200)

    await openForm(page, 'control-areas', area.id)
    const corner = await onPage(page, hole[1]!)
    await page.mouse.move(corner.x, corner.y)
    await page.mouse.down()
    await page.mouse.move(corner.x - 10, corner.y - 4, { steps: 4 })
    await page.mouse.move(corner.x - 16, corner.y - 8, { steps: 4 })
    await page.mouse.up()
    await page.getByText('位置已改动').waitFor()
    await page.getByRole('button', { name: '更改 组织单位' }).waitFor()
    await save(page).click()
    await page.getByText('已保存').waitFor()
    const [storedOuter, storedHole] = (await read(page, 'control-areas', area.id)).geometry
      .coordinates as number[][][]
    expect(storedOuter).toEqual(outer)
    expect(storedHole).toHaveLength(5)
    expect(storedHole![1]).not.toEqual(hole[1])
    expect(storedHole![2]).toEqual(hole[2])
    await page.context().close()
  }, 240_000)

  it('takes a vertex away on a phone, and gives it back', async () => {
    const page = await city.visit({ username: 'planner', viewport: { width: 390, height: 844 } })
    const line = (await places(page, 'patrol-lines')).find(
      ({ geometry }) => (geometry.coordinates as unknown[]).length > 2,
    )!
    const positions = line.geometry.coordinates as [number, number][]
    await openForm(page, 'patrol-lines', line.id)
    // The whole of it stands above the bar.
    const bar = (await page.getByRole('region', { name: '绘制' }).boundingBox())!
    const lowest = Math.max(
      ...(await Promise.all(positions.map((position) => onPage(page, position)))).map(({ y }) => y),
    )
    expect(lowest).toBeLessThan(bar.y)
    // One that neither the search box nor the sheet covers.
    const spots = await Promise.all(positions.map((position) => onPage(page, position)))
    const index = spots.findIndex(({ x, y }) => x > 20 && x < 300 && y > 130 && y < 320)
    await page.touchscreen.tap(spots[index]!.x, spots[index]!.y)
    const remove = page.getByRole('button', { name: '删除顶点' })
    await remove.tap()
    await page.getByText('位置已改动').waitFor()
    await page.getByRole('button', { name: /^撤销/ }).tap()
    await page.getByText('位置未改动').waitFor()
    await page.getByRole('button', { name: /^重做/ }).tap()
    await save(page).tap()
    await page.getByText('已保存').waitFor()
    const stored = await read(page, 'patrol-lines', line.id)
    expect(stored.geometry.coordinates).toEqual(positions.toSpliced(index, 1))
    await page.context().close()
  }, 240_000)

  it('draws a new must-arrive point and what is required there', async () => {
    const page = await city.visit({ username: 'planner' })
    const [line] = await places(page, 'patrol-lines')
    await page.goto(`/?s=patrol-lines/${line!.id}`)
    await page.getByRole('button', { name: '在地图上查看' }).click()
    await mapAtRest(page)
    await page.getByRole('button', { name: '新建' }).click()
    await page.getByRole('menuitem', { name: '必到点' }).click()
    await page.getByText('在地图上点击位置。').waitFor()
    await page.mouse.click(760, 480)
    await page.getByText('拖动点位，按 Esc 取消。').waitFor()
    await save(page).click()
    await page.getByText('请填写此项。').waitFor()
    await name(page).fill('夜市东口')
    await save(page).click()
    await page.getByRole('heading', { name: '夜市东口' }).waitFor()
    const created = (await places(page, 'patrol-points')).find(
      ({ properties }) => properties.name === '夜市东口',
    )!
    expect(created).toMatchObject({ geometry: { type: 'Point' }, properties: { radiusMeters: 40 } })

    await page.getByRole('button', { name: '添加要求' }).click()
    const dialog = page.getByRole('dialog', { name: '添加要求' })
    await dialog.getByRole('combobox', { name: /^时段/ }).click()
    await page.getByRole('option').first().click()
    await dialog.getByRole('textbox', { name: '每时段要求' }).fill('2')
    await dialog.getByRole('button', { name: '保存' }).click()
    await page.getByText('每时段到点 2 次').waitFor()
    await page.context().close()
  }, 240_000)
})
