import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, cityTimeout, openBrowserCity, type BrowserCity } from './browser.ts'

describe.skipIf(!chromiumPath)('opening the application', () => {
  let city: BrowserCity
  beforeAll(async () => {
    city = await openBrowserCity()
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city.close())

  it('shows every demo account a map, without a violation, an error or a request elsewhere', async () => {
    for (const username of ['branch', 'planner', 'leader', 'admin'] as const) {
      const page = await city.visit({ username })
      await page.locator('.maplibregl-canvas').waitFor()
      await page.context().close()
    }
  }, 240_000)
})
