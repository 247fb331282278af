import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, cityTimeout, openBrowserCity, type BrowserCity } from './browser.ts'

const PASSWORD = 'a long password of my own'

describe.skipIf(!chromiumPath)('the administrator keeps the system', () => {
  let city: BrowserCity
  let page: Page
  beforeAll(async () => {
    city = await openBrowserCity()
    page = await city.visit({ username: 'admin', path: '/system' })
  }, cityTimeout)
  afterEach(() => expect(city.complaints.splice(0)).toEqual([]))
  afterAll(() => city.close())

  const openPage = (name: string) =>
    page.getByRole('navigation', { name: '系统页面' }).getByRole('button', { name }).click()

  it('creates an account for a post; who signs in with it must choose a password first', async () => {
    await page.getByRole('button', { name: '新建账号' }).click()
    const form = page.getByRole('dialog', { name: '新建账号' })
    await form.getByRole('button', { name: '新建' }).click()
    await form.getByText('请填写此项。').first().waitFor()
    await form.getByLabel('用户名').fill('duty.desk')
    await form.getByLabel('岗位').fill('值班 13812345678')
    await form.getByRole('combobox', { name: /^角色/ }).click()
    await page.getByRole('option', { name: '领导' }).click()
    await form.getByRole('radio').first().click()
    await form.getByRole('button', { name: '新建' }).click()
    await form.getByText('本系统不保存个人信息').waitFor()
    // The refusal is an answer of 400, which the browser reports by itself.
    expect(city.complaints.splice(0).every((complaint) => complaint.includes('400'))).toBe(true)
    await form.getByLabel('岗位').fill('值班室')
    await form.getByRole('button', { name: '新建' }).click()

    const secret = page.getByRole('dialog', { name: 'duty.desk 的初始密码' })
    const password = await secret.getByRole('textbox').inputValue()
    expect(password).toHaveLength(16)
    await page.keyboard.press('Escape')
    await secret.getByRole('button', { name: '我已记下' }).click()
    await page.getByRole('row', { name: /duty\.desk.*值班室.*待改初始密码/ }).waitFor()

    const other = await city.visit()
    await other.getByRole('textbox', { name: '账号' }).fill('duty.desk')
    await other.getByRole('textbox', { name: '密码' }).fill(password)
    await other.getByRole('button', { name: '登录', exact: true }).click()
    const first = other.getByRole('dialog', { name: '请设置自己的密码' })
    await first.waitFor()
    await other.keyboard.press('Escape')
    expect(await first.isVisible()).toBe(true)
    await first.getByLabel('当前密码').fill(password)
    await first.getByLabel('新密码', { exact: true }).fill(PASSWORD)
    await first.getByLabel('再次输入新密码').fill(PASSWORD)
    await first.getByRole('button', { name: '修改' }).click()
    await first.waitFor({ state: 'detached' })
    await other.context().close()

    const again = await city.visit()
    await again.getByRole('textbox', { name: '账号' }).fill('duty.desk')
    await again.getByRole('textbox', { name: '密码' }).fill(PASSWORD)
    await again.getByRole('button', { name: '登录', exact: true }).click()
    await again.locator('.maplibregl-canvas').waitFor()
    expect(await again.getByRole('dialog').count()).toBe(0)
    await again.context().close()
  }, 180_000)

  it('changes a setting, sees who did it, puts it back, and finds both in the audit', async () => {
    await openPage('参数设置')
    await page.getByRole('searchbox', { name: '筛选' }).fill('过期')
    const setting = page.getByRole('form', { name: '多久未核实算过期' })
    await setting.getByRole('textbox').fill('abc')
    await page.keyboard.press('Tab')
    await setting.getByText('请填写数字。').waitFor()
    await setting.getByRole('textbox').fill('45')

    await openPage('账号')
    const leaving = page.getByRole('dialog', { name: '不保存就离开？' })
    await leaving.getByRole('button', { name: '取消' }).click()
    expect(await setting.getByRole('textbox').inputValue()).toBe('45')

    // Another task, a folded panel, back: nothing typed is lost on the way.
    await page.getByRole('navigation', { name: '工作区' }).getByRole('button', { name: '数据' }).click()
    await leaving.getByRole('button', { name: '取消' }).click()
    await page.getByRole('button', { name: '收起面板' }).click()
    await setting.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: '展开面板' }).click()
    await page.goBack()
    await leaving.getByRole('button', { name: '取消' }).click()
    expect(new URL(page.url()).searchParams.get('page')).toBe('settings')
    expect(await setting.getByRole('textbox').inputValue()).toBe('45')

    await setting.getByRole('button', { name: '保存' }).click()
    await setting.getByText(/admin 于 .* 修改/).waitFor()
    await setting.getByRole('button', { name: '恢复默认' }).click()
    await setting.getByText(/admin 于/).waitFor({ state: 'detached' })
    expect(await setting.getByRole('textbox').inputValue()).toBe('30')

    await openPage('操作审计')
    const table = page.getByRole('grid', { name: '操作审计' })
    await table.getByRole('row', { name: /admin 恢复默认 参数 多久未核实算过期/ }).waitFor()
    await table.getByRole('row', { name: /admin 修改 参数 多久未核实算过期/ }).click()
    const entry = page.getByRole('dialog', { name: '审计记录' })
    await entry.getByText(/(30|默认) → 45/).waitFor()
    await page.keyboard.press('Escape')
  }, 120_000)

  it('shows what somebody else saved meanwhile, and saves over it only when told to', async () => {
    await openPage('时段')
    await page.getByRole('row', { name: /早高峰/ }).click()
    const form = page.getByRole('dialog', { name: '时段 早高峰' })
    await city.database.write
      .updateTable('timeSlots')
      .set({ name: '早间' })
      .where('name', '=', '早高峰')
      .execute()
    await form.getByLabel('名称').fill('上班高峰')
    await form.getByRole('button', { name: '保存' }).click()
    await form.getByText('对方：早间').waitFor()
    expect(city.complaints.splice(0).every((complaint) => complaint.includes('409'))).toBe(true)
    await form.getByRole('button', { name: '仍保存我的' }).click()
    await page.getByRole('row', { name: /上班高峰/ }).waitFor()
  }, 120_000)

  it('opens every page, in English and on a phone', async () => {
    const phone = await city.visit({
      username: 'admin',
      path: '/system',
      viewport: { width: 390, height: 844 },
      language: 'en',
    })
    for (const [id, title] of [
      ['accounts', 'Accounts'],
      ['org-units', 'Org units'],
      ['patrol-units', 'Patrol units'],
      ['time-slots', 'Time slots'],
      ['requirements', 'Requirements'],
      ['case-categories', 'Case categories'],
      ['settings', 'Settings'],
      ['district', 'District'],
      ['tokens', 'Tokens'],
      ['audit', 'Audit'],
      ['health', 'Health'],
    ]) {
      await phone.goto(`/system?page=${id}`)
      await phone.getByRole('heading', { name: title, exact: true }).waitFor()
      const width = await phone.evaluate(() => document.documentElement.scrollWidth)
      expect([id, width]).toEqual([id, 390])
    }
    await phone.context().close()
  }, 180_000)
})
