import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type BrowserCity, chromiumPath, cityTimeout, mapSettled, openBrowserCity } from './browser.ts'

describe.skipIf(!chromiumPath)('response reach in the gap desk', () => {
  let city: BrowserCity
  /** The middle of the outing with the most fixes, by the quarter of an hour. */
  let moment: Date

  beforeAll(async () => {
    city = await openBrowserCity()
    const longest = await city.database.read
      .selectFrom('tracks')
      .select(['startedAt', 'endedAt'])
      .where('startedAt', '>', new Date(Date.now() - 6 * 86_400_000))
      .orderBy('fixCount', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    const middle = (longest.startedAt.getTime() + longest.endedAt.getTime()) / 2
    moment = new Date(Math.floor(middle / 900_000) * 900_000)
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city?.close())

  it(
    'says in words, figures and legend what the units of a moment reach, and what is usual',
    async () => {
      const page = await city.visit({ username: 'leader', path: '/gaps' })
      await page.getByRole('button', { name: '到达圈' }).click()
      await page.getByText('平时的到达范围').waitFor()
      expect(new URL(page.url()).searchParams.get('gv')).toBe('reach')
      const at = `${moment.toISOString().slice(0, 16)}Z`
      await page.goto(`/gaps?gv=reach&w=7d&at=${at}`)
      await mapSettled(page)
      await page.getByText(/支队伍在外，5 分钟内可到/).waitFor()

      const streets = page.getByRole('row', { name: /^街道/ })
      const shares = (await streets.getByRole('cell').allTextContents()).map((text) =>
        Number.parseFloat(text),
      )
      expect(shares).toHaveLength(3)
      expect(shares[2]).toBeGreaterThan(0)
      expect(shares).toEqual([...shares].sort((a, b) => a - b))
      const legend = page.getByRole('region', { name: '图例' })
      for (const ring of ['1 分钟内', '3 分钟内', '5 分钟内', '超过 5 分钟'])
        expect(await legend.getByText(ring, { exact: true }).count(), ring).toBe(1)

      await page.getByRole('button', { name: '早一刻钟' }).click()
      await expect
        .poll(() => new URL(page.url()).searchParams.get('at'))
        .toBe(`${new Date(moment.getTime() - 900_000).toISOString().slice(0, 16)}Z`)
      await page.getByRole('switch', { name: '计入 24 小时警务站' }).click()
      await legend.getByText('24 小时警务站').waitFor()
      await page.getByRole('row', { name: /^全区/ }).waitFor()
      expect(await page.getByRole('row', { name: /派出所 .*%/ }).count()).toBeGreaterThan(0)

      // Back at the gaps the rings are gone.
      await page.getByRole('button', { name: '漏巡', exact: true }).click()
      await expect.poll(() => legend.getByText('到达圈：沿街道的路程').count()).toBe(0)
      await page.context().close()
    },
    cityTimeout,
  )
})
