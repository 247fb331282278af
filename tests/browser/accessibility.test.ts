import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, cityTimeout, mapAtRest, openBrowserCity, type BrowserCity } from './browser.ts'

/** A software-drawn map on a busy machine, read twice. */
const patience = 180_000
const themes = ['light', 'dark'] as const

/** What axe finds against WCAG 2.2 A and AA, of serious or critical impact: rule, help and the elements. */
async function seriousViolations(page: Page): Promise<string[]> {
  // Evaluated rather than added as a script element, which the content security policy refuses.
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const { violations } = await page.evaluate(async (): Promise<AxeResults> => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: Document, options: RunOptions): Promise<AxeResults> }
    }
    return axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      resultTypes: ['violations'],
    })
  })
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const elements = nodes
        .slice(0, 5)
        .map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`)
      return `${id}: ${help}\n  ${elements.join('\n  ')}`
    })
}

/** Whether the focused element shows that it is focused, by an outline of its own or around it. */
async function focusIsVisible(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    let element = document.activeElement
    for (let level = 0; element && level < 3; level += 1, element = element.parentElement) {
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1) return true
    }
    return false
  })
}

describe.skipIf(!chromiumPath)('accessibility', () => {
  let city: BrowserCity
  beforeAll(async () => {
    city = await openBrowserCity()
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city.close())

  it.each(themes)(
    'the sign-in page, %s',
    async (theme) => {
      const page = await city.visit({ theme })
      await page.getByRole('button', { name: '登录' }).waitFor()
      expect(await seriousViolations(page)).toEqual([])
      await page.context().close()
    },
    patience,
  )

  it.each(
    (['branch', 'planner', 'leader', 'admin'] as const).flatMap((username) =>
      themes.map((theme) => [username, theme] as const),
    ),
  )(
    'the first screen of %s, %s',
    async (username, theme) => {
      const page = await city.visit({ username, theme })
      await page.locator('#panel h2').first().waitFor()
      expect(await seriousViolations(page)).toEqual([])
      await page.context().close()
    },
    patience,
  )

  it(
    'Tab goes through the screen with the focus always to be seen',
    async () => {
      const page = await city.visit({ username: 'leader' })
      await page.locator('#panel .total strong').waitFor()
      await page.getByRole('region', { name: '图例' }).waitFor()
      await mapAtRest(page)
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
      for (let step = 0; step < 25; step += 1) {
        await page.keyboard.press('Tab')
        const where = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 160))
        await expect.poll(() => focusIsVisible(page), { message: where }).toBe(true)
      }
      await page.context().close()
    },
    patience,
  )
})
