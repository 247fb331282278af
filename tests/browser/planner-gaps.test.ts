import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { generateCity } from '../../seed/city.ts'
import { addDays, timeSlots, weekdayOf } from '../../seed/time-slots.ts'
import type { CityTruth } from '../../seed/truth.ts'
import { type BrowserCity, chromiumPath, cityTimeout, openBrowserCity } from './browser.ts'

interface Place {
  id: number
  geometry: { type: string; coordinates: unknown }
  properties: { code: string; name: string }
}

/** A software-drawn map on a busy machine. */
const patience = 60_000

/** The day the generated city takes for today, in its time zone. */
const anchorDay = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
/** Whole days that ended before the city was made, whatever the hour; the small city has tracks of one week. */
const dayCount = 6
const firstDay = addDays(anchorDay, -1 - dayCount)
const lastDay = addDays(anchorDay, -2)
const asked = `w=${firstDay}/${lastDay}`

const layerOf = {
  line: 'patrol-lines',
  point: 'patrol-points',
  section: 'key-sections',
  area: 'control-areas',
} as const
const wordOf = { line: '条线', point: '个点', section: '个路段', area: '个区域' } as const
const kinds = Object.keys(layerOf) as (keyof typeof layerOf)[]

/** What was planted in the window, by target and slot. */
function plantedIn(truth: CityTruth) {
  return truth.gaps
    .map(({ targetKind, targetCode, slotCode, omission, requirement, occurrenceDates }) => ({
      kind: targetKind,
      layer: layerOf[targetKind],
      measure: requirement.measure,
      code: targetCode,
      slotCode,
      omission,
      missing: requirement.amount * occurrenceDates.filter((day) => day >= firstDay && day <= lastDay).length,
      days: occurrenceDates.filter((day) => day >= firstDay && day <= lastDay),
    }))
    .filter(({ missing }) => missing > 0)
}

describe.skipIf(!chromiumPath)(
  'the planner sees where the patrol was missing',
  { timeout: 3 * patience },
  () => {
    let city: BrowserCity
    let page: Page
    let planted: ReturnType<typeof plantedIn>
    /** What is required of the planner's own station, by code. */
    let places: Map<string, Place>

    const rows = () => page.getByRole('grid', { name: '按严重度排列的缺口' }).locator('[data-index]')
    const rowOf = (code: string) => rows().filter({ hasText: places.get(code)!.properties.name })
    const open = async (query: string) => {
      // Hotspots without requirement have a test of their own.
      await page.goto(`/gaps?on=patrol-lines,patrol-points,key-sections,control-areas&${query}`)
      await page
        .getByText(/覆盖率|没有巡防要求/)
        .first()
        .waitFor()
    }
    const chooseSlot = async (name: string) => {
      await page.getByLabel('时段').first().click()
      await page.getByRole('option', { name: new RegExp(name) }).click()
    }

    beforeAll(async () => {
      city = await openBrowserCity()
      page = await city.visit({ username: 'planner' })
      page.setDefaultTimeout(patience)
      places = new Map()
      for (const kind of kinds) {
        const layer = layerOf[kind]
        const answer = await page.request.get(`/api/v1/${layer}?limit=1000`)
        const { features } = (await answer.json()) as { features: Place[] }
        for (const place of features) places.set(place.properties.code, place)
      }
      const { truth } = generateCity({ size: 'small', seed: 1, anchorDay })
      planted = plantedIn(truth).filter(({ code }) => places.has(code))
      expect(planted.length).toBeGreaterThan(1)
    }, cityTimeout)
    afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
    afterAll(() => city.close())

    it('opens on the gaps of the last 7 days', async () => {
      await page.getByRole('heading', { name: '巡防盲区' }).waitFor()
      expect(await page.getByRole('button', { name: '近 7 天' }).getAttribute('aria-pressed')).toBe('true')
      await page.getByText(/^覆盖率 \d+ %：应巡 \d+ 次，完成 \d+ 次；/).waitFor()
    })

    it('lists exactly what was planted, most severe first, with what is missing', async () => {
      await open(asked)
      const codes = new Set(planted.map(({ code }) => code))
      await expect.poll(() => rows().count(), { timeout: patience }).toBe(codes.size)
      for (const code of codes) {
        const gaps = planted.filter((gap) => gap.code === code)
        // Of minutes the part that was held is not planted to the minute.
        if (gaps.some(({ measure }) => measure.endsWith('Minutes'))) continue
        const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0)
        expect(await rowOf(code).innerText(), code).toMatch(new RegExp(`(^|\\s)${missing}/\\d+`))
      }
      const severities = (await rows().locator('[role=gridcell]:first-child').allInnerTexts()).map(Number)
      expect(severities).toEqual(severities.toSorted((a, b) => b - a))
      const words = await page.getByText(/^覆盖率/).innerText()
      for (const kind of kinds) {
        const count = new Set(planted.filter((gap) => gap.kind === kind).map(({ code }) => code)).size
        if (count > 0) expect(words).toContain(`${count} ${wordOf[kind]}`)
      }
    })

    it('keeps the chosen slot in the address and shows its gaps only', async () => {
      await open(asked)
      await chooseSlot('深夜')
      const night = new Set(planted.filter(({ slotCode }) => slotCode === 'night').map(({ code }) => code))
      await expect.poll(() => new URL(page.url()).searchParams.get('slot')).toBe('night')
      await expect.poll(() => rows().count(), { timeout: patience }).toBe(night.size)
      await page.reload()
      await expect.poll(() => rows().count(), { timeout: patience }).toBe(night.size)
      for (const code of night) expect(await rowOf(code).count(), code).toBe(1)
    })

    it('opens the evidence of a line nobody walked at night: required, done, the days, why', async () => {
      await open(asked)
      const gap = planted.find(({ omission }) => omission === 'skipped')!
      await rowOf(gap.code).click()
      const drawer = page.locator('#details')
      await drawer.getByText(new RegExp(`缺 ${gap.missing} 次`)).waitFor()
      const strip = drawer.getByRole('list', { name: /^深夜/ })
      const missedDays = await strip
        .locator('li.missed')
        .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title') ?? ''))
      expect(missedDays.map((title) => title.slice(0, 10))).toEqual(gap.days)
      expect(await strip.locator('li.done').count()).toBe(dayCount - gap.days.length)
      const others = drawer.getByRole('list', { name: /^前夜/ })
      expect(await others.locator('li.done').count()).toBe(dayCount)
      expect(await drawer.getByText(/严重度 \d+ \/ 100/).count()).toBe(1)
      for (const part of [/^风险：/, /^间隔：/, /^规模：/])
        expect(await drawer.getByText(part).count()).toBe(1)
    })

    it('says of a point that somebody came and left too early', async () => {
      await open(asked)
      const gap = planted.find(({ omission }) => omission === 'short')!
      expect(await rowOf(gap.code).innerText()).toContain('停留不足')
      await rowOf(gap.code).click()
      const drawer = page.locator('#details')
      await drawer.getByText(/停留不足 \d+ 次/).waitFor()
      // The same reasons in the row and in the drawer, one for each occurrence missed.
      const reasons = /\d+ 个时段停留不足[^\n]*/.exec(await rowOf(gap.code).innerText())![0]
      await drawer.getByText(`${reasons}。`).waitFor()
      await drawer.getByText('有人到过，但没停够要求的时间就离开了。').waitFor()
      expect(await drawer.getByText(`应巡 ${dayCount} 次，完成 0 次，缺 ${dayCount} 次。`).count()).toBe(1)
    })

    it('settles a single visit in three clicks: the gap, the outing, the piece of its track on the map', async () => {
      await open(asked)
      const gap = planted.find(({ omission }) => omission === 'short')!
      await rowOf(gap.code).click()
      const drawer = page.locator('#details')
      const outing = drawer.getByRole('button', { name: /^\d{4}-\d\d-\d\d .* 停留 / }).first()
      await outing.click()
      await drawer.getByText('不算：停留不足', { exact: true }).waitFor()
      await drawer.getByText(/^停留 .+，少于要求的 .+；\d\d:\d\d–\d\d:\d\d，XL\d+；/).waitFor()
      await page.getByRole('heading', { name: /^单次核对 · / }).waitFor()
      expect(new URL(page.url()).searchParams.get('at')).toMatch(/^\d+\/\d+\/\d+$/)
      await page.reload()
      await drawer.getByText('不算：停留不足', { exact: true }).waitFor()
      await outing.click()
      await expect.poll(() => page.getByRole('heading', { name: /^单次核对 · / }).count()).toBe(0)
    })

    it('excuses a line for a time, so that it is no gap, and takes that back', async () => {
      await open(asked)
      const before = await rows().count()
      const gap = planted.find(({ layer }) => layer === 'patrol-lines')!
      await rowOf(gap.code).click()
      const drawer = page.locator('#details')
      await drawer.getByRole('button', { name: '添加免巡' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('开始').fill(`${firstDay}T00:00`)
      await dialog.getByLabel('结束').fill(`${addDays(lastDay, 2)}T00:00`)
      await dialog.getByLabel(/^说明/).fill('请打 13812345678')
      await dialog.getByRole('button', { name: '保存' }).click()
      await dialog.getByText('本系统不保存个人信息').waitFor()
      // The refusal is an answer of 400, which the browser reports by itself.
      expect(city.complaints.splice(0).every((complaint) => complaint.includes('400'))).toBe(true)
      await dialog.getByLabel(/^说明/).fill('下水道改造')
      await dialog.getByRole('button', { name: '保存' }).click()
      await drawer.getByText(/免巡：道路封闭，至 /).waitFor()
      await expect.poll(() => rows().count(), { timeout: patience }).toBe(before - 1)
      // It ended before today, and what is over is folded.
      await drawer.getByRole('button', { name: /^显示已结束/ }).click()
      await drawer.getByRole('button', { name: '撤销免巡' }).click()
      await page.getByRole('dialog').getByRole('button', { name: '撤销免巡' }).click()
      await expect.poll(() => rows().count(), { timeout: patience }).toBe(before)
    })

    it('flies to the row that was clicked and lights up the row the map points at', async () => {
      await open(asked)
      const gap = planted.find(({ layer }) => layer === 'patrol-points')!
      await rowOf(gap.code).click()
      await page.locator('#details').getByText('应巡与实巡').waitFor()
      await expect.poll(() => pixelOf(page, places.get(gap.code)!), { timeout: patience }).not.toBeNull()
      const map = page.locator('.maplibregl-canvas')
      const box = (await map.boundingBox())!
      const drawer = (await page.locator('#details').boundingBox())!
      const pixel = (await pixelOf(page, places.get(gap.code)!))!
      expect(box.x + pixel.x, 'beside the drawer, not under it').toBeLessThan(drawer.x)
      await page.keyboard.press('Escape')
      await expect
        .poll(
          async () => {
            await page.mouse.move(box.x + pixel.x + 30, box.y + pixel.y + 30)
            await page.mouse.move(box.x + pixel.x, box.y + pixel.y)
            return isHovered(rowOf(gap.code))
          },
          { timeout: patience },
        )
        .toBe(true)
    })

    it('saves the same gaps as CSV and GeoJSON', async () => {
      await open(asked)
      const codes = [...new Set(planted.map(({ code }) => code))].sort()
      const csv = await saved(page, '导出缺口为 CSV')
      expect(csv.name).toBe(`gaps-${firstDay}_${lastDay}.csv`)
      await page.getByText(`已下载 ${csv.name}`).waitFor()
      expect(csv.text.charCodeAt(0), 'byte order mark').toBe(0xfeff)
      const [head = '', ...lines] = csv.text.slice(1).trim().split(/\r?\n/)
      expect(head).toContain('严重度')
      const inFile = lines.map((line) => codes.find((code) => line.includes(`,${code},`)))
      expect(inFile.toSorted()).toEqual(codes)
      const geojson = await saved(page, '导出缺口为 GeoJSON')
      const { features } = JSON.parse(geojson.text) as { features: Place[] }
      expect(features.map(({ properties }) => properties.code).sort()).toEqual(codes)
      expect(features.every(({ geometry }) => /LineString$|^Point$|^Polygon$/.test(geometry.type))).toBe(true)
    })

    it('saves the gaps as an Excel workbook whose codes are text', async () => {
      await open(asked)
      const coming = page.waitForEvent('download')
      await page.getByRole('link', { name: '导出缺口为 Excel' }).click()
      const download = await coming
      const sheets = await readXlsxFile(await readFile(await download.path()))
      const [head, ...lines] = sheets[0]!.data
      expect(head).toContain('严重度')
      const codes = lines.map((cells) => cells[head!.indexOf('编码')])
      expect(codes.toSorted()).toEqual([...new Set(planted.map(({ code }) => code))].sort())
      for (const cells of lines) expect(typeof cells[head!.indexOf('严重度')]).toBe('number')
    })

    it('opens the weekly review with the coverage of the last week and saves it as Word', async () => {
      await open(asked)
      await page.getByRole('button', { name: '周评估', exact: true }).click()
      const dialog = page.getByRole('dialog', { name: '周评估' })
      await dialog.getByText(/覆盖率 \d+\.\d%，应完成 /).waitFor()
      const coming = page.waitForEvent('download')
      await dialog.getByRole('button', { name: '导出周评估为 Word' }).click()
      expect((await coming).suggestedFilename()).toMatch(/^review-\d{4}-W\d\d-\d+\.docx$/)
      await page.getByText(/^已下载 review-/).waitFor()
      await dialog.getByRole('button', { name: '关闭' }).click()
    })

    it('says so where nothing is missing, and where nothing is required', async () => {
      // Evening lines were left half done at weekends only.
      const workday = [1, 2, 3, 4, 5, 6, 7]
        .map((back) => addDays(lastDay, -back))
        .find((day) => weekdayOf(day) < 5)!
      await open(`w=${workday}/${workday}&slot=evening`)
      const evening = planted.filter(({ slotCode, days }) => slotCode === 'evening' && days.includes(workday))
      expect(evening).toEqual([])
      await page.locator('p', { hasText: /^没有缺口$/ }).waitFor()
      expect(await page.getByText(new RegExp(`${workday}（前夜 18:00–22:00）`)).count()).toBe(1)
      expect(timeSlots.some(({ code }) => code === 'before_dawn')).toBe(true)
      await open(`${asked}&slot=before_dawn`)
      await page.getByText('没有巡防要求', { exact: true }).waitFor()
    })

    it('says of a window to come that there is nothing yet, and offers no day after today', async () => {
      const [first, last] = [addDays(anchorDay, 20), addDays(anchorDay, 24)]
      await page.goto(`/gaps?w=${first}/${last}`)
      await page.getByText('还没有数据', { exact: true }).waitFor()
      await open(asked)
      await page.getByRole('button', { name: '自选' }).click()
      const days = page.locator('[data-range-calendar-day]:not([data-outside-month])')
      await days.first().waitFor()
      const offered = await days.evaluateAll((cells) =>
        cells
          .filter((cell) => !cell.hasAttribute('data-disabled'))
          .map((cell) => cell.getAttribute('data-value')!),
      )
      expect(offered.length).toBeGreaterThan(0)
      expect(offered.filter((day) => day > anchorDay)).toEqual([])
      await page.keyboard.press('Escape')
    })

    it('shows every status that is chosen, and one kind alone', async () => {
      await open(asked)
      const before = await rows().count()
      await page.getByRole('button', { name: /^完成 \d+/ }).click()
      await expect.poll(() => rows().count(), { timeout: patience }).toBeGreaterThan(before)
      await page.goto(`/gaps?${asked}&st=missed,partly,done`)
      await page.getByRole('button', { name: '线', exact: true }).click()
      await expect.poll(() => new URL(page.url()).searchParams.get('on')).toBe('patrol-lines')
      await rows().first().waitFor()
      const names = (await rows().allInnerTexts()).join('\n')
      for (const { properties } of [...places.values()].filter(({ geometry }) => geometry.type === 'Point')) {
        expect(names).not.toContain(properties.name)
      }
    })
  },
)

async function isHovered(row: Locator): Promise<boolean> {
  return (await row.getAttribute('class'))?.includes('hovered') ?? false
}

/** Where a point lies on the map's canvas, from the view in the address; null while it is not on it. */
async function pixelOf(page: Page, place: Place): Promise<{ x: number; y: number } | null> {
  const [zoom, latitude, longitude] = (new URL(page.url()).searchParams.get('m') ?? '').split('/').map(Number)
  if (zoom === undefined || latitude === undefined || longitude === undefined || zoom < 15) return null
  const box = (await page.locator('.maplibregl-canvas').boundingBox())!
  const size = 512 * 2 ** zoom
  const mercator = (degrees: number) => Math.log(Math.tan(Math.PI / 4 + (degrees * Math.PI) / 360))
  const [east, north] = place.geometry.coordinates as [number, number]
  const x = box.width / 2 + ((east - longitude) / 360) * size
  const y = box.height / 2 - ((mercator(north) - mercator(latitude)) / (2 * Math.PI)) * size
  return x > 0 && y > 0 && x < box.width && y < box.height ? { x, y } : null
}

async function saved(page: Page, label: string): Promise<{ name: string; text: string }> {
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: label }).click()
  const download = await coming
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}
