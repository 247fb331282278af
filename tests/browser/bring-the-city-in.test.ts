import { DateTime } from 'luxon'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from '../../api/auth/passwords.ts'
import { firstAdministratorPath } from '../../api/setup/first-administrator.ts'
import {
  type BrowserCity,
  chromiumPath,
  cityTimeout,
  mapAtRest,
  mapSettled,
  openBrowserCity,
} from './browser.ts'

/**
 * Administrator 1, from nothing to two true answers. The town is three streets from west to east and three from south to north, 400 m apart.
 * Two must-patrol lines are drawn along the southern and the northern street; yesterday morning one unit walked the southern one.
 * Forty cases happened around the eastern end of the middle street.
 */
const west = 126.54
const south = 43.84
const stepEast = 0.005
const stepNorth = 0.0036
const east = west + 2 * stepEast
const north = south + 2 * stepNorth
const hot = { longitude: east, latitude: south + stepNorth }
const zone = 'Asia/Shanghai'
const yesterday = DateTime.now().setZone(zone).minus({ days: 1 }).startOf('day')
const password = 'a town to patrol'
/** A software-drawn map on a busy machine. */
const patience = 420_000
const stepTimeout = 90_000

const streets = {
  type: 'FeatureCollection',
  features: [0, 1, 2].flatMap((index) => [
    street(
      `东西${index + 1}街`,
      [0, 1, 2].map((step) => [west + step * stepEast, south + index * stepNorth]),
    ),
    street(
      `南北${index + 1}路`,
      [0, 1, 2].map((step) => [west + index * stepEast, south + step * stepNorth]),
    ),
  ]),
}

function street(name: string, coordinates: number[][]) {
  return {
    type: 'Feature',
    properties: { name, highway: 'residential' },
    geometry: { type: 'LineString', coordinates },
  }
}

/** A walk along the southern street at 1.2 m/s, a fix every 10 s. */
function tracksCsv(): string {
  const start = yesterday.set({ hour: 9 })
  const metersPerDegree = 111_320 * Math.cos((south * Math.PI) / 180)
  const steps = Math.ceil(((east - west) * metersPerDegree) / 12)
  const rows = Array.from({ length: steps + 1 }, (_, step) =>
    [
      'XL-1',
      start.plus({ seconds: step * 10 }).toFormat('yyyy-MM-dd HH:mm:ss'),
      (west + ((east - west) * step) / steps).toFixed(7),
      south.toFixed(7),
    ].join(','),
  )
  return ['队伍编码,定位时间,经度,纬度', ...rows].join('\n')
}

function casesCsv(): string {
  const rows = Array.from({ length: 40 }, (_, index) =>
    [
      `AJ${String(index + 1).padStart(3, '0')}`,
      '入室盗窃',
      yesterday
        .minus({ days: index % 20 })
        .set({ hour: 14 })
        .toFormat('yyyy-MM-dd HH:mm'),
      (hot.longitude + ((index % 7) - 3) * 0.0002).toFixed(6),
      (hot.latitude + ((index % 5) - 2) * 0.0002).toFixed(6),
    ].join(','),
  )
  return ['案件编号,案件类别,发案时间,经度,纬度', ...rows].join('\n')
}

/** Pixel of a place on a map that shows `centre` in its middle at `zoom`, north up. */
async function pixelOf(page: Page, place: { longitude: number; latitude: number }) {
  const [zoom, latitude, longitude] = new URL(page.url()).searchParams.get('m')!.split('/').map(Number)
  const world = 512 * 2 ** zoom!
  const mercator = (at: number) => Math.log(Math.tan(Math.PI / 4 + (at * Math.PI) / 360)) / (2 * Math.PI)
  const box = (await page.locator('.maplibregl-canvas').boundingBox())!
  return {
    x: box.x + box.width / 2 + ((place.longitude - longitude!) / 360) * world,
    y: box.y + box.height / 2 - (mercator(place.latitude) - mercator(latitude!)) * world,
  }
}

async function choose(page: Page, label: string, option: string) {
  await page.getByRole('combobox', { name: label }).first().click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

async function importFile(page: Page, concept: string, name: string, content: string) {
  await page.goto('/data')
  await choose(page, '文件内容', concept)
  await page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) })
  const check = page.getByRole('button', { name: '检查全部行' })
  await check.waitFor()
  await check.click()
  await page.getByText('全部行都可以导入。').waitFor()
  await page.getByRole('button', { name: /^写入 / }).click()
  await page
    .getByText(/^已写入 /)
    .first()
    .waitFor()
}

/** The map shows the streets left of its middle: the form stands on the right. */
async function drawLine(page: Page, name: string, latitude: number) {
  await page.goto(`/data?m=14.5/${south + stepNorth}/${east}`)
  await mapSettled(page)
  await page.getByRole('button', { name: '新建' }).click()
  await page.getByRole('menuitem', { name: '必巡线' }).click()
  await page
    .getByRole('region', { name: '绘制' })
    .getByText(/^沿街道依次点击/)
    .waitFor()
  await mapAtRest(page)
  for (const longitude of [west, west + stepEast, east]) {
    const { x, y } = await pixelOf(page, { longitude, latitude })
    await page.mouse.click(x, y)
  }
  await page.keyboard.press('Enter')
  await page.getByLabel('名称', { exact: true }).fill(name)
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByText(`已新建“${name}”`).waitFor()
}

describe.skipIf(!chromiumPath)('an empty district, brought in by its administrator', () => {
  let city: BrowserCity
  let admin: Page

  beforeAll(async () => {
    city = await openBrowserCity('empty')
    const token = new URL((await firstAdministratorPath(city.database))!, city.url).searchParams.get('token')
    const setup = await fetch(`${city.url}/api/v1/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        token,
        username: 'chief',
        password,
        district: {
          name: '新河区',
          code: '229902',
          extent: [126.5, 43.8, 126.6, 43.9],
          timeZone: zone,
          metricCrs: 32652,
        },
      }),
    })
    expect(setup.status).toBe(201)
    const root = await city.database.write.selectFrom('orgUnits').select('id').executeTakeFirstOrThrow()
    const passwordHash = await hashPassword(password)
    await city.database.write
      .insertInto('accounts')
      .values(
        ['planner', 'leader'].map((role) => ({
          username: role,
          post: role,
          role,
          orgUnitId: root.id,
          passwordHash,
        })),
      )
      .execute()
    admin = await city.visit({ username: 'chief', password, path: '/data' })
    admin.setDefaultTimeout(stepTimeout)
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city?.close())

  it(
    'takes streets in, and must-patrol lines are drawn along them',
    async () => {
      await importFile(admin, '道路', 'streets.geojson', JSON.stringify(streets))
      const roads = await city.database.read.selectFrom('roads').select('name').execute()
      expect(roads).toHaveLength(12)
      await drawLine(admin, '南街巡线', south)
      await drawLine(admin, '北街巡线', north)
      const lines = await city.database.read.selectFrom('patrolLines').select('name').orderBy('id').execute()
      expect(lines.map((line) => line.name)).toEqual(['南街巡线', '北街巡线'])
    },
    patience,
  )

  it(
    'shows the line nobody walked as the gap, and the other as done',
    async () => {
      const slot = await admin.request.post('/api/v1/time-slots', {
        data: {
          properties: {
            code: 'day',
            name: '白天',
            startTime: '08:00',
            endTime: '18:00',
            weekdays: [yesterday.weekday],
            dayKind: 'any',
          },
        },
      })
      expect(slot.status(), await slot.text()).toBe(201)
      const { id: slotId } = (await slot.json()) as { id: number }
      const lines = await city.database.read.selectFrom('patrolLines').select('id').execute()
      for (const { id } of lines) {
        const requirement = await admin.request.post('/api/v1/requirements', {
          data: {
            properties: {
              target: { layer: 'patrol-lines', id },
              slotId,
              measure: 'passes',
              amount: 1,
              validFrom: yesterday.minus({ days: 30 }).toISODate(),
            },
          },
        })
        expect(requirement.status(), await requirement.text()).toBe(201)
      }
      await importFile(admin, '巡逻轨迹', 'tracks.csv', tracksCsv())
      const planner = await city.visit({ username: 'planner', password, path: '/gaps' })
      planner.setDefaultTimeout(stepTimeout)
      await planner.getByText(/覆盖率 50\s?%/).waitFor()
      const panel = planner.locator('#panel')
      await panel.getByText('北街巡线').waitFor()
      expect(await panel.getByText('南街巡线').count()).toBe(0)
      await panel.getByText('北街巡线').click()
      await planner.getByText('无人靠近').first().waitFor()
      await planner.context().close()
    },
    patience,
  )

  it(
    'shows the heat where the cases are',
    async () => {
      await importFile(admin, '案件', 'cases.csv', casesCsv())
      const leader = await city.visit({
        username: 'leader',
        password,
        path: `/hotspots?m=15/${south + stepNorth}/${west + stepEast}`,
      })
      leader.setDefaultTimeout(stepTimeout)
      await leader.locator('.total strong').filter({ hasText: '40' }).waitFor()
      await expectRedder(leader, hot, { longitude: west, latitude: south })
      await leader.context().close()
    },
    patience,
  )
})

/** The map is redder at one place than at another; waits for the heat to be drawn. */
async function expectRedder(
  page: Page,
  at: { longitude: number; latitude: number },
  than: { longitude: number; latitude: number },
) {
  const redness = async (place: { longitude: number; latitude: number }) => {
    const { x, y } = await pixelOf(page, place)
    const picture = await page.screenshot({ clip: { x: x - 6, y: y - 6, width: 12, height: 12 } })
    return page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
      const context = canvas.getContext('2d')!
      context.drawImage(bitmap, 0, 0)
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
      let difference = 0
      for (let index = 0; index < data.length; index += 4) difference += data[index]! - data[index + 2]!
      return difference / (data.length / 4)
    }, picture.toString('base64'))
  }
  await expect.poll(() => redness(at), { timeout: 120_000, interval: 2000 }).toBeGreaterThan(60)
  expect(await redness(than)).toBeLessThan(40)
}
