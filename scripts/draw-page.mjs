// Draws the page as it stands into docs/: by light and dark, wide and on a phone.
//   node_modules/.bin/node scripts/draw-page.mjs http://127.0.0.1:8080/?day=2025-01-05 docs/page-single
// writes docs/page-single-light.png, -dark.png and -phone.png. It needs Chromium, found by CHROMIUM_PATH or as
// `chromium`, and a page that serves.
import { execFileSync } from 'node:child_process'
import { chromium } from 'playwright-core'

const [address, out] = process.argv.slice(2)
if (address === undefined || out === undefined) {
  console.error('usage: draw-page.mjs <address of a page> <begin of the files’ names>')
  process.exit(2)
}
const executablePath =
  process.env.CHROMIUM_PATH ??
  execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim()
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
})
for (const [name, width, height, colorScheme] of [
  ['light', 1280, 1000, 'light'],
  ['dark', 1280, 1000, 'dark'],
  ['phone', 400, 860, 'light'],
]) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme })
  await page.goto(address)
  await page.locator('[data-day]').first().waitFor({ state: 'attached' })
  const figures = await page.locator('figure[data-variable]').count()
  const tall = await page.evaluate('document.documentElement.scrollHeight')
  // Charts are drawn when they are in view: a window as tall as the page has all of them in it.
  await page.setViewportSize({ width, height: Math.min(tall, 2600) })
  if (figures > 0) await page.locator('figure[data-points]').first().waitFor()
  await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined)
  await page.screenshot({ path: `${out}-${name}.png` })
  console.log(`${out}-${name}.png`)
}
await browser.close()
