import { chromium } from 'playwright-core'
const spec = JSON.parse(process.argv[2])
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--use-angle=swiftshader','--enable-unsafe-swiftshader','--ignore-gpu-blocklist','--disable-background-networking'] })
const context = await browser.newContext({ viewport: { width: spec.w ?? 1440, height: spec.h ?? 900 }, locale: spec.lang === 'en' ? 'en' : 'zh-CN', colorScheme: spec.theme ?? 'light', hasTouch: (spec.w ?? 1440) < 700 })
const page = await context.newPage()
page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()))
page.on('pageerror', (e) => console.log('pageerror', e.message))
const r = await page.request.post('http://127.0.0.1:8102/api/v1/sessions', { data: { username: spec.user ?? 'planner', password: 'xunge-demo' }, headers: { origin: 'http://127.0.0.1:8102' } })
console.log(r.status())
for (const shot of spec.shots) {
  if (shot.path) { await page.goto('http://127.0.0.1:8102' + shot.path); }
  if (shot.eval) await eval(`(async () => { ${shot.eval} })()`)
  if (shot.for) await page.waitForSelector(shot.for, { timeout: 60000 }).catch((e) => console.log('no', shot.for))
  await page.waitForTimeout(shot.wait ?? 3000)
  await page.screenshot({ path: shot.out })
  console.log(shot.out, new Date().toISOString())
}
await browser.close()
